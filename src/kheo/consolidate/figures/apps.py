from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kheo.consolidate.figures"
    label = "figures"
