"""A dossier, and what belongs to it for life: answers, papers, pauses, notes."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from toantrinh.catalogue.models import Version
from toantrinh.documents.models import Document, StoredFile
from toantrinh.dossiers.limits import PauseMode
from toantrinh.dossiers.states import Holder, State
from toantrinh.government.models import Agency
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.mandates.models import Mandate
from toantrinh.people.models import DataKey, Officer, Organisation, Person
from toantrinh.people.sealing import unseal


class Channel(models.TextChoices):
    """How a dossier came."""

    ONLINE = "online"
    DIRECT = "direct"
    POST = "post"


# The condition that a dossier was handed in and has not ended.
GOING = Q(status_code__in=sorted({s.code for s in State if s.code and not s.terminal}))
# While a step of an agency runs.
_STEPPING = [State.ACCEPTED, State.PROCESSING, State.CONSULTING, State.PROPOSED]


class Dossier(StreamHead):
    """One wish of one person, from the first answer to the signed result.

    Place of support, place of receipt and competent agency are three things (NĐ 118/2025 Đ14).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Empty until it is submitted; by the rule of TT 03/2025/TT-VPCP.
    code = models.CharField(max_length=70, unique=True, null=True, db_collation="C")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="dossiers")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="dossiers")
    # The organisation whose wish it is; the applicant then is who began it for the organisation.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    # Under which somebody else began it for the applicant, who did not have to do it themselves.
    mandate = models.ForeignKey(
        Mandate, null=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    # Codes of units: where the case is, and the province it counts for.
    place = models.CharField(max_length=5, blank=True)
    province = models.CharField(max_length=5, blank=True)
    # Found among those that go on by the index below, and among all by the path.
    agency = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="dossiers", db_index=False
    )
    # The agency's place in the tree, so that what an officer may see is one range of an index.
    agency_path = models.CharField(max_length=250, blank=True, db_collation="C")
    desk = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="desk_dossiers"
    )
    support = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    status_code = models.PositiveSmallIntegerField()
    holder = models.CharField(max_length=10, choices=[(h.value, h.value) for h in Holder])
    officer = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    proposed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    # From when the term counts, where that is another moment: received at a desk elsewhere.
    counted_from = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # The step of its version that it is at, since when, and when that step is due: as it was first
    # counted, and now (stepping.py). Empty where the version has no steps.
    step = models.CharField(max_length=40, blank=True, default="", db_default="", db_collation="C")
    step_since = models.DateTimeField(null=True)
    step_original_due_at = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    # Whether what is proposed, or was decided, is not to grant what was asked.
    denial = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)
    result = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    # A part of a joined procedure names the submission that drives it, and which part it is.
    whole = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="shares", db_index=False
    )
    part = models.CharField(max_length=40, blank=True, default="", db_default="", db_collation="C")
    # Reopening is a dossier of its own that names the one before.
    previous = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reopened"
    )
    key = models.ForeignKey(DataKey, null=True, on_delete=models.PROTECT)

    # Whether this very object is the locked row of the transaction under way (acting.py).
    held = False
    # Its pauses, once they were read for this object (parts.py).
    waits: "tuple[Pause, ...] | None" = None
    # Its new promises, kept in the same way.
    extended: "tuple[Extension, ...] | None" = None

    class Meta:
        indexes = [
            # Lists in the order of what falls due: at one agency, at one desk, and far and wide.
            models.Index(name="dossier_queue", fields=["agency_path", "state", "due_at", "id"]),
            models.Index(name="dossier_desk", fields=["desk", "state", "due_at", "id"]),
            models.Index(
                name="dossier_due", fields=["state", "due_at", "id"], include=["agency_path"]
            ),
            # By when its step is due, far and wide: of one agency it is sorted.
            models.Index(
                name="dossier_step",
                fields=["state", "step_due_at", "id"],
                include=["agency_path"],
                condition=Q(state__in=[state.value for state in _STEPPING]),
            ),
            # What has ended, the last first, in the same three.
            models.Index(
                name="dossier_queue_ended",
                fields=["agency_path", "ended_at", "id"],
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(
                name="dossier_desk_ended",
                fields=["desk", "ended_at", "id"],
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(
                name="dossier_ended",
                fields=["ended_at", "id"],
                condition=Q(ended_at__isnull=False),
            ),
            models.Index(name="dossier_applicant", fields=["applicant", "-created_at"]),
            models.Index(
                name="dossier_organisation",
                fields=["organisation", "-created_at"],
                condition=Q(organisation__isnull=False),
            ),
            # What goes on with its agency when that one ends.
            models.Index(name="dossier_going_agency", fields=["agency"], condition=GOING),
            models.Index(
                name="dossier_going_support",
                fields=["support"],
                condition=GOING & Q(support__isnull=False),
            ),
            models.Index(name="dossier_province", fields=["province", "status_code"]),
        ]
        constraints = [
            # Four eyes, held against the app itself.
            models.CheckConstraint(
                name="dossier_four_eyes",
                condition=Q(approved_by__isnull=True)
                | (Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="dossier_code_once_submitted",
                condition=Q(state=State.DRAFT) | Q(code__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_one_holder",
                condition=Q(holder=Holder.OFFICER, officer__isnull=False)
                | ~Q(holder=Holder.OFFICER),
            ),
            # Each part of a submission begins once; the same index finds the parts.
            models.UniqueConstraint(
                name="dossier_each_part_once",
                fields=["whole", "part"],
                condition=Q(whole__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_part_of_a_whole",
                condition=Q(whole__isnull=True, part="") | (Q(whole__isnull=False) & ~Q(part="")),
            ),
            models.CheckConstraint(
                name="dossier_has_agency",
                condition=Q(state=State.DRAFT) | Q(agency__isnull=False, desk__isnull=False),
            ),
            # What officers see is found by agency and desk: a draft has neither.
            models.CheckConstraint(
                name="dossier_draft_is_nowhere",
                condition=~Q(state=State.DRAFT)
                | Q(agency__isnull=True, desk__isnull=True, agency_path=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="terminal_is_terminal",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.status_code IN (3, 7, 8, 10) AND NEW.state <> OLD.state THEN"
                    " RAISE EXCEPTION 'dossier % has ended', OLD.code; END IF; RETURN NEW;"
                ),
            ),
            # What is approved was decided at its last step by this very officer (StepDecision).
            pgtrigger.Trigger(
                name="approved_by_a_decision",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF NEW.approved_by_id IS NOT NULL"
                    " AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id"
                    " AND OLD.state = 'proposed' AND NOT EXISTS ("
                    "SELECT FROM dossiers_stepdecision s WHERE s.dossier_id = NEW.id"
                    " AND s.decided_by_id = NEW.approved_by_id"
                    " AND s.proposed_by_id = NEW.proposed_by_id) THEN"
                    " RAISE EXCEPTION 'four_eyes: nobody decided on dossier %', OLD.code"
                    " USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="version_for_life",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.code IS NOT NULL AND NEW.version_id <> OLD.version_id THEN"
                    " RAISE EXCEPTION 'dossier % keeps its version', OLD.code; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Protect(
                name="kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__code__isnull=False),
            ),
        ]

    def stream(self) -> str:
        return f"dossier/{self.id}"

    @property
    def applicant_name(self) -> str:
        """Whose wish it is, by name: the organisation's, else the person's."""
        return self.organisation.name if self.organisation else self.applicant.full_name

    @property
    def stage(self) -> State:
        """The state, as the lifecycle table knows it."""
        return State(self.state)

    @property
    def erased(self) -> bool:
        """Whether answers, papers and notes were erased; the story stays."""
        return self.key is None or self.key.erased_at is not None


class Part(models.Model):
    """What belongs to a dossier and is numbered within it."""

    pk = models.CompositePrimaryKey("dossier", "number")
    number = models.PositiveIntegerField()

    class Meta:
        abstract = True


class Draft(models.Model):
    """Answers that nobody but the applicant has seen, saved at each page."""

    dossier = models.OneToOneField(Dossier, primary_key=True, on_delete=models.CASCADE)
    sealed = models.BinaryField()
    # What was typed under an earlier version and is asked no more, sealed; see `renewing`.
    left = models.BinaryField(default=b"")
    # The desk that the applicant chose to receive it; without one that of who decides does.
    desk = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Who helped with it, if the applicant says so.
    support = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Rises with each save, so that two tabs do not overwrite each other unseen.
    saved = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(db_index=True)


class Revision(Part):
    """All answers as they stood at one submission, sealed with the dossier's key."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="revisions")
    sealed = models.BinaryField()
    # SHA-256 over answers and a salt that the dossier's key gives; the journal keeps it too.
    answers_hash = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="never_rewritten", operation=pgtrigger.Update)]


class Paper(Part):
    """One paper handed in; a later one with the same key takes its place."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    key = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # The name that the file had with its sender, sealed with the dossier's key.
    label_sealed = models.BinaryField()
    # The revision it came with; 0 while the dossier is a draft.
    revision = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    def place(self) -> str:
        """The place for which the label is sealed."""
        return f"dossier/{self.dossier_id}/paper/{self.number}"

    @property
    def label(self) -> str:
        """The name that the file had with its sender; empty once the law had it erased."""
        dossier = self.dossier
        return "" if dossier.erased else unseal(dossier.key, self.label_sealed, self.place())


class Pause(Part):
    """A time in which the dossier waited for its applicant; `until` is empty while it lasts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    mode = models.CharField(max_length=10, choices=[(m.value, m.value) for m in PauseMode])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class Extension(Part):
    """A promise that was moved once, with an apology: so many working days more."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="extensions")
    at = models.DateTimeField()
    working_days = models.PositiveIntegerField()


class Payment(Part):
    """A fee that an officer asked for, and that it was paid; amounts in đồng."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="payments")
    amount = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    # The number of the receipt for it; empty until it was paid.
    receipt = models.CharField(max_length=60, blank=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_has_its_receipt",
                condition=Q(paid_at__isnull=True, receipt="")
                | (Q(paid_at__isnull=False) & ~Q(receipt="")),
            ),
        ]


class CodeCounter(models.Model):
    """The last serial given under a prefix on a day."""

    pk = models.CompositePrimaryKey("prefix", "day")
    prefix = models.CharField(max_length=50, db_collation="C")
    day = models.DateField()
    last = models.PositiveIntegerField()
