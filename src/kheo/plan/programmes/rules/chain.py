"""The chain of verification: which steps a report passes, who takes each, and which of them makes what it says *verified*.

A list in ``programme.yaml``, any length::

    verification:
      - {code: superior, by: superior, title: {vi: Cấp trên trực tiếp, en: The unit's superior}}
      - {code: agency, by: agency, verifies: true, title: {vi: Cơ quan, en: The agency}}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kheo.ground.accounts.states import Seat
from kheo.kit.nodes import Node
from kheo.plan.programmes.rules.contents import code_of

SEATS: Mapping[str, Seat] = {
    "anyone": Seat.ANYONE,
    "superior": Seat.SUPERIOR,
    "agency": Seat.AGENCY,
    "programme": Seat.PROGRAMME,
}


@dataclass(frozen=True)
class Step:
    """``seat``: how high over a report somebody sits who takes it. ``verifies``: what passed it counts as verified."""

    code: str
    seat: Seat
    verifies: bool = False
    title: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Chain:
    """In order. What passed the first step counts as reported; nothing counts before."""

    steps: tuple[Step, ...]

    @property
    def first(self) -> Step:
        return self.steps[0]

    def after(self, code: str) -> Step | None:
        """The step that follows; None after the last. A step that the chain does not have (imports, an older chain)
        counts as the first: whoever changed the chain wanted what comes later to be done."""
        codes = [step.code for step in self.steps]
        at = codes.index(code) if code in codes else 0
        return self.steps[at + 1] if at + 1 < len(self.steps) else None

    def before(self, step: Step) -> Step | None:
        at = self.steps.index(step)
        return self.steps[at - 1] if at else None


# A programme that says nothing: one acceptance by somebody else, which makes nothing verified.
PLAIN = Chain((Step("review", Seat.ANYONE),))


def read_chain(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """The steps as JSON keeps them; what is wrong goes to the nodes' problems."""
    read: dict[str, dict[str, Any]] = {}
    verifying = ""
    for node in nodes:
        node.only(("code", "by", "title", "verifies"))
        code, by, verifies = (
            code_of(node, longest=40),
            node.text("by", required=True),
            node.mapped.get("verifies", False),
        )
        if by and by not in SEATS:
            node.wrong("by", "source.not_one_of", column="by", value=by, known=list(SEATS))
        if not isinstance(verifies, bool):
            node.wrong(
                "verifies", "source.not_one_of", column="verifies", value=verifies, known=["true", "false"]
            )
        elif verifies and verifying:
            node.wrong("verifies", "plan.two_steps_verify", first=verifying, second=code)
        verifying = code if verifies is True else verifying
        if code in read:
            node.wrong("code", "plan.code_twice", code=code)
        read[code] = {
            "code": code,
            "by": by,
            "verifies": verifies,
            "title": node.texts("title", required=True),
        }
    return list(read.values())


def chain_from_json(steps: Sequence[Mapping[str, Any]]) -> Chain:
    """As ``read_chain`` gave them; the plain chain where there are none."""
    if not steps:
        return PLAIN
    return Chain(
        tuple(Step(one["code"], SEATS[one["by"]], bool(one["verifies"]), one["title"]) for one in steps)
    )
