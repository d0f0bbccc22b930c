"""The types of questions: one name for each, however the XLSForm calls it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

# pyxform knows several names for most types, old ones among them.
_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "select_one": ("select one", "select one from map", "select one using", "q select1",
                   "add select one prompt using"),
    "select_multiple": ("select all that apply", "select all that apply from", "select multiple from",
                        "select multiple using", "q select", "add select multiple prompt using",
                        "select all that apply from map"),
    "integer": ("int", "q int", "add integer prompt", "number of days in last month",
                "number of days in last six months", "number of days in last year", "percentage"),
    "decimal": ("q decimal", "add decimal prompt"),
    "text": ("string", "q string", "add text prompt"),
    "date": ("q date", "add date prompt"),
    "dateTime": ("datetime", "date time", "q date time", "q dateTime", "add date time prompt", "add dateTime prompt"),
    "geopoint": ("gps", "location", "q geopoint", "q location", "add location prompt"),
    "geotrace": ("q geotrace",),
    "geoshape": ("q geoshape",),
    "image": ("photo", "q image", "q picture", "add image prompt"),
    "audio": ("q audio", "add audio prompt"),
    "video": ("q video", "add video prompt"),
    "file": ("add file prompt",),
    "barcode": ("q barcode", "add barcode prompt"),
    "note": ("q note", "add note prompt"),
    "calculate": ("q calculate", "add calculate prompt"),
    "acknowledge": ("trigger", "q acknowledge", "add acknowledge prompt"),
    "start": ("start time", "get start time"),
    "end": ("end time", "get end time"),
    "today": ("get today",),
}  # fmt: skip
_NAMES = {other: name for name, others in _OTHER_NAMES.items() for other in others}

SHOWN_ONLY = ("note", "group", "repeat")
DECLARED = ("csv-external", "xml-external")
CODED = ("select_one", "select_multiple", "rank", "select_one_from_file", "select_multiple_from_file")
# Its choices are known to ODK Collect alone: an XForm gives a web app no more than a field for any text.
EXTERNAL = "select one external"
FROM_FILE = ("select_one_from_file", "select_multiple_from_file")
# What a phone notes of itself. Without a role nobody reads it, so its name may be any.
NOTED = ("start", "end", "today", "audit")
FILES = (".csv", ".xml", ".geojson")
_READ = frozenset(
    (*_OTHER_NAMES, *CODED, *NOTED, "time", "range", "hidden", "osm")
)  # a loop repeats its questions for each answer: its fields have no names of their own


def type_of(plain: Mapping[str, Any]) -> str:
    """The type of one of pyxform's questions. What a phone tells of itself has the type of what it tells."""
    bind = plain.get("bind") or {}
    if bind.get("jr:preload") == "property":
        return str(bind.get("jr:preloadParams", "")).removeprefix("uri:") or "deviceid"
    named = _BUILT_IN_NOTES.get(str(plain["type"]), str(plain["type"]))
    kind = _NAMES.get(named, named)
    if kind in ("select_one", "select_multiple") and file_of(plain):
        return f"{kind}_from_file"
    return kind


# Types that are nothing but a note of the phone's own; pyxform keeps their meaning in a table of its own.
_BUILT_IN_NOTES = {
    name: kind
    for kind, names in {
        "deviceid": ("deviceid", "device id", "get device id", "imei", "uri:deviceid"),
        "subscriberid": ("subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid"),
        "simserial": ("simserial", "sim id", "get sim id", "uri:simserial"),
        "phonenumber": ("phonenumber", "phone number", "get phone number", "uri:phonenumber"),
        "username": ("username", "uri:username"),
        "email": ("email", "uri:email"),
    }.items()
    for name in names
}


def file_of(plain: Mapping[str, Any]) -> str:
    """The file from which a question takes its choices; "" where they stand in the form."""
    named = str(plain.get("itemset") or "")
    return named if PurePath(named).suffix.lower() in FILES and not plain.get("choices") else ""


def is_read(kind: str) -> bool:
    """Whether Kheo knows what an answer of this type is."""
    return kind in _READ or kind in SHOWN_ONLY or kind in DECLARED or kind in _BUILT_IN_NOTES.values()
