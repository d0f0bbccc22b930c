from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "kheo.verify.decisions"
    label = "decisions"
