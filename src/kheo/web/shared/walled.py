"""Which tables stand behind the second wall, and by which rule: the one of ``capture.submissions.queries.scoped``, as SQL.

A policy may ask another table: then that one's policy holds there too. Every model with a path to a report is here or in
``OPEN``; a test says which is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.conf import settings

from kheo.ground.audit.models import AppendOnly
from kheo.ground.wall.actions import raise_wall
from kheo.ground.wall.queries import knows_key, login_of, unwalled
from kheo.ground.wall.rules import key_of, pads_of

_ALL, _PAST = "(SELECT kheo_says('all'))", "(SELECT kheo_says('past'))"
_MINE = "(SELECT kheo_me())"


def _within(model: str, column: str) -> str:
    """Whatever belongs to a row that is seen."""
    return f"{_ALL} OR EXISTS (SELECT 1 FROM {model} AS whole WHERE whole.id = {column})"  # noqa: S608 - names of tables


_RECORD = f"""{_ALL}
    OR agency_id IN (SELECT kheo_reached('a'))
    OR unit_id IN (SELECT kheo_reached('u'))
    OR place_id IN (SELECT kheo_reached('p'))
    OR (place_id IN (SELECT number FROM kheo_mixed('p')) AND EXISTS (
        SELECT 1 FROM kheo_mixed('p') AS there WHERE there.number = place_id AND (
            (there.reach, agency_id) IN (SELECT reach, number FROM kheo_mixed('a'))
            OR (there.reach, unit_id) IN (SELECT reach, number FROM kheo_mixed('u')))))"""  # noqa: S608

_SUBMISSION = f"""{_ALL}
    OR EXISTS (SELECT 1 FROM submissions_record AS told WHERE told.submission_id = submissions_submission.id)
    OR (device_id IN (SELECT kheo_devices()) AND kheo_records(submissions_submission.id) = 0)"""  # noqa: S608

_DEVICE = f"""{_ALL} OR user_id = {_MINE} OR id IN (SELECT kheo_devices())
    OR EXISTS (SELECT 1 FROM submissions_submission AS sent WHERE sent.device_id = accounts_device.id)
    OR EXISTS (SELECT 1 FROM submissions_rival AS sent WHERE sent.device_id = accounts_device.id)"""  # noqa: S608

_OWN = f"{_PAST} OR person_id = {_MINE}"

WALLED: Mapping[str, str] = {
    "submissions.Record": _RECORD,
    "submissions.Submission": _SUBMISSION,
    "submissions.Attachment": _within("submissions_submission", "submission_id"),
    "submissions.Rival": _within("submissions_submission", "submission_id"),
    "submissions.Withdrawn": _within("submissions_submission", "submission_id"),
    "submissions.Correction": _within("submissions_submission", "submission_id"),
    "submissions.Envelope": _within("accounts_device", "device_id"),
    "decisions.Decision": _within("submissions_record", "record_id"),
    "decisions.Held": _within("submissions_submission", "submission_id"),
    "decisions.RivalDecision": _within("submissions_rival", "rival_id"),
    "quality.Finding": _within("submissions_record", "record_id"),
    "quality.Beheld": _within("submissions_record", "record_id"),
    "quality.Risk": _within("submissions_record", "record_id"),
    "sampling.LotRecord": _within("submissions_record", "record_id"),
    "sampling.Visit": _within("sampling_lotrecord", "lot_record_id"),
    "accounts.Device": _DEVICE,
    "notices.Notice": _OWN,
    "notices.Mail": _OWN,
    "notices.Wish": _OWN,
}

_FIGURES = "figures are everybody's: it holds numbers of records and postings, and nothing that a report says"
OPEN: Mapping[str, str] = {
    "ledger.Fact": _FIGURES,
    "ledger.Withdrawal": _FIGURES,
    "ledger.Grading": _FIGURES,
    "joint.JointMember": _FIGURES,
}

# Of tables to which rows are only added: a column that is filled in once; and rows that are locked while one decides
# about them, which PostgreSQL allows to whoever could change a column. The triggers refuse that to everybody.
_COLUMNS = (("joint.JointMember", "ended_id"), ("submissions.Submission", "id"), ("sampling.Lot", "id"))


def policies() -> dict[str, str]:
    """By table."""
    return {apps.get_model(label)._meta.db_table: policy for label, policy in WALLED.items()}


def kept_tables() -> set[str]:
    """To which rows are only added."""
    others = {apps.get_model(label) for label, _column in _COLUMNS}
    return {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AppendOnly) or model in others
    }


def wall_in(login: str) -> None:
    """Raise the wall, or bring it to this version, around a login."""
    columns = [(apps.get_model(label)._meta.db_table, column) for label, column in _COLUMNS]
    raise_wall(login=login, policies=policies(), kept=kept_tables(), columns=columns)


def wall_gaps(login: str) -> list[str]:
    """What is wrong with the wall around a login; nothing, where it stands."""
    there, strong = login_of(login)
    if not there or strong:
        return [login]
    gaps = unwalled(login, policies())
    return gaps if knows_key(pads_of(key_of(settings.SECRET_KEY))) else [*gaps, "KHEO_SECRET_KEY"]
