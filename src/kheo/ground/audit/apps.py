from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kheo.ground.audit"
    label = "audit"
