"""Files, uploads on their way, and documents that an agency signed."""

from django.db import models

from toantrinh.kernel.ids import new_id
from toantrinh.people.models import DataKey

# Three groups of four signs of Crockford's alphabet: 60 bits, no I, L, O or U to misread.
CODE = r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$"


class Scan(models.TextChoices):
    """What is known of a file's viruses."""

    # Made by this installation itself.
    OWN = "own"
    # Kept while no scanner was named.
    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    CLEAN = "clean"
    TAINTED = "tainted"


# Forms of TT 03/2025/TT-VPCP that tell an applicant of an officer's act.
NUMBERED_FORMS = ("supplement", "refusal", "apology", "stop")


class StoredFile(models.Model):
    """A file as it is kept: sealed with a data key, in the file store under the SHA-256 of what
    lies there.

    Two rows may name the same bytes: they go when the last row goes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Whose erasure makes it unreadable; empty for files from before they were sealed.
    key = models.ForeignKey(DataKey, null=True, on_delete=models.PROTECT, related_name="+")
    # Hex, 64 digits.
    sha256 = models.CharField(max_length=64, db_index=True, db_collation="C")
    # In bytes, before it was sealed.
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=40)
    # 1 for a picture.
    pages = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    scan = models.CharField(max_length=10, choices=Scan.choices, db_default=Scan.NOT_ASKED)

    class Meta:
        indexes = [
            models.Index(
                name="file_to_scan",
                fields=["id"],
                condition=models.Q(scan__in=["not_asked", "waiting"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="file_scan_known", condition=models.Q(scan__in=Scan.values)
            ),
        ]


class UploadSession(models.Model):
    """A file that arrives in pieces, over a line that may break. Offsets and lengths in bytes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # The person or officer who sends it; nobody else may add to it or use it.
    owner_id = models.UUIDField(db_index=True)
    # Seals the pieces and the name that the file has with its sender.
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    label_sealed = models.BinaryField()
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    # SHA-256 in hex that the sender announced; empty when none was.
    digest = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="upload_offset_within_length",
                condition=models.Q(offset__lte=models.F("length")),
            ),
            models.CheckConstraint(
                name="upload_file_when_finished",
                condition=models.Q(file__isnull=True, finished_at__isnull=True)
                | models.Q(file__isnull=False, finished_at__isnull=False),
            ),
        ]


class Document(models.Model):
    """A result or letter that an agency signed. A correction is a new document that replaces it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What anybody may type or scan to ask whether the paper is genuine.
    code = models.CharField(max_length=14, unique=True, db_collation="C")
    # The kind of letter, e.g. `birth_certificate`.
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="documents")
    agency_code = models.CharField(max_length=40)
    agency_name = models.CharField(max_length=300)
    signer_serial = models.CharField(max_length=40)
    signed_at = models.DateTimeField()
    # Whose story it belongs to, e.g. `dossier/<id>`.
    subject = models.CharField(max_length=100, db_index=True, db_collation="C")
    issued_by = models.CharField(max_length=60)
    synthetic = models.BooleanField(default=False)
    replaced_by = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaces"
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=60, blank=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_code_spelled", condition=models.Q(code__regex=CODE)
            ),
            # Forms are numbered by agency and day; results and receipts have numbers of their own.
            models.UniqueConstraint(
                name="document_form_number_once",
                fields=["agency_code", "number"],
                condition=models.Q(kind__in=NUMBERED_FORMS),
            ),
            models.CheckConstraint(
                name="document_not_its_own_successor",
                condition=models.Q(replaced_by__isnull=True)
                | ~models.Q(replaced_by=models.F("id")),
            ),
        ]

    @property
    def in_force(self) -> bool:
        """Whether it was neither revoked nor replaced."""
        return self.revoked_at is None and self.replaced_by_id is None
