from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "kheo.ground.places"
    label = "places"
