"""How long the stages of long work took, on stdout."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.kit.stopwatch import Stopwatch

STAGES = {
    "made": gettext_lazy("made up and written as files"),
    "imported": gettext_lazy("imported"),
    "posted": gettext_lazy("accepted and posted in the ledger"),
    "joined": gettext_lazy("joint activities"),
    "shown": gettext_lazy("copied into columns"),
}


def print_stages(count: int, watch: Stopwatch) -> None:
    """A line for each stage: seconds, and how many of ``count`` things a second that is."""
    for stage, seconds in watch.seconds.items():
        rate = _("%(rate)s a second") % {"rate": f"{count / max(seconds, 0.001):,.0f}"}
        print(f"    {STAGES[stage]:<44} {'':>10}  {seconds:>7.1f} s  {rate}", flush=True)
