from enum import StrEnum


class Role(StrEnum):
    """What a person is here for. Scope (which organisation, place, programme) is data, not a role."""

    REPORTER = "reporter"
    VERIFIER = "verifier"
    COORDINATOR = "coordinator"
    COUNCIL_MEMBER = "council_member"
    ANALYST = "analyst"
    CASE_HANDLER = "case_handler"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
