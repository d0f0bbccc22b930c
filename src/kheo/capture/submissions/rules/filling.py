"""Answers that a system tells by name, put into the form as a phone would: the same answers are the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from kheo.capture.submissions.rules.xform import Path, XForm
from kheo.kit.refusals import Refused

META: Path = ("meta",)
DEEPEST = 20
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold


def filled_in(form: XForm, answers: Mapping[str, Any], *, instance: str, replaces: str = "") -> bytes:
    """A filled-in form. ``answers``: question → text, number, true or false, a list of choices; group → the same
    again; repeat → a list of them. The order does not matter. What is absent or null is not answered.

    Raises Refused("capture.no_such_question" | "capture.answer_not_told" | "capture.answer_shape" |
    "capture.answer_character") with the question's path, the repetitions counted from 1: ``item[2]/given``.
    """
    inside = _inside(form, (), answers, ())
    old = f"<deprecatedID>{_text((), replaces)}</deprecatedID>" if replaces else ""
    meta = f"<meta><instanceID>{_text((), instance)}</instanceID>{old}</meta>"
    head = f'<data id="{escape(form.code)}" version="{escape(form.version)}">'
    return f"{head}{inside}{meta}</data>".encode()


def _inside(form: XForm, path: Path, answers: object, at: Path) -> str:
    """``at``: the path with the repetitions in it, as a refusal names it."""
    if not isinstance(answers, Mapping) or len(path) > DEEPEST:
        raise Refused("capture.answer_shape", question=_named(at), wanted="object")
    known = {child[-1]: child for child in form.children.get(path, ()) if child != META}
    for name in answers:
        if name not in known:
            named = _named((*at, str(name)[:100]))
            raise Refused("capture.no_such_question", question=named, known=", ".join(known))
    return "".join(
        part
        for name, child in known.items()
        if answers.get(name) is not None
        for part in _of(form, child, answers[name], (*at, name))
    )


def _of(form: XForm, path: Path, told: Any, at: Path) -> Iterable[str]:
    name = path[-1]
    if path in form.repeats:
        if not isinstance(told, Sequence) or isinstance(told, str):
            raise Refused("capture.answer_shape", question=_named(at), wanted="list")
        for turn, one in enumerate(told, 1):
            here = (*at[:-1], f"{name}[{turn}]")
            yield f"<{name}>{_inside(form, path, one, here)}</{name}>"
    elif form.children.get(path):
        yield f"<{name}>{_inside(form, path, told, at)}</{name}>"
    else:
        bind = form.binds[path]
        if bind.calculation is not None:
            # The form works it out itself, and what it works out is what counts.
            raise Refused("capture.answer_not_told", question=_named(at))
        yield f"<{name}>{_text(at, _plain(at, told))}</{name}>"


def _plain(path: Path, told: Any) -> str:
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, (str, int, float)):
        return str(told)
    if isinstance(told, Sequence) and all(isinstance(one, str) and " " not in one for one in told):
        return " ".join(told)
    raise Refused("capture.answer_shape", question=_named(path), wanted="value")


def check_characters(path: Path, told: str) -> None:
    """Refuses what no XML can hold."""
    if found := _FORBIDDEN.search(told):
        raise Refused("capture.answer_character", question=_named(path), code=f"U+{ord(found[0]):04X}")


def _text(path: Path, told: str) -> str:
    check_characters(path, told)
    return escape(told, quote=False)


def _named(path: Path) -> str:
    return "/".join(path) or "answers"
