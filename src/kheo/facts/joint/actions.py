"""Write down which facts tell of the same work. A change of membership is a posting of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kheo.facts.joint import queries
from kheo.facts.joint.models import JointActivity, JointMember
from kheo.facts.joint.rules import Told, check_rule, check_told_once, read_activities
from kheo.facts.joint.states import JointRule
from kheo.facts.ledger.actions import open_posting
from kheo.facts.ledger.models import Fact, Posting
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


@transaction.atomic
def load_activities(*, content: bytes, filename: str, by: str, now: dt.datetime) -> JointLoaded:
    """Bring joint activities to what a CSV file says; activities that it does not name stay as they are.

    Refuses ``facts.joint_refused`` with every problem of the file, and writes nothing then.
    """
    problems = Problems()
    told = read_activities(read_rows(content, filename, problems, needed=("activity",)))
    facts = queries.facts_told(told, problems)
    pairs = list(zip(told, facts, strict=True))
    check_told_once(pairs)
    standing = {one.code: one for one in JointActivity.objects.filter(code__in=[one.code for one in told])}
    _check_standing(pairs, standing, problems)
    if problems.found:
        raise Refused("facts.joint_refused", file=filename, count=len(problems), problems=problems.found)
    changed = [pair for pair in pairs if _members_of(standing.get(pair[0].code)) != pair[1]]
    members = sum(len(some) for some in facts)
    if not changed:
        return JointLoaded(len(told), members, 0, None)
    posting = open_posting(kind=PostingKind.JOINT, by=by, now=now, note=filename)
    _end([standing[one.code] for one, _ in changed if one.code in standing], posting)
    for one, some in changed:
        activity = standing.get(one.code) or JointActivity.objects.create(
            code=one.code, rule=one.rule.value, note=one.note
        )
        _join(activity, some, posting)
    detail = {"activities": len(changed), "posting": posting.pk}
    record_act("joint.loaded", f"posting:{posting.pk}", by=by, now=now, label=filename, detail=detail)
    return JointLoaded(len(told), members, len(changed), posting)


@transaction.atomic
def follow_corrections(*, posting: Posting) -> int:
    """Let the facts of ``posting`` take the places of those that they replace; returns how many joined so."""
    replacing = Fact.objects.filter(posting=posting, replaces__isnull=False)
    moved = 0
    for fact, old in replacing.values_list("pk", "replaces_id").iterator(chunk_size=MANY):
        for member in JointMember.objects.filter(fact_id=old, ended=None):
            JointMember.objects.filter(pk=member.pk).update(ended=posting)
            JointMember.objects.create(
                activity_id=member.activity_id, fact_id=fact, rank=member.rank, posting=posting
            )
            moved += 1
    return moved


def _check_standing(
    pairs: Sequence[tuple[Told, Sequence[int]]], standing: dict[str, JointActivity], problems: Problems
) -> None:
    """Note what stands against the file: another rule, or a line that another activity holds on to."""
    leaving = {one.pk for one in standing.values()}
    for told, facts in pairs:
        row = told.members[0].row
        if told.code in standing:
            with problems.at(row.file, row.line):
                check_rule(JointRule(standing[told.code].rule), told)
        elsewhere = queries.members_now(facts)
        for member, fact in zip(told.members, facts, strict=True):
            if fact in elsewhere and elsewhere[fact].activity_id not in leaving:
                member.row.wrong("facts.joint_elsewhere", activity=elsewhere[fact].activity.code)


def _members_of(activity: JointActivity | None) -> list[int]:
    if activity is None:
        return []
    found = JointMember.objects.filter(activity=activity, ended=None).order_by("rank")
    return list(found.values_list("fact_id", flat=True))


def _end(activities: Sequence[JointActivity], posting: Posting) -> None:
    JointMember.objects.filter(activity__in=activities, ended=None).update(ended=posting)


def _join(activity: JointActivity, facts: Sequence[int], posting: Posting) -> None:
    JointMember.objects.bulk_create(
        JointMember(activity=activity, fact_id=fact, rank=rank, posting=posting)
        for rank, fact in enumerate(facts)
    )
