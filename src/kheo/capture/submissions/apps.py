from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "kheo.capture.submissions"
    label = "submissions"
