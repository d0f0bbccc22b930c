"""Whether facts, joint activities and editions are what the record of acts says was written."""

from __future__ import annotations

from dataclasses import dataclass

from kheo.consolidate.editions.queries import altered_editions, editions
from kheo.facts.joint.queries import altered_memberships
from kheo.facts.ledger.queries import Progress, altered_postings, position, subject
from kheo.facts.ledger.rules import Why


@dataclass(frozen=True)
class Vouched:
    """``postings`` and ``editions``: how many were held against the record; ``altered``: (subject, what is wrong), the
    first one first."""

    postings: int
    editions: int
    altered: tuple[tuple[str, Why], ...]


def vouch(progress: Progress | None = None) -> Vouched:
    """Reads every fact. The record itself is checked elsewhere: what is said here holds as far as it is whole."""
    postings = sorted({*altered_postings(progress), *altered_memberships()})
    named = [(subject(number), why) for number, why in postings]
    named += [(f"edition:{name}", why) for name, why in altered_editions().items()]
    return Vouched(position(), len(editions()), tuple(named))
