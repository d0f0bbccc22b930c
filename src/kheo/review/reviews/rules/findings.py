"""What the editors typed, with its live numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from kheo.review.reviews.rules.document import Block, Paragraph, Run
from kheo.review.reviews.rules.material import Material
from kheo.review.reviews.rules.placeholders import pieces
from kheo.review.reviews.rules.references import References
from kheo.review.reviews.states import Finding

_ENDED = re.compile(r"[.!?…][\"'”’)]*\s+$")


def typed_blocks(material: Material, finding: Finding, refs: References) -> list[Block]:
    """The paragraphs of one kind of finding; a line that says so where nothing was written."""
    texts = material.typed.get(finding, ())
    if not texts:
        return [Paragraph((Run(refs.words("nothing_typed"), italic=True),))]
    return [Paragraph(_runs(material, text, refs)) for text in texts]


def _runs(material: Material, text: str, refs: References) -> tuple[Run, ...]:
    runs: list[Run] = []
    for piece in pieces(text):
        run = Run(piece) if isinstance(piece, str) else refs.run(*material.spoken[piece])
        if not isinstance(piece, str) and _begins("".join(one.text for one in runs)):
            run = replace(run, text=run.text[:1].upper() + run.text[1:])
        runs.append(run)
    return tuple(runs)


def _begins(before: str) -> bool:
    """Whether a sentence begins after this text."""
    return not before.strip() or bool(_ENDED.search(before))
