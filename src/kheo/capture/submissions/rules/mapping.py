"""How a sender's columns become a form's fields: the mapping file, as values."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping as Mappings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kheo.capture.submissions.rules.headers import Wanted
from kheo.capture.submissions.rules.tables import Reading
from kheo.kit.refusals import Refused
from kheo.kit.text import plain
from kheo.plan.forms.rules import Field

KEYS = (
    *("sheet", "header_row", "encoding", "delimiter", "decimal", "dates", "language", "key", "repeats"),
    *("ignore", "skip", "columns", "constants", "place", "unit", "agency"),
)
COLUMN_KEYS = ("column", "alternatives", "position", "default", "values", "decimal", "dates", "code")
PLACE_KEYS = ("by", "level", "within")
DATES = ("dmy", "mdy", "ymd")
PLACE_WAYS = ("code", "ref", "name")
ORGANISATION_WAYS = ("ref", "name")
# What a table holds that describes itself, and not people's work: nobody answers these on a spreadsheet.
UNASKED = frozenset(
    {"calculate", "note", "deviceid", "start", "end", "today", "username", "email", "phonenumber"}
)


@dataclass(frozen=True)
class Column:
    """How one field is read. ``values``: the sender's word (plain) → the form's. ``explicit``: the mapping names it,
    so it must be there."""

    wanted: Wanted
    explicit: bool = False
    default: str = ""
    values: Mappings[str, str] = field(default_factory=dict)
    decimal: str | None = None
    dates: str = "dmy"


@dataclass(frozen=True)
class Place:
    """``by``: the ways to look a place up, tried in turn. ``within``: the ref of a place, or columns that name the
    places around it, outermost first, each with its level (or "")."""

    by: tuple[str, ...] = ("code", "ref")
    level: str = ""
    within: str = ""
    around: tuple[tuple[Wanted, str], ...] = ()


@dataclass(frozen=True)
class Organisations:
    """How units and agencies are looked up, and whether an unknown agency is written down as a new one."""

    by: tuple[str, ...] = ("ref", "name")
    create: bool = False


@dataclass(frozen=True)
class Mapping:
    """``as_given``: the file's content, kept with the submission; empty when there was none."""

    as_given: dict[str, Any]
    reading: Reading
    header_rows: tuple[int, ...]
    columns: dict[str, Column]
    constants: dict[str, str]
    key: tuple[str, ...]
    keep_repeats: bool
    ignore: tuple[str, ...]
    skip: tuple[tuple[Wanted, frozenset[str]], ...]
    language: str
    place: Place
    unit: Organisations
    agency: Organisations

    @property
    def sha256(self) -> str:
        """The digest of what the mapping says (not of its spelling as YAML); "" when there was none."""
        if not self.as_given:
            return ""
        text = json.dumps(self.as_given, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def read_mapping(given: Any, fields: Sequence[Field], *, sheet: str = "", language: str = "vi") -> Mapping:
    """The mapping that ``given`` (a YAML file's content, {} for none) describes for a form's ``fields``.

    ``sheet`` wins over the mapping's own. Raises Refused("capture.mapping_…") naming the key and what was expected.
    """
    if not isinstance(given, dict):
        raise Refused("capture.mapping_shape", key="columns", expected="key: value")
    given = {**given, "sheet": sheet} if sheet else given
    _check_keys(given, KEYS, "")
    by_name = {one.name: one for one in fields}
    columns = _section(given, "columns")
    constants = _section(given, "constants")
    _check_fields([*columns, *constants, *_texts(given, "key")], by_name)
    place = _section(given, "place")
    role_code = next(
        (columns[f.name].get("code") for f in fields if f.role == "place" and _is_map(columns, f)), None
    )
    return Mapping(
        as_given=given,
        reading=Reading(_text(given, "sheet"), _text(given, "encoding"), _text(given, "delimiter")),
        header_rows=tuple(_numbers(given, "header_row")),
        columns={one.name: _column(one, columns.get(one.name), given) for one in asked(fields)},
        constants={name: _scalar(constants, name) for name in constants},
        key=tuple(_texts(given, "key")),
        keep_repeats=_one_of(given, "repeats", ("merge", "keep")) == "keep",
        ignore=tuple(_texts(given, "ignore")),
        skip=tuple(
            (Wanted((str(name),)), frozenset(plain(str(text)) for text in _as_list(texts)))
            for name, texts in _section(given, "skip").items()
        ),
        language=_one_of(given, "language", ("vi", "en")) or language,
        place=_place({**place, "by": place.get("by", role_code)} if role_code else place),
        unit=_organisations(_section(given, "unit"), "unit"),
        agency=_organisations(_section(given, "agency"), "agency"),
    )


def asked(fields: Sequence[Field]) -> list[Field]:
    """The fields that a table may answer."""
    return [one for one in fields if one.type not in UNASKED]


def _column(one: Field, given: Any, whole: Mappings[str, Any]) -> Column:
    """A field's column: as the mapping says, else one that bears the field's name or label in any language."""
    if given is None:
        constant = one.name in _section(whole, "constants")
        names, given = (() if constant else (one.name, *one.label.values())), {}
    elif isinstance(given, str):
        names, given = (given,), {"column": given}
    elif isinstance(given, dict):
        _check_keys(given, COLUMN_KEYS, f"columns: {one.name}: ")
        names = (*_texts(given, "column"), *_texts(given, "alternatives"))
        if not names and "position" not in given:
            names = (one.name, *one.label.values())
    else:
        raise Refused("capture.mapping_shape", key=f"columns: {one.name}", expected="column: …")
    positions = _numbers(given, "position")
    return Column(
        wanted=Wanted(tuple(name for name in names if name), positions[0] if positions else 0),
        explicit=bool(given),
        default=_scalar(given, "default") if "default" in given else "",
        values={plain(str(theirs)): str(ours) for theirs, ours in _section(given, "values").items()},
        decimal=_one_of(given, "decimal", (",", ".")) or _one_of(whole, "decimal", (",", ".")) or None,
        dates=_one_of(given, "dates", DATES) or _one_of(whole, "dates", DATES) or "dmy",
    )


def _place(given: Mappings[str, Any]) -> Place:
    _check_keys(given, PLACE_KEYS, "place: ")
    within = given.get("within")
    around: list[tuple[Wanted, str]] = []
    for one in within if isinstance(within, list) else []:
        if isinstance(one, str):
            one = {"column": one}
        if not isinstance(one, dict) or "column" not in one:
            raise Refused("capture.mapping_shape", key="place: within", expected="[{column: …, level: …}]")
        _check_keys(one, ("column", "level"), "place: within: ")
        around.append((Wanted(tuple(_texts(one, "column"))), _text(one, "level")))
    return Place(
        by=_ways(given, PLACE_WAYS, "place") or Place.by,
        level=_text(given, "level"),
        within=within if isinstance(within, str) else "",
        around=tuple(around),
    )


def _organisations(given: Mappings[str, Any], section: str) -> Organisations:
    _check_keys(given, ("by", "create"), f"{section}: ")
    create = _text(given, "create").lower()
    known = ("true", "false") if section == "agency" else ("false",)
    if create and create not in known:
        raise Refused("capture.mapping_value", key=f"{section}: create", value=create, known=", ".join(known))
    return Organisations(_ways(given, ORGANISATION_WAYS, section) or Organisations.by, create == "true")


def _ways(given: Mappings[str, Any], known: Sequence[str], section: str) -> tuple[str, ...]:
    ways = _texts(given, "by")
    for way in ways:
        if way not in known:
            raise Refused("capture.mapping_value", key=f"{section}: by", value=way, known=", ".join(known))
    return tuple(ways)


def _is_map(columns: Mappings[str, Any], one: Field) -> bool:
    return isinstance(columns.get(one.name), dict)


def _check_keys(given: Mappings[str, Any], known: Sequence[str], where: str) -> None:
    for key in given:
        if key not in known:
            close = difflib.get_close_matches(str(key), known, n=1)
            raise Refused("capture.mapping_key", key=f"{where}{key}", known=", ".join(close or known))


def _check_fields(names: Sequence[Any], by_name: Mappings[str, Field]) -> None:
    for name in names:
        if name not in by_name:
            close = difflib.get_close_matches(str(name), by_name, n=1)
            raise Refused("capture.mapping_field", field=name, known=", ".join(close or by_name))


def _section(given: Mappings[str, Any], key: str) -> dict[Any, Any]:
    section = given.get(key)
    if section is None:
        return {}
    if not isinstance(section, dict):
        raise Refused("capture.mapping_shape", key=key, expected="key: value")
    return section


def _as_list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _texts(given: Mappings[str, Any], key: str) -> list[str]:
    texts = _as_list(given.get(key))
    if any(isinstance(text, (dict, list)) for text in texts):
        raise Refused("capture.mapping_shape", key=key, expected=f"{key}: […]")
    return [str(text) for text in texts if text is not None]


def _text(given: Mappings[str, Any], key: str) -> str:
    return next(iter(_texts(given, key)), "")


def _scalar(given: Mappings[str, Any], key: str) -> str:
    value = given[key]
    if isinstance(value, (dict, list)):
        raise Refused("capture.mapping_shape", key=key, expected=f"{key}: …")
    return "" if value is None else str(value)


def _numbers(given: Mappings[str, Any], key: str) -> list[int]:
    texts = _texts(given, key)
    if any(not text.isdecimal() or int(text) < 1 for text in texts):
        raise Refused("capture.mapping_value", key=key, value=", ".join(texts), known="1, 2, 3 …")
    return [int(text) for text in texts]


def _one_of(given: Mappings[str, Any], key: str, known: Sequence[str]) -> str:
    value = _text(given, key)
    if value and value not in known:
        raise Refused("capture.mapping_value", key=key, value=value, known=", ".join(known))
    return value
