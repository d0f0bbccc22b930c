"""``quality.yaml`` as values: which checks there are, what each may say, and everything that can be wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kheo.kit.nodes import Node
from kheo.kit.periods import GRAINS
from kheo.plan.forms.rules import offences_in_texts
from kheo.plan.forms.rules.fields import NUMBERS
from kheo.plan.programmes.rules.contents import code_of
from kheo.verify.quality.states import Kind

COMMON = ("code", "kind", "title", "forms", "weight", "off")
WEIGHT = 0.5


@dataclass(frozen=True)
class Number:
    """A threshold: what it is where nothing is said, and between what it must lie."""

    default: float
    low: float = 0.0
    high: float = 1e15
    whole: bool = False


@dataclass(frozen=True)
class Shape:
    """What a kind's entry may say. ``fields``: names of numbers ("number"), of texts ("text"), of pictures ("image") or
    none (""). ``answers``: keys that each name one number of the form. ``known``: takes ``of``, a number known elsewhere.
    ``against``: takes a list of these words."""

    numbers: Mapping[str, Number] = field(default_factory=dict)
    fields: str = ""
    needs_fields: bool = False
    answers: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    every: bool = False
    text: tuple[str, ...] = ()


_HISTORY = {"least_history": Number(6, 2, 1000, True), "periods": Number(24, 2, 1000, True)}
SHAPES: Mapping[Kind, Shape] = {
    Kind.OUTLIER: Shape(
        {"z": Number(3.5, 0.5, 1000), "least": Number(0), **_HISTORY},
        "number",
        True,
        against=("own", "peers"),
        every=True,
    ),
    Kind.JUMP: Shape(
        {
            "times": Number(3, 1.01, 1e6),
            "least": Number(0),
            **_HISTORY,
            "least_history": Number(3, 1, 1000, True),
        },
        "number",
        True,
        every=True,
    ),
    Kind.DIGITS: Shape(
        {
            "ends": Number(5, 2, 1000, True),
            "from": Number(10, 0),
            "least_history": Number(8, 2, 1000, True),
            "chance": Number(0.001, 1e-12, 0.5),
            "last": Number(24, 2, 1000, True),
        },
        "number",
        True,
    ),
    Kind.RATIO: Shape(
        {"low": Number(0, 0), "high": Number(1e15, 0), "from": Number(0, 0)}, answers=("of", "to")
    ),
    Kind.DENOMINATOR: Shape(
        {"times": Number(1, 0.01, 1e6)}, "number", True, known=("form", "place", "target")
    ),
    Kind.SAME_TEXT: Shape(
        {
            "least_length": Number(60, 10, 10_000, True),
            "likeness": Number(0.8, 0.3, 1),
            "common": Number(4, 2, 1_000_000, True),
            "long": Number(160, 10, 100_000, True),
            "days": Number(400, 1, 10_000, True),
        },
        "text",
        True,
    ),
    Kind.SAME_PICTURE: Shape({"own": Number(0, 0, 1, True)}),
    Kind.BULK: Shape(
        {
            "reports": Number(12, 2, 100_000, True),
            "units": Number(3, 1, 100_000, True),
            "hours": Number(6, 1, 720),
        },
        every=True,
    ),
    Kind.OUTSIDE: Shape({"late": Number(180, 1, 36_500, True)}),
    Kind.FITS_TOO_WELL: Shape(
        {
            "least_history": Number(3, 2, 1000, True),
            "chance": Number(0.01, 1e-12, 0.5),
            "expected": Number(0.1, 0.0001, 0.9),
            "from": Number(5, 0),
            "last": Number(12, 2, 1000, True),
        },
        answers=("of",),
        known=("target", "answer"),
        every=True,
    ),
    Kind.POSSIBLE_DOUBLE: Shape(
        {"days": Number(5, 0, 366, True), "least": Number(1, 0), "agree": Number(1, 1, 50, True)},
        "number",
        text=("reference",),
    ),
    Kind.MISSING_EVIDENCE: Shape({}, "image"),
    Kind.COMPLETENESS: Shape({"periods": Number(6, 2, 120, True), "share": Number(0.7, 0.01, 1)}),
    Kind.TIMELINESS: Shape({"days": Number(10, 0, 3660, True)}),
}


@dataclass(frozen=True)
class CheckRow:
    """One check as its author wrote it. ``rule``: everything that decides what is found, as JSON; ``digest``: of it."""

    code: str
    rank: int
    kind: Kind
    title: dict[str, str]
    forms: tuple[str, ...]
    weight: float
    rule: dict[str, Any]
    digest: str


def read_checks(
    nodes: Iterable[Node],
    *,
    forms: Mapping[str, Mapping[str, str]],
    own: Collection[str],
    indicators: Collection[str],
) -> list[CheckRow]:
    """Every check that is not switched off (``off: true``). ``forms``: form → field → type; ``own``: the pack's forms,
    for checks that name none. What is wrong goes into the nodes' problems."""
    read: dict[str, CheckRow] = {}
    seen: set[str] = set()
    for rank, node in enumerate(nodes, 1):
        code, kind = code_of(node, longest=60), node.text("kind", required=True)
        if code in seen:
            node.wrong("code", "plan.code_twice", code=code)
        seen.add(code)
        if kind not in [each.value for each in Kind]:
            if kind:
                known = [each.value for each in Kind]
                node.wrong("kind", "source.not_one_of", column="kind", value=kind, known=known)
            continue
        row = _Reader(node, Kind(kind), forms, own, indicators).row(code, rank)
        if not row.rule.pop("off"):
            read[code] = row
    return list(read.values())


class _Reader:
    def __init__(
        self,
        node: Node,
        kind: Kind,
        forms: Mapping[str, Mapping[str, str]],
        own: Collection[str],
        indicators: Collection[str],
    ) -> None:
        self.node, self.kind, self.forms, self.own, self.indicators = node, kind, forms, own, indicators
        self.shape = SHAPES[kind]

    def row(self, code: str, rank: int) -> CheckRow:
        node, shape = self.node, self.shape
        node.only((*COMMON, *self._keys()))
        title = node.texts("title", required=True)
        for offence in offences_in_texts([(code, text) for text in (code, *title.values())]):
            with node.problems.at(node.file, node.line_of("title")):
                raise offence.as_refused()
        named = node.words("forms")
        for form in named:
            if form not in self.forms:
                node.wrong(
                    "forms", "source.not_one_of", column="forms", value=form, known=sorted(self.forms)[:20]
                )
        used = [form for form in named or sorted(self.own) if form in self.forms]
        rule: dict[str, Any] = {name: self.number(name, each) for name, each in sorted(shape.numbers.items())}
        if shape.fields:
            rule["fields"] = self._fields(used)
        for key in shape.answers:
            rule[key] = self._answer(key, used)
        if shape.known:
            rule["known"] = self._known(used)
        if shape.against:
            rule["against"] = self._against()
        if shape.every:
            rule["every"] = self._one_of("every", tuple(GRAINS))
        for key in shape.text:
            rule[key] = self._text_field(key, used)
        weight = self.number("weight", Number(WEIGHT, 0, 1))
        if self.kind is Kind.RATIO and rule["low"] > rule["high"]:
            node.wrong("low", "quality.low_over_high", low=rule["low"], high=rule["high"])
        told = json.dumps([self.kind, used, weight, rule], sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()
        rule["off"] = node.mapped.get("off") is True
        return CheckRow(code, rank, self.kind, title, tuple(used), float(weight), rule, digest)

    def _keys(self) -> list[str]:
        shape = self.shape
        keys = [*shape.numbers, *shape.answers, *shape.text]
        keys += ["fields"] if shape.fields else []
        keys += ["known"] if shape.known else []
        keys += ["against"] if shape.against else []
        return keys + (["every"] if shape.every else [])

    def number(self, key: str, one: Number) -> float | int:
        value = self.node.mapped.get(key, one.default)
        fits = isinstance(value, int if one.whole else (int, float)) and not isinstance(value, bool)
        if not fits or not one.low <= value <= one.high:
            told = {"column": key, "value": str(value), "low": one.low, "high": one.high}
            self.node.wrong(key, "quality.not_between", **told)
            value = one.default
        return int(value) if one.whole else float(value)

    def _fields(self, used: list[str]) -> list[str]:
        names = list(self.node.words("fields"))
        if not names and self.shape.needs_fields:
            self.node.problems.add(self.node.file, self.node.line, "source.key_missing", key="fields")
        for name in names:
            self._check_type("fields", name, used, self.shape.fields)
        return names

    def _answer(self, key: str, used: list[str]) -> str:
        name = self.node.text(key, required=True)
        if name:
            self._check_type(key, name, used, "number")
        return name

    def _text_field(self, key: str, used: list[str]) -> str:
        name = self.node.text(key)
        if name:
            self._check_type(key, name, used, "text")
        return name

    def _check_type(self, key: str, name: str, used: Iterable[str], wanted: str) -> None:
        for form in used:
            found = self.forms[form].get(name)
            if found is None:
                self.node.wrong(key, "quality.no_such_field", field=name, form=form)
            elif (
                wanted == "number" and found not in NUMBERS or wanted in ("text", "image") and found != wanted
            ):
                self.node.wrong(key, "quality.field_type", field=name, form=form, type=found, wanted=wanted)

    def _one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self.node.text(key)
        if value and value not in known:
            self.node.wrong(key, "source.not_one_of", column=key, value=value, known=known)
            return ""
        return value

    def _against(self) -> list[str]:
        words = list(self.node.words("against")) or list(self.shape.against)
        for word in words:
            if word not in self.shape.against:
                told = {"column": "against", "value": word, "known": self.shape.against}
                self.node.wrong("against", "source.not_one_of", **told)
        return sorted(set(words))

    def _known(self, used: list[str]) -> dict[str, str]:
        """Where the number stands that is held against: {form, field}, {place}, {target} or {answer}."""
        told = {key: str(value) for key, value in self.node.mapping("known").items()}
        first = next((key for key in self.shape.known if key in told), "")
        wanted = {"form", "field"} if first == "form" else {first}
        if not first or set(told) != wanted:
            self.node.wrong("known", "quality.known", known=self.shape.known)
            return {}
        if first == "form":
            if told["form"] not in self.forms:
                told_so = {"column": "form", "value": told["form"], "known": sorted(self.forms)[:20]}
                self.node.wrong("known", "source.not_one_of", **told_so)
            else:
                self._check_type("known", told["field"], [told["form"]], "number")
        if first == "answer":
            self._check_type("known", told["answer"], used, "number")
        if first == "target" and told["target"] not in self.indicators:
            self.node.wrong("known", "source.unknown_ref", column="target", value=told["target"])
        return told
