from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kheo.ground.accounts"
    label = "accounts"
