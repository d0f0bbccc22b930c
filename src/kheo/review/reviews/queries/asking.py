"""Questions to the ledger, each asked once for a document, all at one position."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property

from kheo.consolidate.figures.queries import ask, labels
from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Question
from kheo.ground.organisations.models import Organisation
from kheo.ground.organisations.queries import OrganisationBook, organisation_book
from kheo.ground.places.models import Level, Place
from kheo.ground.places.queries import PlaceBook, place_book
from kheo.kit.periods import GRAINS, SPAN, Calendar
from kheo.kit.text import pick
from kheo.plan.programmes.models import Calendar as CalendarRow
from kheo.review.reviews.rules.asked import Asked
from kheo.review.reviews.rules.template import Words


@dataclass
class Asking:
    """Asks for one document in one language. ``position`` is the ledger's, or an edition's, from the first answer on."""

    language: str
    row: CalendarRow
    position: int | None = None
    _kept: list[tuple[Question, Asked]] = field(default_factory=list)

    def __call__(self, question: Question) -> Asked:
        """The answer and its words; one that was given before where it tells the same. Raises Refused("figures.…")."""
        wanted = replace(question, calendar=self.row.code, position=self.position)
        return self._found(wanted) or self._keep(wanted, self._ask(wanted))

    def both(self, question: Question, before: str) -> tuple[Asked, Asked]:
        """The answers for the question's period and the one before; in one go where they follow each other."""
        now, old = self.calendar.span(question.period), self.calendar.span(before)
        if now.grain != old.grain or now.grain == SPAN or now.first - old.last != dt.timedelta(days=1):
            return self(question), self(replace(question, period=before))
        span = replace(question, by=(now.grain,), period=f"{before}..{question.period}")
        told = self._ask(replace(span, calendar=self.row.code, position=self.position))
        each = []
        for period in (question.period, before):
            wanted = replace(question, calendar=self.row.code, position=self.position, period=period)
            each.append(self._keep(wanted, replace(told, at=(period,))))
        return each[0], each[1]

    def _ask(self, wanted: Question) -> Asked:
        answer = ask(wanted, account=True)
        self.position = answer.position
        span = self.calendar.span(wanted.period) if wanted.period else None
        return Asked(
            answer=answer,
            names=labels(answer, self.language) if wanted.by else {},
            first=span.first if span else None,
            last=span.last if span else None,
            calendar=pick(self.row.title, self.language),
            view=self._view(wanted.view),
            within=self._within(wanted.within),
            by=tuple(self._breakdown(name) for name in wanted.by),
        )

    def _keep(self, wanted: Question, asked: Asked) -> Asked:
        self._kept.append((replace(wanted, position=self.position), asked))
        return asked

    def _found(self, wanted: Question) -> Asked | None:
        """What was asked for the same and perhaps more indicators."""
        for kept, asked in self._kept:
            same = replace(kept, indicators=()) == replace(wanted, indicators=())
            if same and set(wanted.indicators) <= set(kept.indicators):
                return asked
        return None

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.from_json(self.row.code, self.row.regimes)

    @cached_property
    def levels(self) -> dict[str, dict[str, str]]:
        """Level → its title."""
        return dict(Level.objects.values_list("code", "title"))

    @cached_property
    def places(self) -> PlaceBook:
        return place_book()

    @cached_property
    def organisations(self) -> OrganisationBook:
        return organisation_book()

    def _view(self, view: str) -> str:
        if view == PROGRAMME_VIEW:
            return ""
        agency = Organisation.objects.filter(ref=view).first()
        return pick(agency.title, self.language) if agency else view

    def _within(self, ref: str) -> str:
        place = Place.objects.filter(ref=ref).first() if ref else None
        return place.name if place else ref

    def _breakdown(self, name: str) -> str:
        if name in GRAINS:
            return Words(self.language)(name)
        if name in ("agency", "place"):
            return Words(self.language)(name).lower()
        return pick(self.levels.get(name, {}), self.language) or name
