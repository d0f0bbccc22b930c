from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "kheo.consolidate.editions"
    label = "editions"
