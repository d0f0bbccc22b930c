"""Find agencies and units: by ref, by an alias or a title as people type it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from kheo.ground.organisations.models import Organisation, OrganisationLink
from kheo.kit.text import normal, pick, plain


def by_ref(ref: str) -> Organisation | None:
    return Organisation.objects.filter(ref=ref).first()


def agencies(day: dt.date | None = None) -> QuerySet[Organisation]:
    """Agencies of a day, or of all days, as Vietnamese sorts."""
    found = Organisation.objects.filter(agency=None)
    return found if day is None else found.on(day)


def units_of(agency: Organisation, *, level: str = "", day: dt.date | None = None) -> QuerySet[Organisation]:
    """The units that report through an agency, perhaps only those of a level of places and of a day."""
    found = Organisation.objects.filter(agency=agency).select_related("place__level")
    if level:
        found = found.filter(place__level__code=level)
    return found if day is None else found.on(day)


def search(text: str, *, on: dt.date | None = None, limit: int = 20) -> list[Organisation]:
    """Organisations by words of a title, an alias or a ref, with or without diacritics; agencies first."""
    wanted = plain(text).replace("|", " ").strip()
    if not wanted:
        return []
    found = Organisation.objects.filter(*map(_word_begins, wanted.split()))
    if on is not None:
        found = found.on(on)
    closeness = Case(
        When(search_text__contains=f"|{wanted}|", then=Value(0)),
        When(search_text__contains=wanted, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ranked = found.annotate(closeness=closeness)
    return list(ranked.order_by("closeness", F("agency").asc(nulls_first=True), "sort_key", "id")[:limit])


def _word_begins(letters: str) -> Q:
    return Q(search_text__contains=f"|{letters}") | Q(search_text__contains=f" {letters}")


def successors(organisation: Organisation) -> list[OrganisationLink]:
    """What it became, in order of time."""
    links = OrganisationLink.objects.filter(origin=organisation).select_related("target")
    return list(links.order_by("effective", "id"))


def predecessors(organisation: Organisation) -> list[OrganisationLink]:
    """What it came from, in order of time."""
    links = OrganisationLink.objects.filter(target=organisation).select_related("origin")
    return list(links.order_by("effective", "id"))


def agency_of_each() -> dict[str, str]:
    """ref → the agency's ref ("" for an agency) of every organisation: what a pack is checked against."""
    rows = Organisation.objects.order_by().values_list("ref", "agency__ref")
    return {ref: agency or "" for ref, agency in rows}


def unit_rows(day: dt.date) -> Iterator[tuple[str, str, str, str, str]]:
    """(ref, title with its agency's, agency's ref, place's ref, search) of the organisations of a day, as Vietnamese
    sorts: one query. ``search`` holds the titles and aliases without diacritics."""
    rows = Organisation.objects.on(day).order_by("sort_key", "pk")
    for ref, title, aliases, agency, agency_title, place in rows.values_list(
        "ref", "title", "aliases", "agency__ref", "agency__title", "place__ref"
    ):
        label = pick(title, "vi") or ref
        around = pick(agency_title or {}, "vi")
        spoken = " ".join(dict.fromkeys([*title.values(), *aliases, around]))
        yield ref, f"{label}, {around}" if around else label, agency or "", place or "", plain(spoken)


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation in the book; ``number`` is its primary key, ``agency`` None for an agency."""

    number: int
    ref: str
    agency: int | None
    parent: int | None
    place: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None

    def stands(self, on: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


class OrganisationBook:
    """All organisations in memory, for reading files with hundreds of thousands of lines."""

    def __init__(self, entries: Iterable[tuple[Entry, str]]) -> None:
        """``entries``: each with its names in plain letters, as ``|ref|title|alias|``."""
        self.by_number: dict[int, Entry] = {}
        self.by_ref: dict[str, Entry] = {}
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        for entry, names in entries:
            self.by_number[entry.number] = entry
            self.by_ref[entry.ref] = entry
            for name in names.split("|"):
                if name:
                    self._by_name[name].append(entry)

    def find(self, text: str, *, on: dt.date | None = None, agencies_only: bool = False) -> list[Entry]:
        """The organisations that ``text`` may mean: by ref, else by title or alias; none, one or several."""
        typed = normal(text)
        exact = self.by_ref.get(typed)
        for some in ([exact] if exact else [], self._by_name.get(plain(typed), [])):
            found = [
                entry
                for entry in some
                if (on is None or entry.stands(on)) and (not agencies_only or entry.agency is None)
            ]
            if found:
                return found
        return []


def organisation_book() -> OrganisationBook:
    """Read all organisations: one query."""
    rows = Organisation.objects.order_by("pk").values_list(
        "pk", "ref", "agency_id", "parent_id", "place_id", "valid_from", "valid_to", "search_text"
    )
    return OrganisationBook((Entry(*row[:-1]), row[-1]) for row in rows.iterator(chunk_size=5_000))
