"""What registers say beside what an applicant wrote: for eyes that compare, never a verdict.

`SOURCES` are asked one after the other; what an earlier one says of a question goes first. Until
registers are asked over the wire, the one source is the records that are kept here.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.questions import FormField
from toantrinh.dossiers.desk_models import RegisterRecord
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.text import clean, fold, same_name
from toantrinh.people.sealing import keyed_hash, new_key, seal, unseal


@dataclass(frozen=True)
class Says:
    """What a register says where a question asks: which one, the value, and as of which day."""

    register: str
    value: object
    as_of: date


Source = Callable[[Dossier, ProcedureContent, Mapping[str, Any]], Mapping[str, Says]]


def said(
    dossier: Dossier, procedure: ProcedureContent, answers: Mapping[str, Any]
) -> dict[str, Says]:
    """What registers say, by the key of the question. The caller logs the access."""
    found: dict[str, Says] = {}
    for source in SOURCES:
        found = {**source(dossier, procedure, answers), **found}
    return found


def kept_records(
    dossier: Dossier, procedure: ProcedureContent, answers: Mapping[str, Any]
) -> Mapping[str, Says]:
    """What the records kept here say of the applicant, where the form asks what the state knows."""
    asked = [question for question in procedure.fields() if question.known]
    number_hash = dossier.applicant.number_hash
    if not asked or number_hash is None or dossier.organisation_id is not None:
        return {}
    del answers
    found: dict[str, Says] = {}
    rows = RegisterRecord.objects.filter(number_hash=number_hash).select_related("key")
    for row in rows.order_by("register"):
        facts = _facts(row)
        for question in asked:
            if question.known in facts and question.key not in found:
                found[question.key] = Says(row.register, facts[question.known], row.as_of)
    return found


SOURCES: list[Source] = [kept_records]


def keep_record(
    register: str,
    personal_number: str,
    facts: Mapping[str, str],
    *,
    as_of: date,
    synthetic: bool = False,
) -> RegisterRecord:
    """Keep what a register says of a person; what was kept of them before goes."""
    number_hash = keyed_hash("number", personal_number)
    RegisterRecord.objects.filter(number_hash=number_hash, register=register).delete()
    key = new_key()
    key.save(force_insert=True)
    row = RegisterRecord(
        register=register, number_hash=number_hash, key=key, as_of=as_of, synthetic=synthetic
    )
    row.sealed = seal(key, json.dumps(dict(facts), ensure_ascii=False), _place(row))
    row.save(force_insert=True)
    return row


def _facts(row: RegisterRecord) -> dict[str, str]:
    facts: dict[str, str] = json.loads(unseal(row.key, row.sealed, _place(row)))
    return facts


def _place(row: RegisterRecord) -> str:
    return f"register/{row.id}"


def agree(question: FormField, written: object, says: object) -> bool:
    """Whether an answer and a register say the same: spelling of names and spaces aside."""
    one, other = clean(str(written or "")), clean(str(says or ""))
    if question.kind == "name":
        return same_name(one, other)
    if question.kind in {"text", "long_text", "email"}:
        return one.casefold() == other.casefold()
    return one == other


def nearly(written: object, says: object) -> bool:
    """Whether they differ in accents alone, as between old records and new."""
    return fold(str(written or "")) == fold(str(says or ""))
