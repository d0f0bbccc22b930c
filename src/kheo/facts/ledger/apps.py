from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kheo.facts.ledger"
    label = "ledger"
