"""Who may do what: the whole matrix. Whose reports it is about (scope) stands in each person's grants.

READ           figures, indicators, places, organisations
READ_REPORTS   reports and their lines, within the scope
REPORT         send, hand in and take back one's own reports
LOOK_AFTER     what is not whole or not clear, and pictures as the camera made them
DECIDE         accept, return, reject, settle: never what one had a hand in
PUBLISH_FORMS  drafts, purposes, approvals, versions
GRANT          invite people, give and take roles: never more than one has
READ_AUDIT     who did what, when
"""

from __future__ import annotations

from collections.abc import Mapping

from kheo.ground.accounts.states import Act, Role

MATRIX: Mapping[Role, frozenset[Act]] = {
    Role.REPORTER: frozenset({Act.READ, Act.READ_REPORTS, Act.REPORT}),
    Role.VERIFIER: frozenset({Act.READ, Act.READ_REPORTS, Act.REPORT, Act.LOOK_AFTER, Act.DECIDE}),
    Role.COORDINATOR: frozenset(
        {Act.READ, Act.READ_REPORTS, Act.REPORT, Act.LOOK_AFTER, Act.DECIDE, Act.PUBLISH_FORMS, Act.GRANT}
    ),
    Role.COUNCIL_MEMBER: frozenset({Act.READ, Act.READ_REPORTS}),
    Role.ANALYST: frozenset({Act.READ, Act.READ_REPORTS}),
    Role.CASE_HANDLER: frozenset({Act.READ}),
    Role.AUDITOR: frozenset({Act.READ, Act.READ_REPORTS, Act.LOOK_AFTER, Act.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset(Act),
    Role.SYSTEM: frozenset({Act.READ, Act.READ_REPORTS, Act.REPORT}),
}


def acts_of(roles: frozenset[Role]) -> frozenset[Act]:
    """What somebody with all of these roles may do."""
    return frozenset(act for role in roles for act in MATRIX[role])


def may_be_given_by(role: Role) -> list[Role]:
    """The roles that somebody with this one may give and take: none that can do more than their own."""
    if Act.GRANT not in MATRIX[role]:
        return []
    return [wanted for wanted, acts in MATRIX.items() if acts <= MATRIX[role]]
