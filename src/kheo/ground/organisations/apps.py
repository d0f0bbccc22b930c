from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "kheo.ground.organisations"
    label = "organisations"
