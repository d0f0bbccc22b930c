"""Who may do what, as a page of the guide: printed from the matrix and from what every address asks."""

from __future__ import annotations

from collections import defaultdict

from kheo.ground.accounts.rules import MATRIX, may_be_given_by
from kheo.ground.accounts.states import Act
from kheo.web.shared.permissions import NEEDED, Door

INTRODUCTION = """# Who may do what

Printed from the code by `make docs`.

A **role** says what somebody may do; its **scope** says for whom: an organisation with all its units (and what they were before
they were renamed or merged), a place with all that lies in it, a programme, until a day. What a scope leaves empty narrows nothing.
One person may have several roles, each with a scope of its own; they are given and taken under **Me → People**, or on the command
line for the first administrator (`kheo createadmin`).

- Figures, indicators, places and organisations are open to everybody who signs in with any role: the programme's total is everybody's.
- Reports, their lines, pictures and files are open within the scope only. Elsewhere a figure's source line says whose it is and
  what became of it, and nothing more. What is outside answers as if it did not exist.
- A file that several agencies sent together shows each its own lines; the file itself opens for whoever may see all of it.
- Nobody decides about what they had a hand in, and nobody approves their own form.
- Nobody gives a role that can do more than theirs, reaches further or lasts longer, nor makes a new password for whoever has one.
- A role that is taken, an account that is shut and a password that changes end every session at once, also for what is on its way; a
  shut account's devices send nothing any more.
- Whoever may shut an account may remove its [second factor](signing-in.md); nobody their own.
- On PostgreSQL a second wall can stand behind these rules ([how](install.md#the-second-wall)): the database itself then shows a page
  nothing of reports, devices and notices beyond the scope of whoever asks, even where a page forgets to ask. SQLite has the first wall only.
- Whoever may read the database as its owner reads everything; so does whoever reads the data folder.
"""
SAID = {
    Act.READ: "read figures, indicators, places, organisations",
    Act.READ_REPORTS: "read reports within the scope",
    Act.REPORT: "report, hand in, have devices",
    Act.LOOK_AFTER: "look after what is not whole or not clear, see pictures as they came",
    Act.DECIDE: "accept, return, reject, settle",
    Act.PUBLISH_FORMS: "draft, approve and publish forms",
    Act.GRANT: "invite people, give and take roles",
    Act.READ_AUDIT: "read the audit",
}


def permissions() -> str:
    roles = list(MATRIX)
    lines = [INTRODUCTION, "## What each role may do\n"]
    lines.append("| | " + " | ".join(str(role).replace("_", " ") for role in roles) + " |")
    lines.append("|---|" + ":-:|" * len(roles))
    for act in Act:
        lines.append(
            f"| {SAID[act]} | " + " | ".join("yes" if act in MATRIX[role] else "" for role in roles) + " |"
        )
    lines.append("\n## Who may give which role\n\n| who | gives and takes |\n|---|---|")
    for role in roles:
        if given := may_be_given_by(role):
            lines.append(f"| {role} | {', '.join(given)} |")
    lines.append("\n## What each address asks\n\n| asks | addresses, by their names |\n|---|---|")
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for name, needed in NEEDED.items():
        asked[needed].append(f"`{name}`")
    told = {Door.PUBLIC: "nothing", Door.KEY: "a device's key", Door.SIGNED_IN: "to be signed in", **SAID}
    for needed, text in told.items():
        if asked[needed]:
            lines.append(f"| {text} | {', '.join(asked[needed])} |")
    lines.append("\nAn address that is not in this table is shut, and a test fails.\n")
    return "\n".join(lines)
