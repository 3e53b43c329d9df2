"""The database itself holds what a mandate says: against the app's SQL, and against the owner's."""

import psycopg
import pytest
from django.db import IntegrityError, transaction
from psycopg import errors

from tests import players as p
from tests.mandates import people as who
from toantrinh.host.database import Database
from toantrinh.journal.actions import append_event
from toantrinh.kernel.time import now
from toantrinh.mandates import actions
from toantrinh.mandates.models import LATER, Mandate

_TERMS = {
    "holder_id": "(SELECT id FROM people_person WHERE id <> holder_id LIMIT 1)",
    "organisation_id": "gen_random_uuid()",
    "kind": "'client'",
    "route": "'recorded'",
    "procedures": "ARRAY['2.000815']",
    "all_procedures": "true",
    "valid_from": "'2020-01-01'",
    "valid_to": "'2999-01-01'",
    "answer_by": "'2999-01-01'",
    "place": "'00001'",
    "proof_id": "(SELECT id FROM documents_storedfile LIMIT 1)",
    "declared_sealed": "''",
    "made_at": "now()",
    "made_by": "'system'",
    "id": "gen_random_uuid()",
}
_FORGED = (
    # Confirmed by nobody, brought back to life, ended in silence, given to another child.
    "confirmed_at = now(), confirmed_by = 'person/' || grantor_id",
    "ended_at = NULL, ended_by = '', ending = ''",
    "ended_at = now(), ended_by = 'person/' || grantor_id, ending = 'revoked'",
    "grantor_id = holder_id",
    "head_seq = head_seq + 1",
    "confirmed_at = NULL, confirmed_by = ''",
    "confirmed_at = confirmed_at - interval '1 day'",
)


@pytest.fixture(scope="module")
def written(module_database: str, server: Database) -> Database:
    """One mandate in force, one that waits, one that ended, one declared."""
    p.paper_file()
    who.granted()
    actions.end(who.granted(), actor=who.acting(who.GRANDMOTHER))
    who.asked()
    who.declared()
    return server.named(module_database)


def _say(base: Database, role: str, statement: str, refused: type[Exception]) -> None:
    with psycopg.connect(base.address(role).url()) as connection, pytest.raises(refused):
        connection.execute(statement.encode())


def test_every_column_is_a_term_or_is_written_later() -> None:
    columns = {field.column for field in Mandate._meta.concrete_fields}
    assert columns == set(_TERMS) | set(LATER)


@pytest.mark.parametrize("column", _TERMS)
@pytest.mark.parametrize(
    ("role", "refused"),
    [("app", errors.InsufficientPrivilege), ("owner", errors.RaiseException)],
)
def test_no_term_is_ever_changed(
    written: Database, column: str, role: str, refused: type[Exception]
) -> None:
    statement = f"UPDATE mandates_mandate SET {column} = {_TERMS[column]}"
    _say(written, role, statement, refused)


@pytest.mark.parametrize("change", _FORGED)
@pytest.mark.parametrize("role", ["app", "owner"])
def test_no_confirmation_or_end_without_its_event(
    written: Database, change: str, role: str
) -> None:
    _say(written, role, f"UPDATE mandates_mandate SET {change}", errors.RaiseException)


@pytest.mark.parametrize(
    ("role", "refused"),
    [("app", errors.InsufficientPrivilege), ("owner", errors.RaiseException)],
)
@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM mandates_mandate", "TRUNCATE mandates_mandate CASCADE"],
)
def test_none_is_removed(
    written: Database, role: str, refused: type[Exception], statement: str
) -> None:
    _say(written, role, statement, refused)


def test_the_app_does_not_turn_the_triggers_off(written: Database) -> None:
    for statement in (
        "ALTER TABLE mandates_mandate DISABLE TRIGGER ALL",
        "GRANT UPDATE ON mandates_mandate TO CURRENT_USER; UPDATE mandates_mandate SET kind = 'x'",
    ):
        _say(written, "app", statement, errors.InsufficientPrivilege)


def test_no_mandate_is_slipped_in(written: Database) -> None:
    copied = """
        INSERT INTO mandates_mandate
        SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).*
        FROM mandates_mandate m LIMIT 1
    """
    _say(written, "app", copied, errors.RaiseException)
    # Even beside a true event: what was asked for is not confirmed as it is made.
    at_once = """
        INSERT INTO mandates_mandate
        SELECT (jsonb_populate_record(m, jsonb_build_object(
            'id', gen_random_uuid(), 'confirmed_at', now(), 'confirmed_by', 'person/' || grantor_id
        ))).*
        FROM mandates_mandate m WHERE route = 'asked' LIMIT 1
    """
    _say(written, "app", at_once, errors.RaiseException)


def test_the_grantor_alone_gives_what_the_law_does_not(written: Database) -> None:
    """An event of the holder's own does not confirm, though it stands in the chain."""
    waiting = Mandate.objects.get(route="asked")
    holder = who.acting(who.GRANDMOTHER)

    @transaction.atomic
    def forge() -> None:
        append_event(waiting, "confirm", actor=holder, payload={})
        waiting.confirmed_at, waiting.confirmed_by = now(), str(holder)
        waiting.save(update_fields=["confirmed_at", "confirmed_by", "head_seq", "head_hash"])

    with pytest.raises(IntegrityError, match="mandate_given_by_its_grantor"):
        forge()
