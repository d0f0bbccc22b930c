"""Which facts tell of the same work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from kheo.capture.submissions.queries import record_at, records_with_keys, submissions_named
from kheo.facts.joint.models import JointActivity, JointMember
from kheo.facts.joint.rules import Member, Told
from kheo.facts.ledger.models import Posting
from kheo.facts.ledger.queries import batches, newest_facts
from kheo.facts.ledger.rules import Altered, Lines, Why
from kheo.ground.audit.queries import trail
from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused

MOST_NAMED = 4
MANY = 2_000
WRITTEN_BY = ("joint.loaded", "joint.joined", "joint.separated", "joint.followed")


def members_now(facts: Iterable[int]) -> dict[int, JointMember]:
    """fact → its membership that stands."""
    found: dict[int, JointMember] = {}
    for some in batches(facts):
        members = JointMember.objects.filter(fact__in=some, ended=None).select_related("activity")
        found |= {member.fact_id: member for member in members}
    return found


def activities(codes: Iterable[str]) -> dict[str, JointActivity]:
    """code → activity, for those that are here."""
    found: dict[str, JointActivity] = {}
    for some in batches(codes):
        found |= {one.code: one for one in JointActivity.objects.filter(code__in=some)}
    return found


def members_of(activities: Iterable[JointActivity]) -> dict[int, list[int]]:
    """activity → the facts that tell of it now, the lead's first."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for some in batches(one.pk for one in activities):
        members = JointMember.objects.filter(activity__in=some, ended=None).order_by("rank")
        for activity, fact in members.values_list("activity_id", "fact_id"):
            found[activity].append(fact)
    return found


def activities_of(records: Collection[int]) -> dict[int, JointActivity]:
    """record → the activity of which its fact tells now."""
    newest = newest_facts(records)
    members = members_now(newest.values())
    return {record: members[fact].activity for record, fact in newest.items() if fact in members}


def told_in(activity: JointActivity) -> QuerySet[JointMember, Any]:
    """The records that tell of an activity now, as a subquery."""
    return JointMember.objects.filter(activity=activity, ended=None).values("fact__record")


def facts_told(told: Sequence[Told], problems: Problems) -> list[list[int]]:
    """The facts of each activity's members, in their order; 0, and a problem, for a line that is no fact."""
    keyed = _keyed([member for activity in told for member in activity.members], problems)
    records = [[_record(member, keyed, problems) for member in activity.members] for activity in told]
    newest = newest_facts({record for some in records for record in some if record})
    for activity, some in zip(told, records, strict=True):
        for member, record in zip(activity.members, some, strict=True):
            if record and record not in newest:
                member.row.wrong("facts.joint_not_accepted", record=record)
    return [[newest.get(record, 0) for record in some] for some in records]


def _keyed(members: Sequence[Member], problems: Problems) -> dict[int, int | None]:
    """line of the file → the record that its form and key name, looked up form by form."""
    by_form: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.form and member.key and not member.record and not member.line:
            by_form[member.form].append(member)
    found: dict[int, int | None] = {}
    for form, some in by_form.items():
        with problems.at(some[0].row.file, some[0].row.line):
            records = records_with_keys(form, [member.key for member in some])
            found |= zip((member.row.line for member in some), records, strict=True)
    return found


def _record(member: Member, keyed: Mapping[int, int | None], problems: Problems) -> int:
    """The record that the row means; 0, and a problem, when there is none or several."""
    with problems.at(member.row.file, member.row.line):
        if member.record:
            return member.record
        if member.line:
            submission = member.submission or _submission(member)
            record = record_at(submission, member.line)
            if record is None:
                raise Refused("facts.joint_no_such_line", line=member.line, submission=submission)
            return record.pk
        if member.row.line in keyed:
            record_of_key = keyed[member.row.line]
            if record_of_key is None:
                said = ", ".join(f"{name} = {value}" for name, value in member.key.items())
                raise Refused("facts.joint_no_such_key", form=member.form, key=said)
            return record_of_key
    return 0


def _submission(member: Member) -> int:
    found = submissions_named(member.file, member.form)[: MOST_NAMED + 1]
    numbers = [submission.pk for submission in found]
    if not numbers:
        raise Refused("facts.joint_no_such_file", file=member.file)
    if len(numbers) > 1:
        raise Refused("facts.joint_which_file", file=member.file, submissions=", ".join(map(str, numbers)))
    return numbers[0]


def members_digest(posting: Posting) -> str:
    """Of the memberships that the posting began and ended."""
    return _digests(Q(posting=posting) | Q(ended=posting)).get(posting.pk, Lines()).digest()


def altered_memberships() -> list[Altered]:
    """Postings whose memberships are not what the record of acts says, in their order."""
    acts = trail().filter(act__in=WRITTEN_BY).values_list("subject", "detail")
    told = {int(one.partition(":")[2]): detail.get("members") for one, detail in acts}
    found = {posting: lines.digest() for posting, lines in _digests(Q()).items()}
    return [
        Altered(posting, Why.CHANGED if posting in told else Why.UNKNOWN)
        for posting in sorted(told.keys() | found.keys())
        if told.get(posting) != found.get(posting, Lines().digest())
    ]


def _digests(which: Q) -> dict[int, Lines]:
    """posting → its lines; of others than it was asked about perhaps not all."""
    made: dict[int, Lines] = {}
    rows = JointMember.objects.filter(which).order_by("pk")
    told = rows.values_list(
        "posting_id", "ended_id", "pk", "activity__code", "activity__rule", "fact_id", "rank"
    )
    for began, ended, number, *more in told.iterator(chunk_size=MANY):
        made.setdefault(began, Lines()).add("began", number, *more)
        if ended:
            made.setdefault(ended, Lines()).add("ended", number)
    return made
