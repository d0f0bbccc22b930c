"""Write down which facts tell of the same work. A change of membership is a posting of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from kheo.facts.joint import queries
from kheo.facts.joint.models import JointActivity, JointMember
from kheo.facts.joint.rules import Told, check_rule, check_told_once, read_activities
from kheo.facts.joint.states import JointRule
from kheo.facts.ledger.actions import open_posting
from kheo.facts.ledger.models import Fact, Posting
from kheo.facts.ledger.queries import batches, digest_of, newest_facts, subject
from kheo.facts.ledger.states import PostingKind
from kheo.ground.audit.actions import record as record_act
from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused
from kheo.kit.tables import read_rows

MANY = 1_000


@dataclass(frozen=True)
class JointLoaded:
    """``changed``: activities that are new or have other members now. ``posting``: None when nothing changed."""

    activities: int
    members: int
    changed: int
    posting: Posting | None


@dataclass(frozen=True)
class Wanted:
    """An activity as it shall be: ``facts``, the lead's first."""

    code: str
    rule: JointRule
    note: str
    facts: Sequence[int]


@transaction.atomic
def load_activities(*, content: bytes, filename: str, by: str, now: dt.datetime) -> JointLoaded:
    """Bring joint activities to what a CSV file says; activities that it does not name stay as they are.

    Refuses ``facts.joint_refused`` with every problem of the file, and writes nothing then.
    """
    if not content.strip():
        raise Refused("capture.file_empty", file=filename)
    problems = Problems()
    told = read_activities(read_rows(content, filename, problems, needed=("activity",)))
    facts = queries.facts_told(told, problems)
    if not told and not problems.found:
        raise Refused("facts.joint_nothing", file=filename)
    pairs = list(zip(told, facts, strict=True))
    check_told_once(pairs)
    standing = queries.activities(one.code for one in told)
    _check_standing(pairs, standing, problems)
    if problems.found:
        raise Refused("facts.joint_refused", file=filename, count=len(problems), problems=problems.found)
    before = queries.members_of(standing.values())
    changed = [
        (one, some)
        for one, some in pairs
        if one.code not in standing or before.get(standing[one.code].pk, []) != some
    ]
    members = sum(len(some) for some in facts)
    if not changed:
        return JointLoaded(len(told), members, 0, None)
    wanted = [Wanted(one.code, one.rule, one.note, some) for one, some in changed]
    posting = open_posting(kind=PostingKind.JOINT, by=by, now=now, note=filename)
    _write("joint.loaded", posting, wanted, standing)
    return JointLoaded(len(told), members, len(changed), posting)


@transaction.atomic
def join(*, records: Sequence[int], rule: JointRule, note: str = "", by: str, now: dt.datetime) -> str:
    """Say that these records, the lead's first, tell of the same work; returns the activity's code. Those that tell of one
    already take the others into it. Refuses a record that is no fact, two activities, and another rule than the one that
    an activity has."""
    newest = newest_facts(records)
    for record in records:
        if record not in newest:
            raise Refused("facts.joint_not_accepted", record=record)
    facts = list(dict.fromkeys(newest[record] for record in records))
    if len(facts) < 2:
        raise Refused("facts.joint_alone", activity=note)
    found = {member.activity.code: member.activity for member in queries.members_now(facts).values()}
    if len(found) > 1:
        raise Refused("facts.joint_elsewhere", activity=" · ".join(sorted(found)))
    for code, activity in found.items():
        if activity.rule != rule:
            raise Refused("facts.joint_rule_stands", activity=code, rule=activity.rule)
        facts += [one for one in queries.members_of([activity])[activity.pk] if one not in facts]
    posting = open_posting(kind=PostingKind.JOINT, by=by, now=now, note=note)
    code = next(iter(found), f"joint-{posting.number}")
    _write("joint.joined", posting, [Wanted(code, rule, note, facts)], found)
    return code


@transaction.atomic
def separate(*, activity: JointActivity, by: str, now: dt.datetime) -> None:
    """Its facts tell of different work from now on. Earlier figures stay as they were."""
    none = [Wanted(activity.code, JointRule(activity.rule), activity.note, ())]
    posting = open_posting(kind=PostingKind.JOINT, by=by, now=now, note=activity.note or activity.code)
    _write("joint.separated", posting, none, {activity.code: activity})


def _write(
    act: str, posting: Posting, wanted: Sequence[Wanted], standing: Mapping[str, JointActivity]
) -> None:
    """Bring activities to these members. ``standing``: those of them that are here."""
    _end("activity", [standing[one.code].pk for one in wanted if one.code in standing], posting)
    made = JointActivity.objects.bulk_create(
        (
            JointActivity(code=one.code, rule=one.rule.value, note=one.note)
            for one in wanted
            if one.code not in standing
        ),
        batch_size=MANY,
    )
    here = {**standing, **{activity.code: activity for activity in made}}
    JointMember.objects.bulk_create(
        (
            JointMember(activity=here[one.code], fact_id=fact, rank=rank, posting=posting)
            for one in wanted
            for rank, fact in enumerate(one.facts)
        ),
        batch_size=MANY,
    )
    detail = {
        "activities": len(wanted),
        "posting": posting.pk,
        "digest": digest_of(posting),
        "members": queries.members_digest(posting),
    }
    record_act(act, subject(posting.pk), by=posting.by, now=posting.at, label=posting.note, detail=detail)


@transaction.atomic
def follow_corrections(*, posting: Posting) -> int:
    """Let the facts of ``posting`` take the places of those that they replace; returns how many joined so."""
    pairs = Fact.objects.filter(posting=posting, replaces__isnull=False).values_list("replaces_id", "pk")
    replaced = {old: fact for old, fact in pairs if old}
    moved = 0
    for some in batches(replaced):
        members = list(JointMember.objects.filter(fact__in=some, ended=None))
        _end("pk", [member.pk for member in members], posting)
        JointMember.objects.bulk_create(
            JointMember(
                activity_id=member.activity_id,
                fact_id=_last(member.fact_id, replaced),
                rank=member.rank,
                posting=posting,
            )
            for member in members
        )
        moved += len(members)
    if moved:
        detail = {"facts": moved, "members": queries.members_digest(posting)}
        record_act("joint.followed", subject(posting.pk), by=posting.by, now=posting.at, detail=detail)
    return moved


def _last(fact: int, replaced: Mapping[int, int]) -> int:
    """The fact that stands in the place of another: a posting may hold corrections of its own corrections."""
    while fact in replaced:
        fact = replaced[fact]
    return fact


def _check_standing(
    pairs: Sequence[tuple[Told, Sequence[int]]], standing: dict[str, JointActivity], problems: Problems
) -> None:
    """Note what stands against the file: another rule, or a line that another activity holds on to."""
    leaving = {one.pk for one in standing.values()}
    elsewhere = queries.members_now(fact for _, facts in pairs for fact in facts)
    for told, facts in pairs:
        row = told.members[0].row
        if told.code in standing:
            with problems.at(row.file, row.line):
                check_rule(JointRule(standing[told.code].rule), told)
        for member, fact in zip(told.members, facts, strict=True):
            if fact in elsewhere and elsewhere[fact].activity_id not in leaving:
                member.row.wrong("facts.joint_elsewhere", activity=elsewhere[fact].activity.code)


def _end(column: str, numbers: Sequence[int], posting: Posting) -> None:
    """End the memberships that stand, of these activities or with these keys."""
    for some in batches(numbers):
        JointMember.objects.filter(**{f"{column}__in": some}, ended=None).update(ended=posting)
