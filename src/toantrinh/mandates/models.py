"""Mandates: who may act for whom, in which procedures, from when to when, and on what proof.

The terms of a mandate never change: the database refuses it, to the app and to the owner. What may
still come are one confirmation and one end, each with its event in the journal, and neither is
ever undone.
"""

from datetime import date
from enum import StrEnum

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat

from toantrinh.documents.models import StoredFile
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Organisation, Person


class Kind(models.TextChoices):
    """What the grantor is to the holder, who acts for them."""

    CHILD = "child"
    WARD = "ward"
    PARENT = "parent"
    CLIENT = "client"
    VILLAGER = "villager"

    @property
    def by_law(self) -> bool:
        """Whether the law makes the holder the representative, which an officer checks."""
        return self in {Kind.CHILD, Kind.WARD}


class Route(models.TextChoices):
    """How a mandate came to be: granted, asked for, declared with proof, or recorded at a desk."""

    GRANTED = "granted"
    ASKED = "asked"
    DECLARED = "declared"
    RECORDED = "recorded"


class Ending(models.TextChoices):
    """Who ended a mandate, or the wait for one."""

    REFUSED = "refused"
    REVOKED = "revoked"
    GIVEN_UP = "given_up"
    AT_DESK = "at_desk"


class Standing(StrEnum):
    """How a mandate stands on a day."""

    WAITING = "waiting"
    LAPSED = "lapsed"
    REFUSED = "refused"
    COMING = "coming"
    IN_FORCE = "in_force"
    OVER = "over"
    ENDED = "ended"

    @property
    def open(self) -> bool:
        """Whether it holds or may still come to hold."""
        return self in {Standing.WAITING, Standing.COMING, Standing.IN_FORCE}


# All that may be written after a mandate was made; every other column stands for good.
LATER = (
    *("grantor_id", "confirmed_at", "confirmed_by", "ended_at", "ended_by", "ending"),
    *("head_seq", "head_hash"),
)
# Also said of a mandate whose grantor was unknown until the check: then, and only once, the
# confirmation names them.
_TERMS_STAND = f"""
IF to_jsonb(NEW) - '{{{",".join(LATER)}}}'::text[]
    IS DISTINCT FROM to_jsonb(OLD) - '{{{",".join(LATER)}}}'::text[] THEN
    RAISE EXCEPTION 'the terms of mandate % never change', OLD.id;
END IF;
IF OLD.ended_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'mandate % has ended', OLD.id;
END IF;
IF OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by, NEW.grantor_id)
    IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by, OLD.grantor_id) THEN
    RAISE EXCEPTION 'the confirmation of mandate % is not undone', OLD.id;
END IF;
IF NEW.grantor_id IS DISTINCT FROM OLD.grantor_id
    AND (OLD.grantor_id IS NOT NULL OR NEW.confirmed_at IS NULL) THEN
    RAISE EXCEPTION 'the grantor of mandate % never changes', OLD.id;
END IF;
"""
_STANDS_IN_THE_JOURNAL = """
IF TG_OP = 'INSERT'
    AND (NEW.confirmed_at IS NULL) <> (NEW.route IN ('asked', 'declared')) THEN
    RAISE EXCEPTION 'mandate % is confirmed when somebody confirms it', NEW.id;
END IF;
IF NOT EXISTS (
    SELECT 1 FROM journal_event
    WHERE stream = 'mandate/' || NEW.id AND seq = NEW.head_seq AND hash = NEW.head_hash
        AND (TG_OP = 'INSERT' OR seq > OLD.head_seq)
        AND actor = CASE
            WHEN NEW.ended_at IS NOT NULL THEN NEW.ended_by
            WHEN NEW.confirmed_at IS NOT NULL THEN NEW.confirmed_by
            ELSE NEW.made_by
        END
        AND action = CASE
            WHEN NEW.ended_at IS NOT NULL THEN 'end'
            WHEN TG_OP = 'UPDATE' THEN 'confirm'
            WHEN NEW.route = 'granted' THEN 'grant'
            WHEN NEW.route = 'recorded' THEN 'record'
            WHEN NEW.route = 'asked' THEN 'ask'
            ELSE 'declare'
        END
) THEN
    RAISE EXCEPTION 'the journal does not say this of mandate %', NEW.id;
END IF;
RETURN NEW;
"""


class Mandate(StreamHead):
    """One person, the holder, may act for another, the grantor. Both days count."""

    # The app role may update these columns and no others (journal/privileges.py).
    WRITTEN_LATER = LATER

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # None only while nobody has checked who a declared child or ward is.
    grantor = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    # The organisation that gives it, through the grantor who acted for it.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_held")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    route = models.CharField(max_length=10, choices=Route.choices)
    # Codes of procedures; an empty list is none. Only the law gives all.
    procedures = ArrayField(models.CharField(max_length=20), default=list)
    all_procedures = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField()
    # The last day on which a mandate that was asked for or declared may be confirmed.
    answer_by = models.DateField(null=True)
    # The commune whose desk checks or recorded it, by the code of its unit; else empty.
    place = models.CharField(max_length=5, blank=True)
    proof = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    # Number of an official record, and who a child or ward is said to be; sealed with the holder's
    # key as JSON.
    declared_sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    class Meta:
        indexes = [
            # Asked with every page and call of somebody who acts for another.
            models.Index(
                name="mandate_in_force",
                fields=["holder", "grantor"],
                condition=Q(confirmed_at__isnull=False, ended_at__isnull=True),
            ),
            models.Index(name="mandate_grantor", fields=["grantor", "-made_at"]),
            models.Index(
                name="mandate_organisation",
                fields=["organisation", "-made_at"],
                condition=Q(organisation__isnull=False),
            ),
            models.Index(name="mandate_holder", fields=["holder", "-made_at"]),
            models.Index(
                name="mandate_place", fields=["place", "-made_at"], condition=~Q(place="")
            ),
            models.Index(name="mandate_last_day", fields=["valid_to"]),
        ]
        constraints = [
            models.CheckConstraint(name="mandate_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                # A child or ward does not grant, and nobody declares to be somebody's agent.
                name="mandate_route",
                condition=Q(route=Route.RECORDED)
                | Q(kind__in=[Kind.CHILD, Kind.WARD], route=Route.DECLARED)
                | Q(
                    kind__in=[Kind.PARENT, Kind.CLIENT, Kind.VILLAGER],
                    route__in=[Route.GRANTED, Route.ASKED],
                ),
            ),
            models.CheckConstraint(
                name="mandate_of_organisation",
                condition=Q(organisation__isnull=True) | Q(kind=Kind.CLIENT, route=Route.GRANTED),
            ),
            models.CheckConstraint(
                name="mandate_scope",
                condition=Q(
                    kind__in=[Kind.CHILD, Kind.WARD], all_procedures=True, procedures__len=0
                )
                | Q(all_procedures=False, procedures__len__gt=0),
            ),
            models.CheckConstraint(
                name="mandate_dates_in_order", condition=Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="mandate_not_for_oneself",
                condition=Q(grantor__isnull=True) | ~Q(grantor=F("holder")),
            ),
            models.CheckConstraint(
                name="mandate_for_somebody",
                condition=Q(grantor__isnull=False)
                | Q(route=Route.DECLARED, confirmed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="mandate_proof",
                condition=Q(route__in=[Route.GRANTED, Route.ASKED])
                | Q(proof__isnull=False)
                | Q(route=Route.DECLARED, declared_sealed__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_silence_is_no_consent",
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
            ),
            models.CheckConstraint(
                # Nobody but the grantor gives what the law does not.
                name="mandate_given_by_its_grantor",
                condition=Q(confirmed_at__isnull=True)
                | Q(route__in=[Route.DECLARED, Route.RECORDED])
                | Q(
                    confirmed_by=Concat(
                        Value("person/"), Cast("grantor_id", models.CharField(max_length=36))
                    )
                ),
            ),
            models.CheckConstraint(
                name="mandate_end_whole",
                condition=Q(ended_at__isnull=True, ended_by="", ending="")
                | (Q(ended_at__isnull=False, ending__in=Ending.values) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(
                name="mandate_refused_before_confirmed",
                condition=~Q(ending=Ending.REFUSED) | Q(confirmed_at__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="kept_whole",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'mandates are never removed';",
            ),
            pgtrigger.Trigger(
                name="said",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_STANDS_IN_THE_JOURNAL,
            ),
            pgtrigger.Trigger(
                name="terms_stand",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_TERMS_STAND + _STANDS_IN_THE_JOURNAL,
            ),
        ]

    def stream(self) -> str:
        return f"mandate/{self.id}"

    def standing(self, on: date) -> Standing:
        """How it stands on a day."""
        if self.ended_at is not None:
            return Standing.REFUSED if self.ending == Ending.REFUSED else Standing.ENDED
        if self.confirmed_at is None:
            last = self.answer_by
            return Standing.LAPSED if last is not None and last < on else Standing.WAITING
        if self.valid_to < on:
            return Standing.OVER
        return Standing.COMING if on < self.valid_from else Standing.IN_FORCE
