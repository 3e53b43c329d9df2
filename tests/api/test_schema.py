"""The API is what its OpenAPI document says, and tells nobody of others: calls made up from it.

TOANTRINH_SCHEMA_CASES makes it look longer: so many calls a caller, operation and kind.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import CheckFunction, GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

from tests.api.ground import Call, Ground, Operation, ground, operations
from toantrinh.web.gate.throttle import turnstile

pytestmark = [pytest.mark.slow]

_CASES = int(os.environ.get("TOANTRINH_SCHEMA_CASES") or 6)
# A well-formed call may still be refused: by the procedure's own rules, or by the dossier's state.
_LEFT_OUT: list[CheckFunction] = [positive_data_acceptance, ignored_auth, unsupported_method]
_NOT_OPEN = 401
_TOO_OFTEN = 429
_CALLERS = ("nobody", "citizen", "reception", "elsewhere")


@pytest.fixture(scope="module")
def made(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    del module_database
    with ground(tmp_path_factory.mktemp("files")) as prepared:
        yield prepared


def _held(made: Ground, caller: str, case: Call) -> int:
    """Call as the case says and hold the answer to the document; what it changed is undone."""
    with transaction.atomic():
        # Of an address, what is not asked for does no harm.
        left_out = [] if case.operation.body else [negative_data_rejection]
        answer = case.call()
        case.validate_response(answer, excluded_checks=[*_LEFT_OUT, *left_out])
        transaction.set_rollback(True)
    told = made.leaks(caller, answer, case.as_curl_command)
    assert not told, (caller, case.operation.label, told)
    return int(answer.status_code)


def _needs_token(operation: Operation) -> bool:
    return bool(operation.definition.raw.get("security"))


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("caller", _CALLERS)
def test_every_answer_is_as_the_document_says(
    made: Ground, caller: str, mode: GenerationMode
) -> None:
    statuses: set[tuple[bool, int]] = set()
    for operation in operations():
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
            # Any text may be a code: nothing to get wrong.
            continue
        named = [parameter.name for parameter in operation.path_parameters]
        known = {name: st.sampled_from(made.values(operation, name)) for name in named}

        @settings(max_examples=_CASES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            case=operation.as_strategy(mode, headers=made.headers(caller)),
            places=st.none() | st.fixed_dictionaries(known),
        )
        def hold(case: Call, places: dict[str, str] | None) -> None:
            case.path_parameters.update(places or {})
            statuses.add((_needs_token(case.operation), _held(made, caller, case)))

        hold()
    assert ((True, _NOT_OPEN) in statuses) == (caller == "nobody")
    assert caller != "nobody" or {code for needs, code in statuses if needs} == {_NOT_OPEN}
    assert (False, _NOT_OPEN) not in statuses


def test_every_address_tells_each_caller_of_nobody_else(made: Ground) -> None:
    """Each operation, each caller, everybody's codes and ids: all that can be asked for."""
    answered: dict[str, set[int]] = {caller: set() for caller in made.tokens}
    for operation in operations():
        named = [parameter.name for parameter in operation.path_parameters]
        values = [made.values(operation, name) for name in named]
        for caller, codes in answered.items():
            for chosen in zip(*values, strict=False) if values else [()]:
                places = dict(zip(named, chosen, strict=True))
                codes.add(_held(made, caller, made.call(operation, caller, places)))
    assert all(200 in codes for codes in answered.values())
    assert answered["nobody"] <= {200, 401, 422}
    assert {200, 403, 404, 409, 422} <= set.union(*answered.values())


@pytest.mark.parametrize(
    "header", ["Bearer x", "Basic eDp5", "Bearer tt_" + "0" * 32 + "_" + "a" * 43]
)
def test_a_wrong_token_is_none(made: Ground, header: str) -> None:
    asked = [one for one in operations() if _needs_token(one)]
    assert len(asked) > len(operations()) / 2
    for operation in asked:
        places = {
            parameter.name: made.values(operation, parameter.name)[0]
            for parameter in operation.path_parameters
        }
        case = made.call(operation, "nobody", places)
        case.headers["Authorization"] = header
        assert _held(made, "nobody", case) == _NOT_OPEN, operation.label


def test_who_calls_too_often_is_told_as_the_document_says(
    made: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = operations()
    monkeypatch.setattr(turnstile, "wait", lambda *_asked: 7)
    for operation in offered:
        places = dict.fromkeys((one.name for one in operation.path_parameters), "x")
        assert _held(made, "citizen", made.call(operation, "citizen", places)) == _TOO_OFTEN


def test_the_marks_are_found_where_they_may_be_seen(made: Ground) -> None:
    """The search itself works: whoever may see somebody's data does see the marks."""
    stranger = made.people[1]
    for path, mark in (("/{code}/events", str(stranger.person.pk)), ("/{code}/result", "a paper")):
        asked = next(one for one in operations() if one.path.endswith(path))
        case = made.call(asked, "specialist", {"code": stranger.codes[-1]})
        assert mark in stranger.shown_in(case.call())
