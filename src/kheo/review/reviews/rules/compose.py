"""From material to document: the outline of the template, walked once, so that references are numbered as read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kheo.kit.text import pick
from kheo.review.reviews.rules import annexes
from kheo.review.reviews.rules.charts import key_chart, target_chart, trend_chart
from kheo.review.reviews.rules.document import Annex, Block, Heading, Paragraph, ReviewDocument, Run
from kheo.review.reviews.rules.findings import typed_blocks
from kheo.review.reviews.rules.fitting import fit_annexes, fit_blocks
from kheo.review.reviews.rules.maps import place_map
from kheo.review.reviews.rules.material import Material
from kheo.review.reviews.rules.references import References
from kheo.review.reviews.rules.tables import Counter, breakdown_tables, by_objective, results_table
from kheo.review.reviews.rules.template import Words, outline, roman
from kheo.review.reviews.states import Finding


def compose(material: Material) -> ReviewDocument:
    """The review in the material's language. Raises Refused("review.…") for text that cannot be read."""
    words = Words(material.language)
    refs, count = References(words), Counter()
    body: list[Block] = []
    endings: list[dict[str, Any]] = []
    chapter = section = 0
    for part in outline():
        title = pick(part.get("title", {}), material.language)
        if part["part"] == "annex":
            endings.append({"title": title, "of": part["of"]})
        elif part["part"] == "chapter":
            chapter, section = chapter + 1, 0
            body.append(Heading(1, f"{roman(chapter)}. {title.upper()}"))
            if "finding" in part:
                body += typed_blocks(material, Finding(part["finding"]), refs)
        elif blocks := _part(part, material, refs, count):
            section += 1
            body += [Heading(2, f"{section}. {title}"), *blocks]
    closing = tuple(
        Annex(roman(at), ending["title"], tuple(_annex(ending["of"], material, refs, count)))
        for at, ending in enumerate(endings, start=1)
    )
    return _document(material, words, refs, tuple(body), closing)


def _part(part: dict[str, Any], material: Material, refs: References, count: Counter) -> list[Block]:
    """The blocks of one part of the outline; none where there is nothing to say, so that its heading goes too."""
    if part["part"] == "typed":
        return typed_blocks(material, Finding(part["finding"]), refs)
    makers: dict[str, Callable[[Material, References, Counter], list[Block]]] = {
        "objectives": _objectives,
        "trend": _trend,
        "places": _places,
        "agencies": _agencies,
    }
    return makers[part["part"]](material, refs, count) if part["part"] in makers else []


def _objectives(material: Material, refs: References, count: Counter) -> list[Block]:
    marks = [refs.words("marks")]
    if material.targets or material.before:
        marks.append(refs.words("computed"))
    blocks: list[Block] = [Paragraph((Run(" ".join(marks)),), "note")]
    for at, (title, subjects) in enumerate(by_objective(material, refs)):
        blocks.append(Heading(3, f"{refs.words.letter(at)}) {title}"))
        blocks.append(results_table(material, title, subjects, refs, count))
        if chart := target_chart(material, title, subjects, refs, count):
            blocks.append(chart)
    return blocks


def _trend(material: Material, refs: References, count: Counter) -> list[Block]:
    charts = []
    for code in material.key_codes:
        one = material.subject(code)
        trend = next((trend for trend in material.trends if code in trend.codes), None)
        if one and trend:
            charts.append(trend_chart(material, trend, one, refs, count))
    return [chart for chart in charts if chart]


def _places(material: Material, refs: References, count: Counter) -> list[Block]:
    if material.by_place is None:
        return []
    # The tables first: a row's references then follow each other, and the map repeats them.
    tables = breakdown_tables(material, material.by_place, material.place_codes, "place", refs, count)
    drawn = place_map(material, refs, count)
    return [*([drawn] if drawn else []), *tables]


def _agencies(material: Material, refs: References, count: Counter) -> list[Block]:
    if material.by_agency is None:
        return []
    subjects = [one for code in material.key_codes[:2] if (one := material.subject(code))]
    charts = [key_chart(material.by_agency, one, refs, count) for one in subjects]
    tables = breakdown_tables(material, material.by_agency, material.agency_codes, "agency", refs, count)
    return [*(chart for chart in charts if chart), *tables]


def _annex(of: str, material: Material, refs: References, count: Counter) -> list[Block]:
    if of == "definitions":
        return annexes.definition_blocks(material, refs)
    if of == "passports":
        return annexes.passport_blocks(material, refs, count)
    return annexes.completeness_blocks(material, refs, count)


def _document(
    material: Material, words: Words, refs: References, body: tuple[Block, ...], closing: tuple[Annex, ...]
) -> ReviewDocument:
    dates = {"first": words.day(material.first), "last": words.day(material.last)}
    made = words("at_time", time=f"{material.made_at:%H:%M}", day=words.day(material.made_at.date()))
    about = [words("made", position=material.position, at=made)]
    about += [words("edition", edition=material.edition)] if material.edition else []
    about += [words("source", note=material.source_note)] if material.source_note else []
    boundaries = words.day(material.boundaries) if material.boundaries else words("as_reported")
    about.append(f"{words('map_date')}: {boundaries}.")
    return ReviewDocument(
        name=material.name,
        language=material.language,
        layout=material.layout,
        look=material.look,
        words={name: text for name, text in words.all.items() if isinstance(text, str)},
        letterhead=material.letterhead,
        title=_subject(material.title, words),
        programme=material.programme,
        period=words("from_to", label=material.period, **dates),
        notice=material.notice,
        about=tuple(about),
        body=fit_blocks(body, material.look),
        annexes=fit_annexes(closing, material.look),
        enclosed=_enclosed(material.letterhead.number, words),
        made_at=material.made_at.isoformat(),
        passports=tuple(cell.passport for _, cell in refs.lines),
    )


def _enclosed(number: str, words: Words) -> str:
    if not number:
        return ""
    return words("enclosed", number=number[0].lower() + number[1:] if words.language == "vi" else number)


def _subject(title: str, words: Words) -> str:
    """The title without the kind of document that stands above it: "Báo cáo tổng kết …" reads "Tổng kết …"."""
    long = len(words("kind"))
    kind, rest = title[:long], title[long:].strip()
    return rest[:1].upper() + rest[1:] if kind.upper() == words("kind") and rest else title
