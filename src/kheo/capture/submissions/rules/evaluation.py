"""A form's logic over one filled-in instance: what is asked, what is computed, what breaks a rule.

What the phone computed is computed again, what it should not have asked is dropped, and what it should not have let
pass is found: the phone's word decides nothing that the form decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kheo.capture.submissions.rules.xform import DAYS, NUMBERS, Bind, Path, XForm
from kheo.capture.submissions.rules.xml import Node
from kheo.capture.submissions.rules.xpath import Expression, Scope, Value, boolean, first, number, string

# A chain of calculations longer than this is a circle.
MOST_ROUNDS = 12
Fault = Literal["required", "constraint"]


@dataclass(slots=True)
class Place:
    """A node of the instance. ``around``: the repetitions that it stands in, by their path. ``position``: of the
    innermost of them among its siblings, from 1."""

    node: Node
    bind: Bind
    parent: Place | None
    around: Mapping[Path, Node]
    position: int
    asked: bool = True
    value: Value = ""


class Evaluation:
    """``places``: every node that the form knows, in the order of the instance, with its final value."""

    def __init__(self, form: XForm, data: Node, today: dt.date) -> None:
        self.form = form
        self.today = today
        self.places = list(self._places(data, (), None, {}, 0))
        # Each node under its path and the repetitions that it stands in: all of them, the outermost alone, none.
        self._inside: dict[tuple[object, ...], list[Place]] = {}
        for one in self.places:
            inside = [id(one.around[repeat]) for repeat in form.repeats_around(one.bind.path)]
            for size in range(len(inside) + 1):
                self._inside.setdefault((one.bind.path, *inside[:size]), []).append(one)
        for _round in range(MOST_ROUNDS):
            if not self._settle():
                break

    def at(self, path: Path, around: Mapping[Path, Node]) -> list[Place]:
        """The nodes of a path in the repetitions ``around``, as far as they lie in the same repeats."""
        inside = []
        for repeat in self.form.repeats_around(path):
            if repeat not in around:
                break
            inside.append(id(around[repeat]))
        return self._inside.get((path, *inside), [])

    def text(self, one: Place) -> str:
        """What stands there in the end, as text; of what is not asked, nothing."""
        if not one.asked:
            return ""
        if one.bind.calculation or self._fixed(one):
            return "" if one.value in ("", None) else string(one.value)
        return one.node.text.strip()

    def faults(self) -> Iterator[tuple[Place, Fault]]:
        """What breaks the form's rules, in the order of the instance."""
        for one in self.places:
            if not one.asked or one.bind.path in self.form.children:
                continue
            empty = self.text(one) == ""
            if empty and one.bind.required and self._holds(one.bind.required, one):
                yield one, "required"
            if not empty and one.bind.constraint and not self._holds(one.bind.constraint, one):
                yield one, "constraint"

    def _places(
        self, node: Node, path: Path, parent: Place | None, around: Mapping[Path, Node], position: int
    ) -> Iterator[Place]:
        """The form's nodes below ``node``. What is not there stands empty: leaving a question out answers nothing."""
        for here in self.form.children.get(path, ()):
            repeated = here in self.form.repeats
            found = [one for one in node.all(here[-1]) if "template" not in one.attributes]
            # Of a question that stands twice the first counts.
            for at, one in enumerate(found if repeated else found[:1] or [Node(here[-1])], 1):
                inside = {**around, here: one} if repeated else around
                place = Place(one, self.form.binds[here], parent, inside, at if repeated else position)
                yield place
                yield from self._places(one, here, place, inside, place.position)

    def _settle(self) -> bool:
        """One round over all nodes; whether anything changed."""
        changed = False
        for one in self.places:
            asked = (one.parent is None or one.parent.asked) and (
                one.bind.relevant is None or self._holds(one.bind.relevant, one)
            )
            value = self._value(one) if asked else ""
            if asked != one.asked or value != one.value or type(value) is not type(one.value):
                one.asked, one.value, changed = asked, value, True
        return changed

    def _value(self, one: Place) -> Value:
        if one.bind.path in self.form.children:
            return ""
        if one.bind.calculation:
            return one.bind.calculation.value(self._scope(one))
        return _typed(one.bind.default if self._fixed(one) else one.node.text.strip(), one.bind.type)

    def _fixed(self, one: Place) -> bool:
        """A question that nobody may answer says what the form's author wrote, whatever came in. Where he wrote
        nothing, the app filled it in (the unit, the day), but never a number."""
        bind = one.bind
        return bind.readonly and not bind.told and (bind.default != "" or bind.type in NUMBERS)

    def _holds(self, expression: Expression, one: Place) -> bool:
        return boolean(expression.value(self._scope(one)))

    def _scope(self, one: Place) -> Scope:
        return Scope(
            _Near(self, one.around), one.value, self.today, one.position, _Near(self, _outside(one.around))
        )


class _Near(Mapping[str, Value]):
    """The answers by name, as seen from inside some repetitions."""

    def __init__(self, evaluation: Evaluation, around: Mapping[Path, Node]) -> None:
        self._evaluation = evaluation
        self._around = around

    def __getitem__(self, name: str) -> Value:
        evaluation = self._evaluation
        path = evaluation.form.paths[name]
        repeats = evaluation.form.repeats_around(path)
        if path in evaluation.form.repeats:
            # A repeat is counted within the repetitions around it, not within its own.
            around = {key: node for key, node in self._around.items() if key != path}
            return tuple("" for place in evaluation.at(path, around) if place.asked)
        found = evaluation.at(path, self._around)
        if all(repeat in self._around for repeat in repeats):
            return found[0].value if found else ""
        return tuple(first(place.value) for place in found if place.asked)

    def __iter__(self) -> Iterator[str]:
        return iter(self._evaluation.form.paths)

    def __len__(self) -> int:
        return len(self._evaluation.form.paths)


def _outside(around: Mapping[Path, Node]) -> Mapping[Path, Node]:
    """The repetitions without the innermost."""
    innermost = max(around, key=len, default=())
    return {key: node for key, node in around.items() if key != innermost}


def _typed(text: str, kind: str) -> Value:
    """A text as expressions see it: numbers as numbers, days as days."""
    if kind in NUMBERS and text:
        return number(text)
    if kind in DAYS and text:
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            return text
    return text
