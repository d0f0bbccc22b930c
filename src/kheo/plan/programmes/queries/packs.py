"""Read a pack's folder and check every line of it against itself and against what is already there.

Nothing is written here. What is wrong is collected, all of it, with file and line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from kheo.ground.organisations import queries as organisations_there
from kheo.ground.organisations.rules.expansion import expand
from kheo.ground.organisations.rules.rows import LinkRow, OrganisationRow, read_links, read_organisations
from kheo.ground.places import queries as places_there
from kheo.ground.places.actions import (
    ChangeRow,
    Coded,
    Layers,
    LevelRow,
    PlaceRow,
    ShapeRow,
    Standing,
    read_changes,
    read_levels,
    read_places,
)
from kheo.kit.nodes import Node, node_of, nodes_of, read_yaml
from kheo.kit.periods import Calendar as Periods
from kheo.kit.problems import Problem, Problems
from kheo.kit.refusals import Refused
from kheo.kit.tables import Row, read_rows
from kheo.plan.forms import queries as forms_there
from kheo.plan.forms.rules import SUFFIXES, Reading, check_fields, offences_in_form, read_form
from kheo.plan.programmes.models import Calendar, Indicator, MeasureUnit
from kheo.plan.programmes.queries.folder import HEAD, Folder
from kheo.plan.programmes.rules import contents
from kheo.plan.programmes.rules.chain import read_chain
from kheo.plan.programmes.rules.indicators import (
    IndicatorRow,
    can_be_named,
    line_of,
    line_of_text,
    read_indicator,
)
from kheo.plan.programmes.rules.reminders import read_reminders
from kheo.plan.programmes.rules.sampling import read_sampling

PLACE_COLUMNS = ("place_id", "level")
CHANGE_COLUMNS = ("change_id", "from_id", "to_id", "effective")
ORGANISATION_COLUMNS = ("ref",)
LINK_COLUMNS = ("origin", "target", "kind", "effective")


@dataclass(frozen=True)
class FormFile:
    code: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class ReviewFile:
    """A review's YAML as JSON; whoever owns reviews says what may stand in it."""

    file: str
    plain: dict[str, Any]


@dataclass(frozen=True)
class Pack:
    """Everything that ``kheo load`` writes. ``programme`` is None in a pack of places or organisations alone.

    ``quality``: the entries of ``quality.yaml``; whoever owns checks says what may stand in them.
    """

    head: contents.Head
    digest: str
    levels: list[LevelRow]
    places: list[PlaceRow]
    changes: list[ChangeRow]
    shapes: list[ShapeRow]
    organisations: list[OrganisationRow]
    links: list[LinkRow]
    units: list[contents.UnitRow]
    calendars: list[contents.CalendarRow]
    forms: list[FormFile]
    programme: contents.ProgrammeRow | None
    indicators: list[IndicatorRow]
    targets: list[contents.TargetRow]
    schedules: list[contents.ScheduleRow]
    reviews: list[ReviewFile]
    quality: list[Node]


def read_pack(path: Path, problems: Problems, *, everywhere: bool = False) -> Pack:
    """Read and check the pack in ``path``. ``everywhere``: units by rule in every place, not only in the pilot's."""
    return _PackReader(path, problems, everywhere).pack()


class _PackReader:
    """Reads the files in the order in which they refer to each other, remembering what may be referred to."""

    def __init__(self, path: Path, problems: Problems, everywhere: bool) -> None:
        self.folder = Folder(path)
        self.problems = problems
        self.everywhere = everywhere
        self.levels: set[str] = set(places_there.level_codes())
        self.places = {ref: Standing(*standing) for ref, standing in places_there.standings().items()}
        self.agency_of = organisations_there.agency_of_each()
        self.forms = forms_there.field_types()
        self.programme_node: Node | None = None

    def pack(self) -> Pack:
        head = contents.read_head(self._node(HEAD, needed=True))
        levels = read_levels(self._nodes("levels.yaml"))
        self.levels |= {row.code for row in levels}
        place_rows = self._rows("places.csv", PLACE_COLUMNS)
        places = read_places(place_rows, levels=self.levels, known=self.places)
        self.places |= {
            row.ref: Standing(row.level, row.parent, row.valid_from, row.valid_to) for row in places
        }
        changes = read_changes(self._rows("changes.csv", CHANGE_COLUMNS), known=self.places)
        shapes = self._shapes(places)
        organisations = self._organisations(place_rows)
        links = read_links(self._rows("organisation_links.csv", LINK_COLUMNS), known=self.agency_of)
        units = contents.read_units(self._node("units.yaml"))
        calendars = contents.read_calendars(self._nodes("calendars.yaml"))
        forms = self._forms()
        programme, periods = self._programme(calendars)
        indicators = self._indicators(units, programme)
        codes = {row.code for row in indicators}
        self._check_settings(codes)
        targets = contents.read_targets(
            self._rows("targets.csv", contents.TARGET_COLUMNS),
            indicators=codes,
            places=self.places,
            organisations=self.agency_of,
            calendar=periods,
        )
        agencies = {ref for ref, agency in self.agency_of.items() if not agency}
        schedules = contents.read_schedules(
            self._nodes("schedules.yaml"), forms=self.forms, agencies=agencies, levels=self.levels
        )
        reviews = self._reviews()
        quality = self._nodes("quality.yaml")
        self._check_belongs_to_a_programme(bool(indicators or targets or schedules or reviews or quality))
        return Pack(
            head=head,
            digest=self.folder.digest,
            levels=levels,
            places=places,
            changes=changes,
            shapes=shapes,
            organisations=organisations,
            links=links,
            units=units,
            calendars=calendars,
            forms=forms,
            programme=programme,
            indicators=indicators,
            targets=targets,
            schedules=schedules,
            reviews=reviews,
            quality=quality,
        )

    def _yaml(self, name: str, *, needed: bool = False) -> Any:
        content = self.folder.content(name)
        if content is None:
            if needed:
                self.problems.add(name, 0, "load.no_file")
            return None
        return read_yaml(content, name, self.problems)

    def _node(self, name: str, *, needed: bool = False) -> Node | None:
        value = self._yaml(name, needed=needed)
        return node_of(value, name, self.problems) if name in self.folder.read else None

    def _nodes(self, name: str) -> list[Node]:
        return nodes_of(self._yaml(name), name, self.problems)

    def _rows(self, name: str, needed: Iterable[str]) -> list[Row]:
        content = self.folder.content(name)
        return [] if content is None else read_rows(content, name, self.problems, needed=needed)

    def _shapes(self, places: list[PlaceRow]) -> list[ShapeRow]:
        """The polygons of ``geometry/*.geojson``, of this pack's places or of those that were there before."""
        names = list(self.folder.names("geometry", ".geojson", ".json"))
        if not names:
            return []
        codes = {**places_there.codes(), **{row.ref: row.code for row in places if row.code}}
        coded = (Coded(ref, code, self.places[ref]) for ref, code in codes.items())
        layers = Layers(coded, self.levels, self.problems)
        for name in names:
            layers.add(self.folder.content(name) or b"", name)
        return list(layers.read.values())

    def _organisations(self, place_rows: list[Row]) -> list[OrganisationRow]:
        """Rows of the CSV, and the rows that ``organisations.yaml`` writes as a rule over this pack's places."""
        rows = self._rows("organisations.csv", ORGANISATION_COLUMNS)
        rule = self._node("organisations.yaml")
        if rule is not None:
            with self.problems.at(rule.file, rule.line):
                units = expand(
                    rule.mapped, [dict(row.values) for row in place_rows], everywhere=self.everywhere
                )
                rows += [Row(rule.file, rule.line_of("units"), unit, self.problems) for unit in units]
        read = read_organisations(rows, places=self.places, known=self.agency_of)
        self.agency_of |= {row.ref: row.agency for row in read}
        return read

    def _forms(self) -> list[FormFile]:
        read = []
        for name in self.folder.names("forms", *SUFFIXES):
            content = self.folder.content(name) or b""
            form = FormFile(PurePath(name).stem, PurePath(name).name, content)
            read.append(form)
            if form.code in {other.code for other in read[:-1]}:
                self.problems.add(name, 0, "plan.code_twice", code=form.code)
            if not contents.CODE.fullmatch(form.code):
                self.problems.add(name, 0, "plan.not_a_code", column="form", value=form.code)
            with self.problems.at(name):
                reading = read_form(content, form.filename)
                self.forms[form.code] = {field.name: field.type for field in reading.fields}
                self._check_form(name, form, reading)
        return read

    def _check_form(self, name: str, form: FormFile, reading: Reading) -> None:
        text = "" if name.endswith(".xlsx") else form.content.decode("utf-8", "replace")
        for refused in check_fields(reading.fields):
            self.problems.found.append(Problem(name, line_of(refused, text, 0), refused))
        for offence in offences_in_form(reading):
            self.problems.found.append(Problem(name, line_of_text(text, offence.text), offence.as_refused()))
        for field in reading.fields:
            line = line_of_text(text, field.name)
            if field.name in self.levels and field.role != "place":
                self.problems.add(name, line, "plan.field_is_level", field=field.name)
            if not can_be_named(field.name):
                self.problems.add(name, line, "plan.field_is_built_in", field=field.name)

    def _programme(
        self, calendars: list[contents.CalendarRow]
    ) -> tuple[contents.ProgrammeRow | None, Periods | None]:
        regimes = {row.code: row.regimes for row in Calendar.objects.all()}
        regimes |= {row.code: row.regimes for row in calendars}
        node = self.programme_node = self._node("programme.yaml")
        if node is None:
            return None, None
        programme = contents.read_programme(
            node,
            calendars=regimes,
            organisations=self.agency_of,
            verification=read_chain(node.nodes("verification")),
            sampling=read_sampling(node.nodes("sampling")),
            reminders=read_reminders(node),
        )
        if programme is None or programme.calendar not in regimes:
            return programme, None
        try:
            return programme, Periods.from_json(programme.calendar, regimes[programme.calendar])
        except Refused:
            return programme, None  # calendars.yaml is in the list of problems already

    def _indicators(
        self, units: list[contents.UnitRow], programme: contents.ProgrammeRow | None
    ) -> list[IndicatorRow]:
        known_units = {*MeasureUnit.objects.values_list("code", flat=True), *(row.code for row in units)}
        objectives = {code for code, _title in programme.objectives} if programme else None
        taken = dict(Indicator.objects.values_list("code", "programme__code"))
        read: dict[str, IndicatorRow] = {}
        for name in self.folder.names("indicators", ".yaml", ".yml"):
            node = self._node(name)
            if node is None:
                continue
            text = (self.folder.content(name) or b"").decode("utf-8-sig")
            row = read_indicator(node, text, units=known_units, objectives=objectives, forms=self.forms)
            if row.code in read:
                node.wrong("code", "plan.code_twice", code=row.code)
            if programme and taken.get(row.code, programme.code) != programme.code:
                node.wrong("code", "plan.indicator_of_another", code=row.code, programme=taken[row.code])
            read[row.code] = row
        return list(read.values())

    def _check_settings(self, indicators: set[str]) -> None:
        if (node := self.programme_node) is not None:
            settings = node.mapped.get("settings")
            contents.check_settings(
                settings, node.file, self.problems, indicators=indicators, levels=self.levels
            )

    def _reviews(self) -> list[ReviewFile]:
        nodes = [self._node(name) for name in self.folder.names("reviews", ".yaml", ".yml")]
        return [ReviewFile(node.file, node.all()) for node in nodes if node is not None]

    def _check_belongs_to_a_programme(self, has_plan: bool) -> None:
        if has_plan and self.programme_node is None and "programme.yaml" not in self.folder.read:
            self.problems.add("programme.yaml", 0, "load.no_file")
