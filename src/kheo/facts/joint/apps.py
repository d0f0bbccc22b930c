from django.apps import AppConfig


class JointConfig(AppConfig):
    name = "kheo.facts.joint"
    label = "joint"
