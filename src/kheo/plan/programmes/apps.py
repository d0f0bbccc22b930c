from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "kheo.plan.programmes"
    label = "programmes"
