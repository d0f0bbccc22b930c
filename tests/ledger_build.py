"""A small country with a reform, one form and one indicator, and facts posted straight into the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from kheo.capture.submissions.models import Record, Submission
from kheo.consolidate.figures.queries import forget
from kheo.facts.joint.models import JointActivity, JointMember
from kheo.facts.ledger.models import Fact, Posting
from kheo.ground.organisations.models import Organisation
from kheo.ground.places.models import Level, Place, PlaceChange, PlaceEdge
from kheo.plan.forms.models import Form, FormVersion
from kheo.plan.forms.rules import Field
from kheo.plan.programmes.models import Calendar, Indicator, MeasureUnit, Pack, Programme

NOW = dt.datetime(2025, 9, 1, tzinfo=dt.UTC)
REFORM = dt.date(2025, 7, 1)


@dataclass
class Ground:
    places: dict[str, Place]
    agencies: dict[str, Organisation]
    submission: Submission
    programme: Programme
    facts: list[Fact] = field(default_factory=list)


@pytest.fixture
def ground(db: None, settings: Any, tmp_path: Any) -> Iterator[Ground]:
    settings.DATA = tmp_path
    forget()  # another test's ledger had positions of the same number
    yield build()


def build() -> Ground:
    levels = {
        code: Level.objects.create(code=code, rank=rank)
        for rank, code in enumerate(["country", "province", "commune"])
    }

    def place(
        ref: str, level: str, parent: Place | None, since: dt.date | None, until: dt.date | None
    ) -> Place:
        return Place.objects.create(
            ref=ref, code=ref, level=levels[level], name=ref, name_plain=ref, sort_key=ref,
            parent=parent, valid_from=since, valid_to=until,
        )  # fmt: skip

    country = place("country", "country", None, None, None)
    province = place("p", "province", country, None, None)
    old = {ref: place(ref, "commune", province, None, REFORM) for ref in ("a", "b")}
    new = {ref: place(ref, "commune", province, REFORM, None) for ref in ("c", "d")}
    change = PlaceChange.objects.create(ref="reform", effective=REFORM, decision="Resolution 1")
    for origin, target, weight in (("a", "c", None), ("a", "d", None), ("b", "c", 1)):
        PlaceEdge.objects.create(change=change, origin=old[origin], target=new[target], weight=weight)
    agencies = {
        ref: Organisation.objects.create(ref=ref, title={"en": ref.upper()}, name_plain=ref, sort_key=ref)
        for ref in ("army", "front")
    }
    return Ground({"p": province, **old, **new}, agencies, _submission(), _programme())


def _programme() -> Programme:
    pack = Pack.objects.create(code="test", digest="0", loaded_at=NOW)
    calendar = Calendar.objects.create(
        code="civil", regimes=[{"from": None, "to": None, "month_starts_on": 1}]
    )
    programme = Programme.objects.create(
        code="test", pack=pack, calendar=calendar, valid_from=dt.date(2024, 1, 1), title={"en": "Test"}
    )
    person = MeasureUnit.objects.create(
        code="person", title={"en": "person", "vi": "người"}, plural={"en": "people"}
    )
    _indicator(programme, person, "PEOPLE", [{"sum": "value"}])
    return programme


def _indicator(programme: Programme, unit: MeasureUnit, code: str, steps: list[dict[str, Any]]) -> Indicator:
    definition = {
        "code": code,
        "unit": unit.code,
        "sources": [{"form": "works", "value": "people"}],
        "steps": steps,
    }
    version = Indicator.objects.filter(code=code).count() + 1
    return Indicator.objects.create(
        programme=programme, code=code, version=version, unit=unit, definition=definition, digest=str(steps)[:64],
        title={"en": "People helped", "vi": "Số người được giúp"}, source_text=f"code: {code}",
    )  # fmt: skip


def define(ground: Ground, code: str, steps: list[dict[str, Any]]) -> Indicator:
    """A further indicator on the same form, or the next version of one."""
    return _indicator(ground.programme, MeasureUnit.objects.get(), code, steps)


def break_series(code: str, *days: str) -> None:
    """From these days on the indicator's series is another one."""
    row = Indicator.objects.get(code=code)
    row.definition["breaks"] = [{"day": day, "why": {"en": "Other units report."}} for day in days]
    row.save()


def join(ground: Ground, facts: Sequence[Fact], rule: str) -> JointActivity:
    """Facts that tell the same piece of work; the first is the lead's."""
    posting = Posting.objects.create(number=Posting.objects.count() + 1, kind="joint", at=NOW, by="test")
    activity = JointActivity.objects.create(code=f"j{posting.number}", rule=rule)
    for rank, fact in enumerate(facts):
        JointMember.objects.create(activity=activity, fact=fact, rank=rank, posting=posting)
    return activity


def _submission() -> Submission:
    form = Form.objects.create(code="works")
    fields = [Field("people", "integer", {}).as_json(), Field("kind", "select_one", {}).as_json()]
    version = FormVersion.objects.create(
        form=form,
        number=1,
        filename="works.md",
        source=b"",
        sha256="0",
        xform="",
        fields=fields,
        published_at=NOW,
    )
    return Submission.objects.create(
        form_version=version,
        channel="import",
        sender="test",
        received_at=NOW,
        filename="works.csv",
        size=1,
        sha256="0",
    )


def post(ground: Ground, rows: Sequence[dict[str, Any]], replaces: Sequence[int] = ()) -> list[Fact]:
    """Post rows {place, people, kind, day, agency} as facts; ``replaces`` names earlier facts by their number."""
    posting = Posting.objects.create(number=Posting.objects.count() + 1, kind="acceptance", at=NOW, by="test")
    made = []
    for number, row in enumerate(rows):
        record = Record.objects.create(
            submission=ground.submission,
            form=ground.submission.form_version.form,
            line=len(ground.facts) + 2,
            key=str(len(ground.facts)),
            agency=ground.agencies[row.get("agency", "army")],
            place=ground.places[row["place"]] if row.get("place") else None,
            day=dt.date.fromisoformat(row.get("day", "2025-02-01")),
            values={key: row[key] for key in ("people", "kind") if row.get(key) is not None},
            qualifiers=row.get("qualifiers", {}),
        )
        old = ground.facts[replaces[number]] if number < len(replaces) else None
        fact = Fact.objects.create(record=record, posting=posting, replaces=old)
        ground.facts.append(fact)
        made.append(fact)
    return made
