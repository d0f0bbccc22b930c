"""The rules of the record: how a row is digested, how rows are chained, what an anchor says, what is out of order."""

from kheo.ground.audit.rules.anchors import Anchor, read_anchors
from kheo.ground.audit.rules.chain import (
    BEGINNING,
    Act,
    Link,
    in_full,
    packed,
    row_digest,
    seal_digest,
    unpacked,
)
from kheo.ground.audit.rules.checking import Check, Fault, Verdict, Why

__all__ = [
    "BEGINNING",
    "Act",
    "Anchor",
    "Check",
    "Fault",
    "Link",
    "Verdict",
    "Why",
    "in_full",
    "packed",
    "read_anchors",
    "row_digest",
    "seal_digest",
    "unpacked",
]
