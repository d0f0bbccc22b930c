"""Scripts in every shape in which a page might take one up. An element made of one bears ``data-ran``."""

from __future__ import annotations

from itertools import count

PRODUCT = 7919 * 7907  # what a template would make of {{7919*7907}}
SHAPES = (
    "<script data-ran>window.ran=%d</script>",
    "<img data-ran src=x onerror=window.ran=%d>",
    '"><svg data-ran onload=window.ran=%d>',
    "'><b data-ran onmouseover=alert(%d)>b</b>",
    "javascript:window.ran=%d",
    "</script><script data-ran>window.ran=%d</script>",
    "{{7919*7907}}{%% debug %%}%d",
    "[a](javascript:window.ran=%d)",
    "</textarea></title><img data-ran src=x onerror=window.ran=%d>",
    "--><iframe data-ran srcdoc='<script>parent.ran=%d</script>'></iframe>",
    '" onfocus=window.ran=%d autofocus data-ran="',
    "<a data-ran href=javascript:window.ran=%d>a</a>",
)
_next = count()


def script() -> str:
    """Another one at every call."""
    at = next(_next)
    return SHAPES[at % len(SHAPES)] % at


def as_name() -> str:
    """One that may be a file's name, or a part of an address."""
    return f'"><svg data-ran onload=window.ran={next(_next)}>'


def in_languages() -> dict[str, str]:
    return {"en": script(), "vi": script()}
