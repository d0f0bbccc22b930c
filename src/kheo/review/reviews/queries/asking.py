"""Questions to the ledger, each asked once for a document, all at one position."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from kheo.consolidate.figures.queries import ask, labels
from kheo.consolidate.figures.rules.question import PROGRAMME_VIEW, Question
from kheo.ground.organisations.models import Organisation
from kheo.ground.organisations.queries import OrganisationBook, organisation_book
from kheo.ground.places.models import Level, Place
from kheo.ground.places.queries import PlaceBook, place_book
from kheo.kit.periods import GRAINS, Calendar
from kheo.kit.text import pick
from kheo.plan.programmes.models import Calendar as CalendarRow
from kheo.review.reviews.rules.asked import Asked
from kheo.review.reviews.rules.template import Words


@dataclass
class Asking:
    """Asks for one document in one language. ``position`` is the ledger's, or an edition's, from the first answer on."""

    language: str
    calendar: CalendarRow
    position: int | None = None
    _kept: dict[Question, Asked] = field(default_factory=dict)

    def __call__(self, question: Question) -> Asked:
        """The answer and its words. Raises Refused("figures.…")."""
        wanted = replace(question, calendar=self.calendar.code, position=self.position)
        if wanted not in self._kept:
            answer = ask(wanted)
            self.position = answer.position
            wanted = replace(wanted, position=self.position)
            span = None
            if question.period:
                regimes = Calendar.from_json(self.calendar.code, self.calendar.regimes)
                span = regimes.span(question.period)
            self._kept[wanted] = Asked(
                answer=answer,
                names=labels(answer, self.language) if question.by else {},
                first=span.first if span else None,
                last=span.last if span else None,
                calendar=pick(self.calendar.title, self.language),
                view=self._view(question.view),
                within=self._within(question.within),
                by=tuple(self._breakdown(name) for name in question.by),
            )
        return self._kept[wanted]

    def holding(self, question: Question) -> Question:
        """A question already asked that asks for the same and more indicators; else the question itself."""
        wanted = replace(question, calendar=self.calendar.code, position=self.position)
        for kept in self._kept:
            same = replace(kept, indicators=()) == replace(wanted, indicators=())
            if same and set(wanted.indicators) <= set(kept.indicators):
                return kept
        return question

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
