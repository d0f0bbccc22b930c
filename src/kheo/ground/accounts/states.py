from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a person is here for. Scope (which organisation, place, programme, days) is data, not a role."""

    REPORTER = "reporter"
    VERIFIER = "verifier"
    COORDINATOR = "coordinator"
    COUNCIL_MEMBER = "council_member"
    ANALYST = "analyst"
    CASE_HANDLER = "case_handler"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Act(StrEnum):
    """What a person may do, within the scope for which the role was granted."""

    READ = "read"
    READ_REPORTS = "read_reports"
    REPORT = "report"
    LOOK_AFTER = "look_after"
    DECIDE = "decide"
    PUBLISH_FORMS = "publish_forms"
    GRANT = "grant"
    READ_AUDIT = "read_audit"


class Seat(IntEnum):
    """How high over a report somebody sits who decides about it."""

    ANYONE = 0  # whoever decides about it at all
    SUPERIOR = 1  # over the unit that it is about, not of it
    AGENCY = 2  # over the whole of the unit's agency
    PROGRAMME = 3  # over all agencies
