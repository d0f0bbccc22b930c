"""What goes wrong on the way: approximate, missing, wrong and late numbers, and corrections sent afterwards."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kheo.capture.samples.rules import spec as s
from kheo.capture.samples.rules.line import Line, Told, to_digits

APPROXIMATE_FROM, OUTLIER_FROM = 30, 5


def as_sent(line: Line, form: s.FormSpec, spec: s.Spec, seed: int) -> Iterator[Line]:
    """The line as it is sent, and perhaps a correction of it."""
    rng = random.Random(f"{seed}|{line.form}|{line.reference}")
    parts = {one.name for one in form.fields if isinstance(one, s.Share) and one.high <= 1}
    measures = [
        name
        for name, told in line.values.items()
        if isinstance(told, Told) and told.number > 0 and name not in parts
    ]
    sent = _sent(line, measures, form, spec, rng)
    yield sent
    if measures and not sent.broken and rng.random() < spec.fault("corrected"):
        name = rng.choice(measures)
        told, true = sent.values.get(name), line.values[name]
        if isinstance(told, Told) and isinstance(true, Told):
            mended = to_digits(true.number * rng.uniform(0.6, 1.1), 0)
            values = {**sent.values, name: Told(mended if mended != told.number else mended + 1)}
            later = dt.timedelta(days=rng.randint(10, 60))
            yield replace(
                sent, values=_consistent(values, form), corrects=True, received=sent.received + later
            )


def _sent(line: Line, measures: list[str], form: s.FormSpec, spec: s.Spec, rng: random.Random) -> Line:
    values = dict(line.values)
    for name in measures:
        told = values[name]
        if rng.random() < spec.fault("unnumbered"):
            del values[name]
        elif (
            isinstance(told, Told)
            and told.number >= APPROXIMATE_FROM
            and rng.random() < spec.fault("approximate")
        ):
            values[name] = _approximate(told.number, rng)
    # A wrong whole would spoil every rate made from it, and a wrong stock every quarter that it stands for.
    spared = {one.of for one in form.fields if isinstance(one, s.Share) and one.high <= 1}
    spared |= {one.name for one in form.fields if isinstance(one, s.Number) and one.steady}
    lone = [name for name in measures if name not in spared]
    if lone and rng.random() < spec.fault("outlier"):
        name = rng.choice(lone)
        told = values.get(name, "")
        if isinstance(told, Told) and told.number >= OUTLIER_FROM:
            values[name] = Told(told.number * rng.choice([10, 10, 100]))
    unplaced = rng.random() < spec.fault("unplaced")
    broken = rng.random() < spec.fault("broken")
    spot = None if unplaced else line.spot
    return replace(line, values=_consistent(values, form), spot=spot, broken=broken)


def _approximate(number: float, rng: random.Random) -> Told:
    """The number told in two figures: "nearly" the next one up, "over" the next one down, or "about" the nearest."""
    unit = 10 ** max(0, math.floor(math.log10(number)) - 1)
    below, above = math.floor(number / unit) * unit, math.ceil(number / unit) * unit
    return rng.choice([Told(above, "under"), Told(below, "over"), Told(round(number / unit) * unit, "about")])


def _consistent(values: Mapping[str, Told | str], form: s.FormSpec) -> dict[str, Told | str]:
    """Parts never exceed their whole, and are not told where the whole is not."""
    fixed = dict(values)
    for one in form.fields:
        if isinstance(one, s.Share) and one.high <= 1 and one.name in fixed:
            part, whole = fixed[one.name], fixed.get(one.of)
            if not isinstance(whole, Told):
                del fixed[one.name]
            elif isinstance(part, Told) and part.number > whole.number:
                fixed[one.name] = Told(whole.number)
    return fixed
