from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "kheo.ground.notices"
    label = "notices"
