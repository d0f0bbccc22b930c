"""Joint activities as a file tells them: who tells of the same work, who leads, and whose number stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kheo.facts.joint.states import JointRule
from kheo.kit.refusals import Refused
from kheo.kit.tables import Row
from kheo.kit.text import plain

COLUMNS = ("activity", "rule", "lead", "rank", "form", "submission", "file", "line", "record", "note")
_YES = frozenset({"yes", "y", "1", "true", "x", "lead", "co", "chu tri"})
_NO = frozenset({"", "no", "n", "0", "false", "khong"})


@dataclass(frozen=True)
class Member:
    """A line that tells of the activity: a record's number; or a form or file, and a line of it; or a form and the
    fields that its mapping calls the key (``key``)."""

    row: Row
    record: int = 0
    form: str = ""
    submission: int = 0
    file: str = ""
    line: int = 0
    key: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """An activity with its members, the lead's first."""

    code: str
    rule: JointRule
    note: str
    members: tuple[Member, ...]


def read_activities(rows: Sequence[Row]) -> list[Told]:
    """The activities of a file's rows, in their order; what is wrong is noted with each row.

    Without a rule the lead's number stands; without a lead the first row leads.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if code := row.text("activity", required=True, longest=80):
            groups.setdefault(code, []).append(row)
    return [_told(code, group) for code, group in groups.items()]


def _told(code: str, rows: Sequence[Row]) -> Told:
    said = list(dict.fromkeys(rule for row in rows if (rule := row.one_of("rule", list(JointRule)))))
    if len(said) > 1:
        rows[-1].wrong("facts.joint_rules_differ", activity=code, rules=", ".join(said))
    if len(rows) < 2:
        rows[0].wrong("facts.joint_alone", activity=code)
    places = [(_place(row, at), at, row) for at, row in enumerate(rows)]
    leads = [row for place, _, row in places if place == 0]
    if len(leads) > 1:
        leads[1].wrong("facts.joint_two_leads", activity=code, first=leads[0].line)
    note = next((note for row in rows if (note := row.text("note", longest=300))), "")
    members = tuple(_member(row) for _, _, row in sorted(places, key=lambda each: each[:2]))
    return Told(code, JointRule(said[0]) if said else JointRule.LEAD, note, members)


def _place(row: Row, at: int) -> int:
    """The row's place among the tellers: 0 for the lead, then as ranked, then in the order of the file."""
    rank = row.number("rank")
    if rank is not None:
        return int(rank)
    lead = plain(row.text("lead"))
    if lead not in _YES | _NO:
        row.wrong("facts.joint_lead", value=row.text("lead"))
    return 0 if lead in _YES else at + 1


def _member(row: Row) -> Member:
    key = {name: value for name, value in row.values.items() if name not in COLUMNS and value}
    member = Member(
        row,
        record=_whole(row, "record"),
        form=row.text("form"),
        submission=_whole(row, "submission"),
        file=row.text("file"),
        line=_whole(row, "line"),
        key=key,
    )
    by_line = member.line and (member.submission or member.file)
    if not (member.record or by_line or (member.form and key)):
        row.wrong("facts.joint_which_line")
    return member


def _whole(row: Row, column: str) -> int:
    number = row.number(column)
    if number is None:
        return 0
    if number != number.to_integral_value() or number < 1:
        row.wrong("facts.joint_not_whole", column=column, value=number)
        return 0
    return int(number)


def check_told_once(told: Iterable[tuple[Told, Sequence[int]]]) -> None:
    """Note every line that tells of two activities of the file, or twice of one."""
    first: dict[int, tuple[str, int]] = {}
    for activity, facts in told:
        for member, fact in zip(activity.members, facts, strict=True):
            if fact in first:
                code, line = first[fact]
                member.row.wrong("facts.joint_twice", activity=code, first=line)
            elif fact:
                first[fact] = (activity.code, member.row.line)


def check_agencies(agencies: Iterable[int | None]) -> None:
    """Joint work is told by several agencies; what one tells twice is a double."""
    if len({one for one in agencies if one is not None}) < 2:
        raise Refused("facts.joint_one_agency")


def check_rule(standing: JointRule, told: Told) -> None:
    """An activity keeps its rule for ever: earlier figures were counted by it."""
    if standing != told.rule:
        raise Refused("facts.joint_rule_stands", activity=told.code, rule=standing.value)
