"""Accept, return or reject, step by step; hold a decision, take it back; settle what contradicts a report."""

from kheo.verify.decisions.actions.deciding import (
    Progress,
    accept_further,
    accept_waiting,
    decide,
    send_back,
    settle_rival,
)
from kheo.verify.decisions.actions.holding import TO_TAKE_BACK, forget, hold_decision, take_back

__all__ = [
    "Progress",
    "TO_TAKE_BACK",
    "accept_further",
    "accept_waiting",
    "decide",
    "forget",
    "hold_decision",
    "send_back",
    "settle_rival",
    "take_back",
]
