from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "kheo.verify.quality"
    label = "quality"
