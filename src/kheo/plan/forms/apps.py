from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "kheo.plan.forms"
    label = "forms"
