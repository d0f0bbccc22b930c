"""The first page of each programme, worked out before anybody asks: the first reader does not wait for the engine."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection
from django.http import QueryDict

from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme
from kheo.web.coordinator.overview import overview_of
from kheo.web.shared.asking import at_one_moment
from kheo.web.shared.choices import read_choices
from kheo.web.shared.frame import Frame

log = logging.getLogger(__name__)


def begin() -> None:
    """Start in the background; a server calls it once, in the process that will answer."""
    threading.Thread(target=warm, name="warm", daemon=True).start()


def warm() -> None:
    """Ask what each programme's overview asks. What cannot be asked is left to the page, which says why."""
    try:
        for programme in Programme.objects.select_related("calendar").order_by("code"):
            choices = read_choices(programme, QueryDict(), "vi")
            with at_one_moment():
                overview_of(Frame(programme, choices, "overview", (), ()))
    except (Refused, DatabaseError) as error:
        log.info("not warmed: %s", error)
    finally:
        connection.close()
