"""What stands around every page of a programme: the five choices on top, the work on the left or at the bottom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kheo.ground.accounts.models import User
from kheo.ground.accounts.queries import roles_of, scope_of
from kheo.ground.accounts.rules import Scope, acts_of
from kheo.ground.accounts.states import Act
from kheo.kit.text import pick
from kheo.plan.programmes.models import Programme
from kheo.web.shared.asking import at_one_moment
from kheo.web.shared.attention import Attention, attention_of
from kheo.web.shared.choices import Choices, calendar_of, read_choices
from kheo.web.shared.permissions import NEEDED
from kheo.web.shared.pickers import Picker, pickers_of
from kheo.web.shared.sent import files_of

_IN_PROGRAMME = re.compile(r"/p/(?P<code>[-\w]+)/")


@dataclass(frozen=True)
class Place:
    """An entry of the list of work. ``page`` is the name of its address."""

    page: str
    text: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Frame:
    """``acts``: what the reader's roles open; ``scope``: whose reports they may see; ``deciding``: whose they decide
    about. ``reader``: None where nobody reads, as when pages are worked out beforehand."""

    programme: Programme
    choices: Choices
    page: str
    pickers: tuple[Picker, ...]
    acts: frozenset[Act]
    scope: Scope
    deciding: Scope = Scope()
    reader: User | None = None

    @cached_property
    def attention(self) -> Attention:
        """What waits for the reader, or is not whole or not clear: the same wherever a page tells of it."""
        by = self.reader.get_username() if self.reader else ""
        return attention_of(self.programme, self.scope, self.deciding, by)

    @cached_property
    def work(self) -> tuple[Place, ...]:
        """What the reader's roles open, each with how many there are for them."""
        reports = (
            len(files_of(self.programme, self.choices, self.scope)) if Act.READ_REPORTS in self.acts else None
        )
        looks = self.attention.total if Act.LOOK_AFTER in self.acts else None
        entries: tuple[tuple[str, str, int | None], ...] = (
            ("overview", _("Overview"), None),
            ("verify", _("To verify"), len(self.attention.waiting) if Act.DECIDE in self.acts else None),
            ("lots", _("Samples"), None),
            ("figures", _("Figures"), None),
            ("indicators", _("Indicators"), None),
            ("reports", _("Reports in"), reports),
            ("attention", _("To look at"), looks),
            ("places", _("Places and changes"), None),
            ("organisations", _("Organisations"), None),
        )
        return tuple(
            Place(name, text, self.choices.to(name), name == self.page, count)
            for name, text, count in entries
            if NEEDED[name] in self.acts
        )

    @property
    def language(self) -> str:
        return self.choices.language

    @property
    def calendar(self) -> str:
        return self.programme.calendar.code

    @property
    def title(self) -> str:
        return pick(self.programme.title, self.language)

    @property
    def notice(self) -> str:
        return pick(self.programme.notice, self.language)

    @property
    def source_note(self) -> str:
        return pick(self.programme.source_note, self.language)

    @property
    def map_day(self) -> dt.date:
        """The day whose places a page lists: the chosen map's, else the last of the period that has come."""
        today = timezone.localdate()
        if self.choices.boundaries:
            return self.choices.boundaries
        if not self.choices.period:
            return today
        return min(calendar_of(self.programme).span(self.choices.period).last, today)

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen now, in words, by the choice's name."""
        return {picker.name: picker.value for picker in self.pickers}

    @property
    def in_short(self) -> str:
        """The choices in one line, for a phone."""
        return " · ".join(picker.value for picker in self.pickers if picker.name != "programme")


View = Callable[..., HttpResponseBase]


def in_programme(page: str) -> Callable[[View], View]:
    """A page of a programme: its view gets the frame instead of the programme's code."""

    def decorate(view: View) -> View:
        @wraps(view)
        def framed(request: HttpRequest, programme: str, *args: Any, **more: Any) -> HttpResponseBase:
            found = get_object_or_404(Programme.objects.select_related("calendar"), code=programme)
            with at_one_moment():
                return view(request, frame_of(request, found, page), *args, **more)

        return framed

    return decorate


def frame_of(request: HttpRequest, programme: Programme, page: str) -> Frame:
    """Refuses choices in the address that do not exist."""
    choices = read_choices(programme, request.GET, (get_language() or "vi").split("-")[0])
    return framed_by(request, programme, page, choices)


def framed_by(request: HttpRequest, programme: Programme, page: str, choices: Choices) -> Frame:
    """The frame of a page that has choices of its own, such as a passport's."""
    pickers = tuple(pickers_of(request, programme, choices))
    scope = scope_of(request.user, Act.READ_REPORTS).within(programme.code)
    deciding = scope_of(request.user, Act.DECIDE).within(programme.code)
    reader = request.user if isinstance(request.user, User) else None
    return Frame(programme, choices, page, pickers, acts_of(roles_of(request.user)), scope, deciding, reader)


def waiting_in(programme: Programme, person: object) -> int:
    """How many of a programme's reports wait for somebody's decision: what the frame of its pages says."""
    scope, deciding = (scope_of(person, act).within(programme.code) for act in (Act.READ_REPORTS, Act.DECIDE))
    if not isinstance(person, User) or not deciding.reaches:
        return 0
    return len(attention_of(programme, scope, deciding, person.get_username()).waiting)


def frame_beside(request: HttpRequest) -> Frame | None:
    """The frame of the programme in an address that cannot be shown: its first choices; None where it names none."""
    found = _IN_PROGRAMME.match(request.path)
    if not found or not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    programme = Programme.objects.select_related("calendar").filter(code=found["code"]).first()
    if programme is None:
        return None
    first = read_choices(programme, QueryDict(), (get_language() or "vi").split("-")[0])
    plain = copy(request)
    plain.path, plain.GET = reverse("overview", args=[programme.code]), QueryDict(mutable=False)
    with at_one_moment():
        return framed_by(plain, programme, "", first)
