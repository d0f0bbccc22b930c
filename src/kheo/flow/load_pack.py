"""A pack's folder becomes places, organisations, forms, a programme, its checks and reviews: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused
from kheo.kit.tally import Tally
from kheo.plan.programmes.actions import load_contents
from kheo.plan.programmes.queries import Pack, programme, read_pack
from kheo.review.reviews.actions import load_review
from kheo.verify.quality.actions import load_checks


@dataclass(frozen=True)
class Loaded:
    """``done``: kind of thing → what changed."""

    code: str
    path: Path
    done: dict[str, Tally]


def load_pack(*, path: Path, by: str, now: dt.datetime, everywhere: bool = False) -> Loaded:
    """Load or update the pack in ``path``; a second time changes nothing.

    Refuses ``load.refused`` with every problem of every file (``problems``), and writes nothing then.
    ``everywhere``: units by rule in every place, not only in the pilot's.
    """
    problems = Problems()
    with transaction.atomic():
        pack = read_pack(path, problems, everywhere=everywhere)
        _stop_at(problems, pack, path)
        done = load_contents(pack=pack, by=by, now=now)
        if pack.programme is not None:
            owner = programme(pack.programme.code)
            forms = [form.code for form in pack.forms]
            done["checks"] = load_checks(pack.quality, forms=forms, programme=owner, by=by, now=now)
            done["reviews"] = Tally()
        for review in pack.reviews:
            with problems.at(review.file):
                owner = programme(pack.programme.code if pack.programme else "")
                done["reviews"] += load_review(programme=owner, plain=review.plain, by=by, now=now)
        _stop_at(problems, pack, path)
    return Loaded(pack.head.code, path, done)


def _stop_at(problems: Problems, pack: Pack, path: Path) -> None:
    if problems.found:
        raise Refused(
            "load.refused", pack=pack.head.code or path.name, count=len(problems), problems=problems.found
        )
