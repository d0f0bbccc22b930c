"""Loading checks, weighing what waits by them, and keeping what they said when somebody decided."""

from kheo.verify.quality.actions.beholding import behold
from kheo.verify.quality.actions.loading import load_checks
from kheo.verify.quality.actions.weighing import Told, drop, look, weigh, weigh_stale

__all__ = ["Told", "behold", "drop", "load_checks", "look", "weigh", "weigh_stale"]
