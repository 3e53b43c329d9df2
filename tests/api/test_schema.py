"""The API is what its OpenAPI document says: calls made up from the document itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, CheckFunction, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

from tests import players as p
from toantrinh.api.actions import give_token
from toantrinh.dossiers import actions
from toantrinh.dossiers.results import issue_result
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.models import Person, Posting
from toantrinh.web.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Operation = APIOperation[Any, Any, Any, Any]
Call = Case[Any]
_CASES = 25
# A well-formed call may still be refused: by the procedure's own rules, or by the dossier's state.
_LEFT_OUT: list[CheckFunction] = [positive_data_acceptance, ignored_auth, unsupported_method]
_NOT_OPEN = 401


@dataclass(frozen=True)
class Ground:
    """Who calls, and codes that exist."""

    tokens: dict[str, str]
    codes: list[str]
    result: str


@pytest.fixture
def ground(db: None, tmp_path: Path) -> Iterator[Ground]:
    # The server would close its connection after each call, and with it the test's transaction.
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    with override_settings(FILE_FOLDER=tmp_path, THROTTLE_FACTOR=1000):
        yield _ground()
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def _ground() -> Ground:
    who = p.players()
    decided = actions.approve(p.proposed(who), actor=who.leader)
    result = issue_result(decided)
    made = [decided, p.submitted(who), p.accepted(who), p.processing(who), p.proposed(who)]
    whose: dict[str, Person | Posting] = {
        "citizen": who.cast.mother,
        "reception": who.cast.reception,
        "specialist": who.cast.specialist,
        "leader": who.cast.leader,
    }
    tokens = {name: give_token(one, actor=SYSTEM, name="t")[1] for name, one in whose.items()}
    return Ground(tokens, [str(one.code) for one in made], result.code)


def _operations() -> list[Operation]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def _called(case: Call) -> int:
    """Call as the case says and hold the answer to the document; what it changed is undone."""
    with transaction.atomic():
        # Of an address, what is not asked for does no harm.
        left_out = [] if case.operation.body else [negative_data_rejection]
        answer = case.call()
        case.validate_response(answer, excluded_checks=[*_LEFT_OUT, *left_out])
        transaction.set_rollback(True)
    return int(answer.status_code)


def _codes(ground: Ground, operation: Operation) -> list[str]:
    """Codes that mean something at this address."""
    if "/documents/" in operation.path:
        return [ground.result]
    return ["1.001193"] if "/procedures/" in operation.path else ground.codes


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_every_answer_is_as_the_document_says(ground: Ground, mode: GenerationMode) -> None:
    statuses: set[int] = set()
    bearers = [{"Authorization": f"Bearer {token}"} for token in ground.tokens.values()]
    for operation in _operations():
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
            # Any text may be a code: nothing to get wrong.
            continue
        codes = st.none() | st.sampled_from(_codes(ground, operation))
        cases = [operation.as_strategy(mode, headers=bearer) for bearer in bearers]

        @settings(max_examples=_CASES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=st.one_of(cases), code=codes)
        def hold(case: Call, code: str | None) -> None:
            if code is not None and "code" in case.path_parameters:
                case.path_parameters["code"] = code
            statuses.add(_called(case))

        hold()
    assert _NOT_OPEN not in statuses
    assert {200, 403, 404, 409} <= statuses or mode is GenerationMode.NEGATIVE
    assert 422 in statuses


def test_without_a_token_nothing_of_anybody_is_answered(ground: Ground) -> None:
    asked = [one for one in _operations() if one.definition.raw.get("security")]
    assert len(asked) > len(_operations()) / 2
    for operation in asked:
        given_body: Any = {"body": {}} if operation.method == "post" else {}
        case = operation.Case(path_parameters={"code": ground.codes[0]}, **given_body)
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}):
            assert case.call(headers=headers).status_code == _NOT_OPEN, operation.label
