"""The check for stale translations sees what it should."""

import ast
from pathlib import Path

import pytest

import kheo
from scripts import texts


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "code.py").write_text('x = _("Received %(count)s")\n')
    pages = tmp_path / "templates"
    pages.mkdir()
    (pages / "page.html").write_text('{% load i18n %}<p title="{% translate "Map" %}">{{ x }}</p>')
    return tmp_path


def problems(source: Path, *entries: str, compiled: bool = True) -> str:
    po = source / "django.po"
    po.write_text(texts.HEADER + "\n\n".join(entries) + "\n")
    if compiled:
        po.with_suffix(".mo").write_bytes(texts._compiled(texts._read(po)))
    return "\n".join(texts.problems(source, po))


RECEIVED = 'msgid "Received %(count)s"\nmsgstr "Đã nhận %(count)s"'
MAP = 'msgid "Map"\nmsgstr "Bản đồ"'


def test_it_is_content_with_a_complete_catalogue(source: Path) -> None:
    assert problems(source, RECEIVED, MAP) == ""


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([RECEIVED], "not in the catalogue (templates/page.html)"),
        ([RECEIVED, MAP, 'msgid "Old"\nmsgstr "Cũ"'], "no longer used"),
        ([RECEIVED, 'msgid "Map"\nmsgstr ""'], "not translated"),
        ([RECEIVED, f"#, fuzzy\n{MAP}"], "not translated"),
        ([RECEIVED.replace("Đã nhận %(count)s", "Đã nhận %(number)s"), MAP], "names other particulars"),
        ([RECEIVED.replace("Đã nhận %(count)s", "Đã nhận"), MAP], "names other particulars"),
    ],
)
def test_it_sees_each_fault(source: Path, entries: list[str], said: str) -> None:
    assert said in problems(source, *entries)


def test_it_sees_what_was_not_compiled(source: Path) -> None:
    assert "is not compiled" in problems(source, RECEIVED, MAP, compiled=False)


def test_no_text_to_translate_hides_in_a_formatted_string() -> None:
    """There it is not found, and nobody translates it."""
    hidden = [
        f"{path.name}:{inner.lineno}"
        for path in sorted(Path(kheo.__file__).parent.rglob("*.py"))
        for outer in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(outer, ast.FormattedValue)
        for inner in ast.walk(outer.value)
        if isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Name)
        and inner.func.id in ("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy")
    ]
    assert hidden == []
