from django.apps import AppConfig


class SamplingConfig(AppConfig):
    name = "kheo.verify.sampling"
    label = "sampling"
