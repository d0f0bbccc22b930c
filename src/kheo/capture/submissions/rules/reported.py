"""A filled-in form, as its rows; or as everything that is wrong with it.

The answers outside any repeat are one row. Each repetition is a row of its own, which also has the words, days and
choices that stand around it, but not the numbers: those stand in their own row only, so that no sum counts them twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kheo.capture.submissions.rules.answers import NO_ANSWER, Answer, answerer
from kheo.capture.submissions.rules.evaluation import Evaluation, Place
from kheo.capture.submissions.rules.headers import Header, Wanted
from kheo.capture.submissions.rules.instances import Instance
from kheo.capture.submissions.rules.logic import computed
from kheo.capture.submissions.rules.lookups import organisation_of
from kheo.capture.submissions.rules.mapping import Column
from kheo.capture.submissions.rules.mapping import Place as PlaceWays
from kheo.capture.submissions.rules.roles import Roles
from kheo.capture.submissions.rules.rows import CONTENT_DIGITS, Reason, Row, Terms
from kheo.capture.submissions.rules.tables import Cell
from kheo.capture.submissions.rules.xform import DAYS, NUMBERS, XForm
from kheo.capture.submissions.rules.xml import Node
from kheo.kit.refusals import Refused
from kheo.plan.forms.rules import Field

BY_ANY_NAME = ("code", "ref", "name")


@dataclass(frozen=True)
class Home:
    """The organisation of whoever sends: it reports where a form does not say which unit does."""

    unit: int
    agency: int


@dataclass(frozen=True)
class Reported:
    """``rows`` are empty where there are ``reasons``: a report is taken whole or goes back whole."""

    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]


class Reader:
    """Reads filled-in forms of one version. Made once, used for many."""

    def __init__(self, form: XForm, terms: Terms) -> None:
        self.form = form
        self.terms = terms
        self.fields = {one.name: one for one in terms.fields if one.name in form.paths}
        self.names = sorted(self.fields)
        self._answerers = {name: self._answerer(one) for name, one in self.fields.items()}
        self._roles = Roles(
            [*self.fields.values()],
            self.names,
            replace(terms.mapping, place=PlaceWays(by=BY_ANY_NAME)),
            Header(0, 0, (), ()),
            terms.places,
            terms.organisations,
            terms.lookups,
        )

    def read(self, instance: Instance, *, today: dt.date, home: Home | None) -> Reported:
        """What an instance says. ``today``: the day of receipt. Who keys a paper speaks for the unit whose paper it is:
        that one which the form asks for or the paper's number comes with, never the clerk's own."""
        evaluation = Evaluation(self.form, instance.data, today)
        faults = {id(place.node): fault for place, fault in evaluation.faults()}
        said: dict[int, list[tuple[Field, Place, Answer]]] = {}
        scopes: dict[int, Mapping[tuple[str, ...], Node]] = {0: {}}
        reasons: list[Reason] = []
        for place in evaluation.places:
            row = _row_of(place)
            scopes.setdefault(row, place.around)
            field = self.fields.get(place.bind.path[-1])
            if field is None or self.form.paths[field.name] != place.bind.path:
                continue
            answer = self._answer(field, place, evaluation, faults.get(id(place.node), ""))
            said.setdefault(row, []).append((field, place, answer))
            if answer.reason:
                value = place.node.text.strip()[:300]
                reasons.append(Reason(field.name, value, answer.reason, place.position))
        rows = []
        for at, (row, around) in enumerate(scopes.items(), 1):
            if row and not any(answer.json for _, _, answer in said.get(row, ())):
                continue
            answers = self._around(row, around, said)
            made, troubles = self._row(at, instance, answers, None if instance.paper else home)
            # What stands around repetitions is read with each of them, and is wrong once.
            turns = {
                field.name: place.position
                for one in _outwards(around)
                for field, place, _ in said.get(one, ())
            }
            known = {(one.column, one.value, one.refused.code, one.turn) for one in reasons}
            found = [one._replace(turn=turns.get(one.column, 0)) for one in troubles]
            reasons += [
                one for one in found if (one.column, one.value, one.refused.code, one.turn) not in known
            ]
            rows.append(made)
        return Reported((), tuple(reasons)) if reasons else Reported(tuple(rows), ())

    def asked(self, data: Node, today: dt.date) -> dict[int, dict[str, bool]]:
        """Row → each question that stands in it, and whether its conditions let it be asked. Rows count as in ``read``."""
        evaluation = Evaluation(self.form, data, today)
        rows: dict[int, dict[str, bool]] = {0: {}}
        for place in evaluation.places:
            own = rows.setdefault(_row_of(place), {})
            field = self.fields.get(place.bind.path[-1])
            if field and self.form.paths[field.name] == place.bind.path:
                own[field.name] = place.asked
        return dict(enumerate(rows.values(), 1))

    def _around(
        self,
        row: int,
        around: Mapping[tuple[str, ...], Node],
        said: Mapping[int, Sequence[tuple[Field, Place, Answer]]],
    ) -> dict[str, Answer]:
        """The answers of a row: its own, and the words of what stands around it."""
        answers: dict[str, Answer] = {}
        for outer in _outwards(around):
            for field, _, answer in said.get(outer, ()):
                if outer == row or not _counts(field, answer):
                    answers[field.name] = answer
        return answers

    def _row(
        self, at: int, instance: Instance, answers: Mapping[str, Answer], home: Home | None
    ) -> tuple[Row, list[Reason]]:
        in_order = [answers.get(name, NO_ANSWER) for name in self.names]
        found, troubles = self._roles.found(in_order, ())
        reasons = [
            Reason(self.names[where], in_order[where].text[:300], refused)
            for where, refused in troubles.items()
        ]
        if found.unplaced:
            # Of a table's unknown place its writer is told; whoever fills in a form can be asked which one is meant.
            where = next(at for at, name in enumerate(self.names) if self.fields[name].role == "place")
            value = in_order[where].text
            if where not in troubles:
                unknown_place = Refused("capture.no_such_place", value=value)
                reasons.append(Reason(self.names[where], value[:300], unknown_place))
        if found.unit is None and found.agency is None:
            try:
                home = self._told(instance.unit, found.day) if instance.unit else home
            except Refused as unknown:
                reasons.append(Reason("", instance.unit, unknown))
            if home:
                found = found._replace(unit=home.unit, agency=home.agency)
        values = f"{{{','.join(answer.json for answer in in_order if answer.json)}}}"
        qualified = [
            f'"{name}":"{answer.qualifier}"'
            for name, answer in zip(self.names, in_order, strict=True)
            if answer.qualifier
        ]
        content = hashlib.sha256(f"{instance.id}\0{at}".encode()).hexdigest()[:CONTENT_DIGITS]
        return Row(at, values, f"{{{','.join(qualified)}}}", content, "", *found, 0), reasons

    def _told(self, unit: str, day: str | None) -> Home:
        """The unit that is meant on the day of the work. Raises what ``organisation_of`` raises."""
        on = dt.date.fromisoformat(day) if day else None
        found = organisation_of(self.terms.organisations, unit, on, by=("ref", "name"), agency=False)
        return Home(found.number, found.agency or found.number)

    def _answerer(self, field: Field) -> Callable[[Cell], Answer]:
        # Whether an answer is required and keeps its rule was evaluated with the whole instance at hand.
        bare = replace(field, required=False, constraint="")
        column = Column(Wanted(()), decimal=".", dates="ymd")
        return answerer(bare, column, None, self.terms.today, self.terms.language)

    def _answer(self, field: Field, place: Place, evaluation: Evaluation, fault: str) -> Answer:
        if not place.asked:
            return NO_ANSWER
        if fault == "required":
            return NO_ANSWER._replace(reason=Refused("capture.required", field=field.label or field.name))
        if place.bind.calculation:
            answer = computed(field, place.value)
        else:
            text = evaluation.text(place)
            told = _moment(text) if place.bind.type in DAYS else text
            if told and place.bind.type in DAYS and isinstance(told, str):
                # A form's own days never leave it to the reader which number is the month.
                return NO_ANSWER._replace(reason=Refused("capture.day_not_iso", value=text[:50]))
            answer = self._answerers[field.name](told)
        if fault == "constraint" and not answer.reason:
            return NO_ANSWER._replace(reason=_broken(field))
        return answer


def _row_of(place: Place) -> int:
    """Which row a node's answer stands in: that of the innermost repetition, 0 for what stands outside any."""
    innermost = max(place.around, key=len, default=None)
    return id(place.around[innermost]) if innermost else 0


def _outwards(around: Mapping[tuple[str, ...], Node]) -> list[int]:
    """The rows whose answers stand around a node, the outermost first."""
    return [0, *(id(around[path]) for path in sorted(around, key=len))]


def _broken(field: Field) -> Refused:
    """Why an answer breaks its rule, in every language that the form speaks: who reads it is not known yet."""
    if field.constraint_message:
        return Refused("capture.constraint_said", message=field.constraint_message)
    return Refused("capture.constraint", constraint=field.constraint)


def _counts(field: Field, answer: Answer) -> bool:
    """Whether an answer is a number, which stands in one row only."""
    return field.type in (*NUMBERS, "range") or (
        field.type == "calculate" and isinstance(answer.value, Decimal)
    )


def _moment(text: str) -> Cell:
    """A day or a moment as the phone writes it; whatever else stands there, as it stands."""
    try:
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    except ValueError:
        return text
