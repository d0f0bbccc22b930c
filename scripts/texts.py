"""The translations: what the code says in English against what the catalogue says in Vietnamese.

    python -m scripts.texts check               exit 1, with a list, when a text is missing, unused or broken
    python -m scripts.texts update [MORE.po …]  add new texts, drop unused ones, take translations from MORE.po, compile

It needs no GNU gettext. The catalogue holds no line numbers and no dates, so that it changes only with the texts.
"""

import datetime as dt
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

SOURCE = Path(__file__).resolve().parent.parent / "src" / "kheo"
PO = SOURCE / "web" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
NO_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["check"]:
            found = problems()
            print("\n".join(found), file=sys.stderr)
            return 1 if found else 0
        case ["update", *more]:
            update([Path(path) for path in more])
            return 0
    print(__doc__, file=sys.stderr)
    return 2


def problems(source: Path = SOURCE, po: Path = PO) -> list[str]:
    """Every fault of the catalogue, a sentence each; empty when there is none."""
    if not po.exists():
        return [f"there is no {po}: run `make texts`"]
    said, known = spoken(source), _read(po)
    found = [
        f"not in the catalogue ({_where(said, text)}): {text!r}" for text in said if known.get(*text) is None
    ]
    found += [
        f"no longer used: {_key(message)!r}" for message in _messages(known) if _key(message) not in said
    ]
    found += [fault for message in _messages(known) if (fault := _fault(message))]
    if not found and (
        not po.with_suffix(".mo").exists() or po.with_suffix(".mo").read_bytes() != _compiled(known)
    ):
        found.append(f"{po.with_suffix('.mo').name} is not compiled from {po.name}: run `make texts`")
    return found


def update(more: list[Path]) -> None:
    """Write the catalogue anew and compile it."""
    old = [_read(path) for path in (*more, PO) if path.exists()]
    fresh = Catalog(locale="vi", charset="utf-8", fuzzy=False)
    for (text, context), places in sorted(
        spoken(SOURCE).items(), key=lambda item: (item[1][0][0], str(item[0]))
    ):
        plural = places[0][1]
        translated = next((m for c in old if (m := c.get(text, context)) and m.string and not m.fuzzy), None)
        flags = ("python-format",) if "%(" in text else ()
        fresh.add(
            (text, plural) if plural else text,
            translated.string if translated else None,
            flags=flags,
            context=context,
        )
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, fresh, width=110, no_location=True, omit_header=True)
    body = PO.read_text(encoding="utf-8")
    PO.write_text(HEADER + body, encoding="utf-8")
    MO.write_bytes(_compiled(_read(PO)))
    missing = sum(1 for message in _messages(fresh) if _fault(message))
    print(f"{len(fresh)} texts, {missing} without a translation: {PO}")


HEADER = """\
msgid ""
msgstr ""
"Language: vi\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Key = tuple[str, str | None]


def spoken(source: Path) -> dict[Key, list[tuple[str, str | None]]]:
    """Every text of code and templates with its context, the files that say it and its plural."""
    said: dict[Key, list[tuple[str, str | None]]] = {}
    for path in sorted(source.rglob("*.py")):
        _collect(said, path.relative_to(source), path.read_bytes())
    for path in sorted(p for p in source.rglob("templates/**/*") if p.suffix in (".html", ".txt", ".svg")):
        _collect(said, path.relative_to(source), _templatized(path).encode())
    return said


def _collect(said: dict[Key, list[tuple[str, str | None]]], path: Path, code: bytes) -> None:
    for _line, message, _comments, context in extract("python", io.BytesIO(code), keywords=KEYWORDS):
        text, plural = message if isinstance(message, tuple) else (message, None)
        if text:
            said.setdefault((text, context), []).append((str(path), plural))


def _templatized(path: Path) -> str:
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
        django.setup()
    return templatize(path.read_text(encoding="utf-8"), origin=str(path))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> Key:
    text = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return str(text), message.context


def _fault(message: Message) -> str:
    text, _context = _key(message)
    translations = message.string if isinstance(message.string, tuple | list) else [message.string]
    if message.fuzzy or not all(translations):
        return f"not translated: {text!r}"
    for translated in translations:
        extra = _names(str(translated)) - _names(text)
        if extra or (not isinstance(message.id, tuple | list) and _names(text) - _names(str(translated))):
            return f"names other particulars than its original: {text!r}"
    return ""


def _names(text: str) -> set[str]:
    return {one or other for one, other in PLACEHOLDER.findall(text)}


def _where(said: dict[Key, list[tuple[str, str | None]]], text: Key) -> str:
    return said[text][0][0]


def _compiled(catalog: Catalog) -> bytes:
    # Otherwise the moment of compiling stands in it, and no two compilations are alike.
    catalog.creation_date = NO_DAY
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
