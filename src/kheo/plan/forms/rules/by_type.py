"""What a question may not ask by its words and its type together.

A number of cards or of the sick is work counted; a text that asks for the same words describes a person. A point on the
map and a scan say nothing of themselves: their labels must name the public thing or the goods that are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kheo.plan.forms.rules import words_by_type as words
from kheo.plan.forms.rules.fields import NUMBERS, Field
from kheo.plan.forms.rules.innocent import words_of
from kheo.plan.forms.rules.offences import Offence
from kheo.plan.forms.rules.patterns import Pattern, compiled, first_found, matches, tokens_of

GEO = ("geopoint", "geotrace", "geoshape")
COUNTS = (*NUMBERS, "range", "calculate")
ORGANISATIONS = ("unit", "agency", "partner")  # roles; answers bear the names of organisations
IN_WORDS = ("text", "barcode", "image", "audio", "video", "file", "hidden", "select_one_from_file")


def offences_in_question(one: Field, said: Sequence[str], around: Mapping[str, Field]) -> Iterator[Offence]:
    """``said``: all texts of the question. ``around``: the groups of the form, by name."""
    labels = (*one.label.values(), *one.hint.values())
    if one.type not in COUNTS:
        yield from _in_any(words.UNLESS_COUNTED, one.name, (one.name, *said))
    elif not _is_count(one):
        yield from offences_unless_counted(one.name, (one.name, *said))
    if one.type in IN_WORDS and one.role not in ORGANISATIONS:
        yield from _in_any(words.UNLESS_NUMBER, one.name, (one.name, *labels))
        for text in (one.name, *one.label.values()):
            for kind, entries in words.WHOLE_UNLESS_NUMBER.items():
                if (pattern := _is_all(entries, text)) is not None:
                    yield Offence(kind, one.name, text, pattern.word)
    grouped = [text for name in one.groups if name in around for text in around[name].label.values()]
    yield from _of_which_thing(one, (*labels, *grouped))


def offences_unless_counted(where: str, texts: Iterable[str]) -> Iterator[Offence]:
    """What is asked of one person, unless the text itself says that it is a count."""
    yield from _in_any(words.UNLESS_COUNTED, where, (text for text in texts if not counts(text)))


def counts(text: str) -> bool:
    return _holds(words.COUNTED, text) is not None and _holds(words.NOT_COUNTED, text) is None


def _is_count(one: Field) -> bool:
    """A question for a number with a label that counts; in no language may it be the number of somebody's paper."""
    labels = tuple(one.label.values())
    return (
        one.type in COUNTS
        and any(counts(text) for text in labels)
        and not any(_holds(words.NOT_COUNTED, text) for text in labels)
    )


def _in_any(lists: Mapping[str, tuple[str, ...]], where: str, texts: Iterable[str]) -> Iterator[Offence]:
    for text in texts:
        for kind, entries in lists.items():
            if (pattern := _holds(entries, text)) is not None:
                yield Offence(kind, where, text, pattern.word)


def _of_which_thing(one: Field, said: Sequence[str]) -> Iterator[Offence]:
    """A place on the map, however it is written down, is that of a public thing; a scan is that of goods."""
    text = next(iter(one.label.values()), one.name)
    if one.type == "barcode":
        card = next(filter(None, (_holds(words.CARDS, each) for each in (one.name, *said))), None)
        if card is not None or not any(_names(words.GOODS, each) for each in said):
            yield Offence("scan", one.name, text, card.word if card else one.type)
        return
    named = next(filter(None, map(_coordinates, (one.name, *one.label.values()))), None)
    asked = one.type in GEO or (named is not None and one.type in ("text", *NUMBERS) and not _is_count(one))
    if asked and not any(_names(words.PUBLIC, each) for each in said):
        yield Offence("position", one.name, text, named.word if named else one.type)


def _coordinates(text: str) -> Pattern | None:
    return _holds(words.COORDINATES, text) or _is_all(words.WHOLE_COORDINATES, text)


def _holds(entries: tuple[str, ...], text: str) -> Pattern | None:
    return first_found(compiled(entries), words_of(text))


def _names(entries: tuple[str, ...], text: str) -> Pattern | None:
    """With the innocent phrases: they are what such things are called."""
    return first_found(compiled(entries), tokens_of(text))


def _is_all(entries: tuple[str, ...], text: str) -> Pattern | None:
    tokens = tokens_of(text)
    same = (
        each for each in compiled(entries) if len(each.tokens) == len(tokens) and matches(each, tokens, 0)
    )
    return next(same, None)
