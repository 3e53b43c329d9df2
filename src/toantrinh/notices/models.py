"""Which messages were sent, how far they got, and by which ways a person wants to be told."""

from django.db import models
from django.db.models import Q

from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Person


class Channel(models.TextChoices):
    """A way to reach somebody."""

    EMAIL = "email"
    SMS = "sms"
    APP = "app"


class Stage(models.TextChoices):
    """How far a message got."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    # No provider could deliver it.
    FAILED = "failed"
    # It waited so long that it would only confuse.
    EXPIRED = "expired"


class Notice(models.Model):
    """One message by one way. What it says is kept sealed only until it has arrived or failed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What happened and to whom it is told, e.g. `dossier/<id>/4/applicant`.
    key = models.CharField(max_length=150, unique=True, db_collation="C")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # By the gateway's ways: to whom, what, not before when, and how far it got.
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="notices")
    sealed = models.BinaryField(default=b"", db_default=b"")
    not_before = models.DateTimeField(null=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, db_default=Stage.WAITING)
    provider = models.CharField(max_length=100, blank=True, default="", db_default="")
    reference = models.CharField(max_length=100, blank=True, default="", db_default="")
    # Names of the providers that took it and could not deliver it.
    failed_with = models.JSONField(default=list, db_default=[])
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="notice_under_way",
                fields=["stage", "created_at"],
                condition=Q(channel__in=["sms", "app"], stage__in=["waiting", "sent"]),
            ),
            models.Index(
                name="notice_of_person",
                fields=["person", "-created_at"],
                condition=Q(person__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_to_somebody",
                condition=Q(channel="email") | Q(person__isnull=False),
            ),
        ]

    def place(self) -> str:
        """The place for which its words are sealed."""
        return f"notice/{self.id}"


class Choice(models.Model):
    """By which ways a person wants to be told; who never chose has no row."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="notice_choice"
    )
    email = models.BooleanField()
    sms = models.BooleanField()
    app = models.BooleanField()
    changed_at = models.DateTimeField()


class Rest(models.Model):
    """A provider that failed just now: others are asked first until then."""

    provider = models.CharField(primary_key=True, max_length=100)
    until = models.DateTimeField()
