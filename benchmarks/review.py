"""The yearly review of Viet Nam's programme with all 59 indicators by province: pages, and seconds to make it.

    python benchmarks/review.py [--size large] [--data build/large] [--rounds 5] [--json]

Each round asks the ledger's columnar copy anew (answers kept in memory are dropped), composes the document, and makes
the PDF and the DOCX. Medians of the rounds; the first round is not counted, since it also starts the engine. Processor
seconds are those of all threads: they tell what a busy machine hides.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from national import PACK, PROGRAMME, ROOT, arguments, prepare

T = TypeVar("T")
NAME = "bench"


def load(now: dt.datetime) -> None:
    """The pack's own review under another name; by province it tables every indicator instead of a choice."""
    from kheo.plan.programmes.queries import programme
    from kheo.review.reviews.actions import load_review

    plain = yaml.safe_load(next((ROOT / "packs" / PACK / "reviews").glob("*.yaml")).read_text("utf-8"))
    plain["name"] = NAME
    plain.get("tables", {}).pop("place", None)
    load_review(programme=programme(PROGRAMME), plain=plain, by="benchmark", now=now)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def one_round(now: dt.datetime) -> dict[str, float]:
    from pypdf import PdfReader

    from kheo.consolidate.figures.queries import forget
    from kheo.review.reviews.queries.listing import review_named
    from kheo.review.reviews.queries.material import material_of
    from kheo.review.reviews.rules.compose import compose
    from kheo.review.reviews.rules.docx import docx_of
    from kheo.review.reviews.rules.typst import pdf_of

    forget()
    worked = time.process_time()
    material, asking = timed(lambda: material_of(review_named(NAME), language="vi", now=now))
    document, composing = timed(lambda: compose(material))
    pdf, printing = timed(lambda: pdf_of(document))
    worked = time.process_time() - worked
    docx, writing = timed(lambda: docx_of(document))
    return {
        "pages": len(PdfReader(io.BytesIO(pdf)).pages),
        "numbers": len(document.passports),
        "figures_seconds": asking,
        "compose_seconds": composing,
        "pdf_seconds": printing,
        "docx_seconds": writing,
        "review_pdf_seconds": asking + composing + printing,
        "review_docx_seconds": asking + composing + writing,
        "review_pdf_processor_seconds": worked,
        "pdf_kilobytes": len(pdf) / 1024,
        "docx_kilobytes": len(docx) / 1024,
    }


def main() -> None:
    parser = arguments(__doc__.splitlines()[0])
    parser.set_defaults(size="large", data=ROOT / "build" / "large")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    prepare(Path(args.data), args.size)
    now = dt.datetime.now(dt.UTC)
    load(now)
    rounds = [one_round(now) for _ in range(args.rounds + 1)][1:]
    medians: dict[str, Any] = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    for name, value in medians.items():
        print(
            f"{name.replace('_', ' '):30}{value:12,.2f}"
            if "seconds" in name
            else f"{name.replace('_', ' '):30}{value:12,.0f}"
        )
    per_60 = medians["review_pdf_seconds"] / medians["pages"] * 60
    print(f"60 pages of PDF in {per_60:.1f} s")
    if args.json:
        print(json.dumps(medians | {"seconds_per_60_pages": per_60}))


if __name__ == "__main__":
    main()
