"""Charts as vector drawings: Vega-Lite, drawn in this process without a browser."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import vl_convert

from kheo.consolidate.figures.rules.question import Cell, Status
from kheo.kit.typefaces import FONTS
from kheo.review.reviews.rules.asked import Asked
from kheo.review.reviews.rules.breakdown import Breakdown
from kheo.review.reviews.rules.document import Picture, refs_text
from kheo.review.reviews.rules.faces import MM_PER_POINT, REGULAR, breadth
from kheo.review.reviews.rules.material import Material, Subject, Trend
from kheo.review.reviews.rules.numbers import cell_mark, number_text, share_text
from kheo.review.reviews.rules.references import References
from kheo.review.reviews.rules.tables import Counter, not_comparable, of_target

FONT = "Tinos"
ACCENT, QUIET, OVER, INK, RULE = "#0b5870", "#b9bcb9", "#a55c0d", "#1c2024", "#bdb9ae"
MOST_BARS = 15
MOST_SHARE = 200.0  # per cent of the target: longer bars would hide the others
LABEL, LINE = 12, 14  # pixels
_LOCALES = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}
_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": "#e2dfd7",
        "domainColor": RULE,
        "tickColor": RULE,
    },
    "legend": {"labelFontSize": 12, "labelColor": INK, "orient": "top", "title": None},
    "text": {"fontSize": 12, "color": INK, "font": FONT},
}
_DOT: dict[str, Any] = {"mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}


@lru_cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def svg_of(spec: dict[str, Any], language: str) -> str:
    """The drawing of a Vega-Lite specification (data inside it; no address is ever fetched)."""
    _fonts()
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, **spec}
    drawn: str = vl_convert.vegalite_to_svg(whole, format_locale=_LOCALES[language], allowed_base_urls=[])
    return drawn


def get_ready() -> None:
    """Draw a little something: the first drawing of a process starts the drawing engine, which takes a second."""
    svg_of({"data": {"values": [{"a": 1}]}, **_DOT}, "en")


def png_of(svg: str, *, scale: float = 2.0) -> bytes:
    """The same drawing as dots, for programs that cannot show the vector one."""
    _fonts()
    drawn: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return drawn


def target_chart(
    material: Material, title: str, subjects: Sequence[Subject], refs: References, count: Counter
) -> Picture | None:
    """Bars of the share of the target reached; None where fewer than two indicators have one and a result.

    Bars end at 200 %, with the number beside them. Upper limits are told below: a longer bar would look like success.
    """
    words = refs.words
    rows, drawn, limits, capped = [], [], [], False
    for one in subjects:
        target, cell = material.targets.get(one.code), material.now.cell(one.code)
        if not target or cell is None or not (ends := _ends(cell, 100 / target)):
            continue
        if one.good == "lower":
            told = {"title": one.title, "target": number_text(target, words.language)}
            kept = of_target(one, cell, target, words)
            limits.append(words("limit_told", result=cell_mark(cell, words.language), kept=kept, **told))
            continue
        far = ends["high"] > MOST_SHARE
        capped = capped or far
        share = f"{share_text(cell, target, words.language)}%"
        ends = {end: min(value, MOST_SHARE) for end, value in ends.items()}
        beside = max(ends["high"], 100)  # the number never stands on the line of the target
        rows.append({"name": one.title, "text": f"» {share}" if far else share, "beside": beside, **ends})
        drawn.append(refs.of(material.now, cell))
    if len(rows) < 2:
        return None
    layers = [
        {"mark": {"type": "rule", "color": INK, "strokeDash": [3, 2]}, "encoding": {"x": {"datum": 100}}},
    ]
    spec = _bars(rows, limit=300, extra=layers)
    caption = count.picture(refs, refs.words("target_chart", objective=title))
    notes = [words("bars_end", most=f"{MOST_SHARE:.0f}")] if capped else []
    notes += [words("limits_not_drawn", told="; ".join(limits))] if limits else []
    notes += _notes(refs, drawn)
    return Picture(svg_of(spec, words.language), caption, _alt(caption, rows, refs), tuple(notes), 0.95)


def key_chart(found: Breakdown, one: Subject, refs: References, count: Counter) -> Picture | None:
    """Bars of one indicator by agency, the largest first; None where fewer than two have a number."""
    told = [(name, *found.at(one.code, key)) for key, name in found.rows]
    shown = [
        (name, asked, cell)
        for name, asked, cell in told
        if cell and cell.status in (Status.VALUE, Status.RANGE)
    ]
    shown = sorted(shown, key=lambda bar: -(bar[2].value or bar[2].high or Decimal(0)))[:MOST_BARS]
    if len(shown) < 2:
        return None
    rows = [
        {"name": name, "text": cell_mark(cell, refs.words.language), **_ends(cell, Decimal(1))}
        for name, _, cell in shown
    ]
    caption = count.picture(refs, refs.words("agency_chart", title=one.named))
    notes = _notes(refs, [refs.of(asked, cell) for _, asked, cell in shown])
    drawn = svg_of(_bars(rows, limit=240), refs.words.language)
    return Picture(drawn, caption, _alt(caption, rows, refs), notes, 0.9)


def _bars(rows: list[dict[str, Any]], *, limit: int, extra: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    rows = [{"beside": row["high"], **row, "label": _wrapped(row["name"], limit)} for row in rows]
    labels = [row["label"] for row in rows]
    lines = max(label.count("\n") + 1 for label in labels)
    y = {
        "field": "label",
        "type": "nominal",
        "sort": labels,
        "axis": {
            "title": None,
            "labelExpr": "split(datum.label, '\\n')",
            "labelLimit": limit + 20,
            "labelLineHeight": LINE,
            "domain": False,
            "ticks": False,
        },
    }
    x = {"field": "low", "type": "quantitative", "axis": {"title": None, "tickCount": 5}}
    return {
        "data": {"values": rows},
        "width": 600 - limit,
        "height": {"step": 22 if lines == 1 else 8 + LINE * lines},
        "layer": [
            *extra,
            {"mark": {"type": "bar", "color": ACCENT, "height": 13}, "encoding": {"y": y, "x": x}},
            _whiskers({"y": y}, "x"),
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {
                    "y": y,
                    "x": {"field": "beside", "type": "quantitative"},
                    "text": {"field": "text"},
                },
            },
        ],
    }


def _wrapped(text: str, room: float) -> str:
    """A label in as many lines as its words need; ``room`` in pixels."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and breadth(longer, LABEL, REGULAR) / MM_PER_POINT <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _whiskers(other: dict[str, Any], along: str) -> dict[str, Any]:
    """A line from low to high, where they differ."""
    return {
        "transform": [{"filter": "datum.high > datum.low"}],
        "mark": {"type": "errorbar", "ticks": {"size": 7, "color": INK}, "rule": {"color": INK}},
        "encoding": {
            **other,
            along: {"field": "low", "type": "quantitative", "scale": {"zero": True}},
            f"{along}2": {"field": "high"},
        },
    }


def trend_chart(
    material: Material, trend: Trend, one: Subject, refs: References, count: Counter
) -> Picture | None:
    """Columns of this period beside marks of the period before; a step that nobody reported has no column.

    None where fewer than two steps have a number.
    """
    told = [trend.now.cell(one.code, label) for label in trend.labels]
    if sum(1 for cell in told if cell and _ends(cell, Decimal(1))) < 2:
        return None
    rows = _steps(trend.now, trend.labels, one, refs)
    broken = not_comparable(material, one, refs.words)
    old = _steps(trend.before, trend.before_labels, one, refs) if trend.before and not broken else []
    x = {
        "field": "step",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": [row["step"] for row in rows]},
        "axis": {"title": None, "labelAngle": 0, "grid": False},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": rows},
            "mark": {"type": "bar", "color": ACCENT, "width": {"band": 0.55}},
            "encoding": {
                "x": x,
                "y": {"field": "low", "type": "quantitative", "axis": {"title": None, "tickCount": 4}},
            },
        },
        {"data": {"values": rows}, **_whiskers({"x": x}, "y")},
        {
            "data": {"values": [row for row in rows if "low" not in row]},
            "mark": {"type": "text", "baseline": "bottom", "color": INK},
            "encoding": {"x": x, "y": {"datum": 0}, "text": {"field": "text"}},
        },
    ]
    legend: tuple[str, ...] = ()
    if any("low" in row for row in old):
        legend = (refs.words("columns_and_lines", now=material.period, before=material.compared),)
        layers.append(_marks(old, x))
    spec = {"width": 560, "height": 130, "layer": layers}
    title = refs.words("trend_chart", title=one.named, grain=refs.words(trend.grain))
    caption = count.picture(refs, title)
    shown = [row["ref"] for row in [*rows, *old]]
    notes = (*legend, *([broken] if broken else []), *_notes(refs, shown))
    return Picture(svg_of(spec, refs.words.language), caption, _alt(caption, rows, refs), notes, 0.95)


def _marks(rows: list[dict[str, Any]], x: dict[str, Any]) -> dict[str, Any]:
    """The period before: a line across each column."""
    return {
        "data": {"values": rows},
        "mark": {"type": "tick", "color": OVER, "thickness": 2.5, "width": {"band": 0.75}},
        "encoding": {"x": x, "y": {"field": "low", "type": "quantitative"}},
    }


def _steps(
    asked: Asked | None, labels: Sequence[str], one: Subject, refs: References
) -> list[dict[str, Any]]:
    rows = []
    for label in labels:
        cell = asked.cell(one.code, label) if asked else None
        row = {
            "step": label.partition("-")[2].lstrip("0") or label,
            "name": label,
            "text": cell_mark(cell, refs.words.language),
            "ref": refs.of(asked, cell) if asked else 0,
        }
        rows.append(row | (_ends(cell, Decimal(1)) if cell else {}))
    return rows


def _ends(cell: Cell, factor: Decimal) -> dict[str, float]:
    """The numbers to draw; nothing for a cell without a number."""
    if cell.status not in (Status.VALUE, Status.RANGE):
        return {}
    low = cell.low if cell.low is not None else cell.value if cell.value is not None else Decimal(0)
    high = cell.high if cell.high is not None else cell.value if cell.value is not None else low
    return {"low": float(low * factor), "high": float(high * factor)}


def _alt(caption: str, rows: Sequence[dict[str, Any]], refs: References, most: int = 12) -> str:
    told = "; ".join(f"{row['name']}: {row['text']}" for row in rows[:most])
    more = refs.words("alt_more", count=len(rows) - most) if len(rows) > most else ""
    return f"{caption}. {told}{'; ' + more if more else ''}."


def _notes(refs: References, shown: list[int]) -> tuple[str, ...]:
    text = refs_text(shown)
    return (refs.words("refs_of_picture", refs=text),) if text else ()
