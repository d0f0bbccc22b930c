"""What the API for systems takes and gives. Shapes only: every rule is the form's, or stands in capture."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

KEPT = r"^[^\x00]*$"  # databases keep no NUL


class Trouble(Schema):
    """Why something was refused."""

    code: str = Field(description="stays the same; the message's words may not")
    message: str = Field(description="in the language of Accept-Language")


class FormLine(Schema):
    code: str
    version: str
    title: dict[str, str] = Field(description="language: text")


class Question(Schema):
    """``path``: the groups and repeats around it and its name, as the answers nest them."""

    name: str
    path: list[str]
    repeat: str = Field(description="the innermost repeat around it, or empty")
    type: str
    label: dict[str, str]
    required: bool
    choices: list[str] = Field(description="empty where it has none, or where they stand in a file")
    file: str = Field(description="the file that holds its choices, or empty")
    told: bool = Field(description="false: the form works it out by itself")


class FormWhole(FormLine):
    questions: list[Question]


class Answers(Schema):
    """One report."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=200, pattern=KEPT)
    version: str = Field("", max_length=200, pattern=KEPT, description="the newest where none is named")
    answers: dict[str, Any] = Field(
        description="question: text, number, true or false, or a list of choices; group: the same again; repeat: a list"
    )
    replaces: str = Field(
        "", max_length=100, pattern=KEPT, description="the key of the report that this one mends"
    )


class Refusal(Schema):
    """An answer that breaks its form's rules."""

    field: str
    repetition: int = Field(description="which one of the innermost repeat, from 1; 0 outside any")
    value: str
    message: dict[str, str] = Field(description="language: text")


class Returned(Schema):
    by: str
    at: str
    reason: str
    field: str = Field(description="the question it is about, or empty")


class Report(Schema):
    """A report as it stands here."""

    key: str
    number: int
    form: str
    received_at: str
    state: str = Field(
        description="received, incomplete, accepted, returned, rejected, refused (breaks the form's rules), replaced …"
    )
    have: int = Field(description="files that are here")
    expected: int = Field(description="files that its answers name")
    missing: list[str]
    refusals: list[Refusal]
    returned: Returned | None
