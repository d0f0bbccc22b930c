"""How to cite a figure: a text, a link, and the link as a square of dots."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from django.utils.translation import gettext as _

from kheo.consolidate.figures.rules.passport import Passport
from kheo.web.shared.days import day_name, period_name
from kheo.web.shared.frame import Frame
from kheo.web.shared.numbers import Unit
from kheo.web.shared.shown import Shown, grade_said

SHORT = 12


@dataclass(frozen=True)
class Citation:
    text: str
    link: str
    square: str


def citation(
    frame: Frame,
    passport: Passport,
    shown: Shown,
    unit: Unit,
    title: str,
    scope: tuple[tuple[str, str], ...],
    link: str,
) -> Citation:
    """``link``: absolute. The text names what a reader needs to find the same number again."""
    question = passport.question
    value = shown.said if shown.has_number else shown.full
    text = _(
        "%(title)s, %(scope)s: %(value)s (%(grade)s), map: %(map)s. %(code)s version %(version)s, "
        "%(day)s, digest %(digest)s."
    ) % {
        "title": title,
        "scope": ", ".join([*(name for _by, name in scope), frame.title, period_name(question.period)]),
        "value": value,
        "grade": grade_said(
            question.grade,
            passport.completeness.verified,
            passport.completeness.selected,
            frame.language,
        ),
        "map": day_name(question.boundaries) if question.boundaries else _("as reported"),
        "code": passport.indicator.code,
        "version": passport.indicator.version,
        "day": day_name(passport.made_at.date()),
        "digest": passport.digest[:SHORT],
    }
    return Citation(text, link, square(link))


def square(link: str) -> str:
    """A QR code as inline SVG, black on white in any look."""
    out = io.BytesIO()
    segno.make(link, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        nl=False,
        omitsize=True,
        border=2,
        dark="#000",
        light="#fff",
    )
    return out.getvalue().decode()
