"""The overview in one agency's view: only what is true of that agency's own records.

``programme_only`` in the settings names the indicators that compare agencies or need others' records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kheo.web.shared.pieces import codes_in, has_holes

Settings = Mapping[str, Any]


def own_settings(settings: Settings) -> Settings:
    """The settings without the programme's story, and without what is not of one agency."""
    away = set(settings.get("programme_only") or [])
    found = {**settings, "lead": {}, "note": _without_holes(settings.get("note"))}
    found["needs"] = [
        need
        for need in settings.get("needs", [])
        if need.get("indicator") not in away and not _names(need, away)
    ]
    found["key_figures"] = [
        _card(card, away) for card in settings.get("key_figures", []) if card.get("indicator") not in away
    ]
    found["tables"] = [_columns(table, away) for table in settings.get("tables", [])]
    found["map"] = _map(settings.get("map") or {}, away)
    ranking = _columns(settings.get("ranking") or {}, away)
    found["ranking"] = {**ranking, "share": ""} if ranking.get("share") in away else ranking
    return found


def _without_holes(texts: Any) -> Mapping[str, str]:
    return {} if any(has_holes(text) for text in (texts or {}).values()) else texts or {}


def _names(entry: Settings, away: set[str]) -> bool:
    texts = [*(entry.get("why") or {}).values(), *(entry.get("note") or {}).values()]
    return bool(codes_in(texts) & away)


def _card(card: Settings, away: set[str]) -> Settings:
    left_out = {"note"} if _names(card, away) else set()
    if card.get("against") in away:
        left_out.add("against")
    return {name: value for name, value in card.items() if name not in left_out}


def _columns(entry: Settings, away: set[str]) -> Settings:
    if not entry:
        return {}
    shown = {**entry, "indicators": [code for code in entry.get("indicators", []) if code not in away]}
    return {**shown, "note": {}} if _names(entry, away) else shown


def _map(drawn: Settings, away: set[str]) -> Settings:
    """A map whose colour is not of one agency is coloured by its size, in classes of its own."""
    if drawn.get("size") in away:
        return {}
    if drawn.get("colour") not in away:
        return drawn
    return {**drawn, "colour": drawn.get("size"), "classes": [], "note": {}}
