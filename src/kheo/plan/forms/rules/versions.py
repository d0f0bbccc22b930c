"""The version that an XForm says in its root, which phones send back with every report."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from xml.sax.saxutils import quoteattr, unescape

from kheo.kit.text import normal

LONGEST = 100
# The first element of the first instance. Attributes hold no ">": pyxform writes &gt;.
_ROOT = re.compile(r"(<instance>\s*<[^\s/>]+)([^>]*?)(\s*/?>)")
_VERSION = re.compile(r"""\sversion=("[^"]*"|'[^']*')""")


def version_for(own: str, number: int, taken: Collection[str]) -> str:
    """The author's own version, or the version's number; with "-2" … where an earlier version is called so already."""
    wanted = normal(own)[:LONGEST] or str(number)
    return next(
        said
        for said in (wanted, *(f"{wanted}-{again}" for again in range(2, len(taken) + 3)))
        if said not in taken
    )


def with_version(xform: str, version: str) -> str:
    """The XForm with ``version`` in the root of its primary instance. An XForm without an instance stays as it is."""
    return _ROOT.sub(
        lambda root: f"{root[1]}{_VERSION.sub('', root[2])} version={quoteattr(version)}{root[3]}",
        xform,
        count=1,
    )


def version_in(xform: str) -> str:
    """The version in the root of the primary instance, "" where there is none."""
    root = _ROOT.search(xform)
    found = _VERSION.search(root[2]) if root else None
    return unescape(found[1][1:-1], {"&quot;": '"', "&apos;": "'", "&#10;": "\n"}) if found else ""


def hash_of(content: bytes) -> str:
    """As OpenRosa lists name what a phone should have: ``md5:`` and the digest. It tells change, not trust."""
    return f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}"
