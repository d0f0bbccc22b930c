"""The overview of each programme, worked out before anybody asks: the first reader does not wait for the engine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import DatabaseError, connection
from django.http import QueryDict

from kheo.ground.accounts.rules import ALL
from kheo.ground.wall.queries import past_the_wall
from kheo.kit.refusals import Refused
from kheo.plan.programmes.models import Programme
from kheo.web.coordinator.overview import overview_of
from kheo.web.shared.asking import at_one_moment
from kheo.web.shared.choices import AS_REPORTED, first_period, read_choices
from kheo.web.shared.frame import Frame
from kheo.web.shared.pickers import agencies_of, map_dates

PERIODS, VIEWS = 2, 6
PAUSE = 0.3  # seconds between two pages, so that readers who are already there go first
_pause = threading.Event()  # never set: waiting for it is a rest

log = logging.getLogger(__name__)


def begin() -> None:
    """Start in the background; a server calls it once, in the process that will answer."""
    threading.Thread(target=_warm, name="warm", daemon=True).start()


def _warm() -> None:
    with past_the_wall():
        warm()


def warm() -> None:
    """Ask what each programme's overview asks, then what its menus lead to, one after the other. What cannot be asked
    is left to the page, which says why."""
    try:
        programmes = list(Programme.objects.select_related("calendar").order_by("code"))
        for programme in programmes:
            _ask(programme, QueryDict())
        for programme in programmes:
            for given in offered(programme):
                _pause.wait(PAUSE)
                _ask(programme, QueryDict(urlencode(given)))
    except DatabaseError as error:
        log.info("not warmed: %s", error)
    finally:
        connection.close()


def offered(programme: Programme) -> Iterator[dict[str, str]]:
    """The choices one step away from the first page: another map, the next period on each map, an agency's view."""
    maps = [AS_REPORTED, *(day.isoformat() for day in map_dates(programme))]
    periods = [str(label) for label in programme.settings.get("periods") or []][:PERIODS]
    for period in periods or [first_period(programme)]:
        for day in maps:
            yield {"period": period, "map": day}
    for agency in agencies_of(programme)[:VIEWS]:
        yield {"view": agency.ref}


def _ask(programme: Programme, given: QueryDict) -> None:
    try:
        choices = read_choices(programme, given, "vi")
        with at_one_moment():
            overview_of(Frame(programme, choices, "overview", (), frozenset(), ALL))
    except Refused as refused:
        log.info("not warmed: %s", refused)
