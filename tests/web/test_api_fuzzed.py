"""Every operation of the API, asked what its contract allows and what it does not, by people of six roles.

``KHEO_FUZZ=2000`` for as many questions to each operation in each role; the short run asks a few.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from kheo.ground.accounts.actions import add_device, add_user
from kheo.ground.accounts.states import Role
from tests.people import PASSWORD
from tests.phones import phone
from tests.sent import NOW

pytestmark = pytest.mark.usefixtures("own_folder")
EXAMPLES = int(os.environ.get("KHEO_FUZZ", "10"))
ROLES = (Role.REPORTER, Role.VERIFIER, Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.SYSTEM)
SENDS = {Role.REPORTER, Role.VERIFIER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM}
# What there is, so that not every question ends at what there is not.
THERE = {"code": "relief", "key": "a-report-there", "name": "a.jpg"}
REPORT = {"form": "relief", "answers": {"done": "2025-07-01", "houses": 2, "photo": "a.jpg"}}
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A whole request ends with closing what the test's own transaction stands on: as in Django's client, it does not."""
    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    yield
    for one in signals:
        one.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("one_connection")
def test_no_question_makes_the_api_fail(capsys: pytest.CaptureFixture[str]) -> None:
    """Each question is asked in every role."""
    from kheo.web.wsgi import application  # looks for the folder of static files as it is loaded

    phone()
    keys = {role: key_of(role) for role in ROLES}
    told: dict[Role, Counter[int]] = {role: Counter() for role in ROLES}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    logging.getLogger("django.request").setLevel(logging.CRITICAL)

    def ask(case: Case, there: set[str]) -> None:
        for name in there & set(case.path_parameters or {}):
            case.path_parameters[name] = THERE[name]
        for role, key in keys.items():
            # What a question leaves out or makes up of its own is asked so; the rest with a good key.
            headers = {
                "Authorization": f"Bearer {key}",
                "Accept-Language": "en",
                "Accept-Encoding": "identity",
            }
            response = case.call(headers=headers)
            told[role][response.status_code] += 1
            case.validate_response(response, checks=CHECKS)

    operations = [one.ok() for one in schema.get_all_operations()]
    for operation in sorted(operations, key=lambda one: one.method != "post"):
        if operation.method == "post":
            named = {"Idempotency-Key": THERE["key"]}
            first: Any = operation.Case(body=REPORT, headers=named, media_type="application/json")
            ask(first, set())
            assert {role for role in ROLES if told[role][201]} == SENDS
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            kinds = operation.as_strategy(generation_mode=mode)
            tried = given(kinds, strategies.sets(strategies.sampled_from(sorted(THERE))))(ask)
            settings(
                max_examples=EXAMPLES, deadline=None, database=None, derandomize="KHEO_FUZZ" not in os.environ,
                suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
            )(tried)()  # fmt: skip
    logging.getLogger("django.request").setLevel(logging.NOTSET)
    with capsys.disabled():
        print(f"\n{len(operations)} operations:")
        for role, answers in told.items():
            print(f"  {role}: {answers.total()} questions, {dict(sorted(answers.items()))}")
    assert len(operations) == 6
    for role, answers in told.items():
        assert answers.total() > EXAMPLES * len(operations)
        assert role in SENDS or set(answers) == {401}


def key_of(role: Role) -> str:
    user = add_user(username=f"s-{role}", password=PASSWORD, role=role, by="test", now=NOW)
    return add_device(user=user, label="system", by=user.username, now=NOW)[1]
