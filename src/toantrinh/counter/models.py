"""The waiting hall of a one-stop desk: its windows, the matters they take, and the tickets drawn.

Nothing here says anything about anybody: a ticket is a number, and that somebody goes first.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from toantrinh.counter.reception_models import Reception, ReceptionPaper
from toantrinh.government.models import Agency
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Officer

__all__ = ["Hall", "Matter", "Reception", "ReceptionPaper", "Ticket", "TicketState", "Window"]


class Hall(models.Model):
    """The hall of one desk. Whoever has its key sees its screen and draws its tickets."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    desk = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="hall")
    key = models.CharField(max_length=43, unique=True, db_collation="C")
    opened_at = models.DateTimeField()


class Matter(models.Model):
    """A kind of matter that people come with; its letter stands before the number of a ticket."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="matters")
    letter = models.CharField(max_length=1, db_collation="C")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    # Tickets are drawn for it no longer.
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="matter_letter_once", fields=["hall", "letter"]),
            models.CheckConstraint(
                name="matter_letter_is_one", condition=Q(letter__regex=r"^[A-Z]$")
            ),
        ]


class Window(models.Model):
    """A place at the counter, and who sits there now; without letters it takes every matter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="windows")
    number = models.PositiveSmallIntegerField()
    letters = ArrayField(models.CharField(max_length=1), default=list)
    officer = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="windows"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="window_number_once", fields=["hall", "number"]),
            models.CheckConstraint(name="window_numbered", condition=Q(number__gt=0)),
            # Nobody sits at two places.
            models.UniqueConstraint(
                name="window_of_one_officer",
                fields=["officer"],
                condition=Q(officer__isnull=False),
            ),
        ]


class TicketState(models.TextChoices):
    """Where a ticket is."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    SKIPPED = "skipped"


class Ticket(models.Model):
    """A number of one day, drawn in the hall and called at a window."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    letter = models.CharField(max_length=1, db_collation="C")
    # That somebody goes first, never why.
    first = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=TicketState.choices, default=TicketState.WAITING
    )
    window = models.ForeignKey(
        Window, null=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    drawn_at = models.DateTimeField()
    # First and last call, and when the window was done with it.
    called_at = models.DateTimeField(null=True)
    last_called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="ticket_waiting", fields=["hall", "day", "state", "number"])]
        constraints = [
            models.UniqueConstraint(name="ticket_once_a_day", fields=["hall", "day", "number"]),
            models.CheckConstraint(name="ticket_numbered", condition=Q(number__gt=0)),
            # A window serves one at a time.
            models.UniqueConstraint(
                name="ticket_one_at_a_window",
                fields=["window"],
                condition=Q(state=TicketState.CALLED),
            ),
            models.CheckConstraint(
                name="ticket_called_at_a_window",
                condition=Q(state=TicketState.WAITING, window__isnull=True, called_at__isnull=True)
                | (
                    ~Q(state=TicketState.WAITING) & Q(window__isnull=False, called_at__isnull=False)
                ),
            ),
        ]

    @property
    def label(self) -> str:
        """How it is called: the letter and at least three digits."""
        return f"{self.letter}{self.number:03}"
