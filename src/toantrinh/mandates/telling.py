"""Both sides are told: when a mandate is made, confirmed, refused or ended, and of its days."""

from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.journal.models import Event
from toantrinh.kernel.time import HANOI, local
from toantrinh.mandates.models import Mandate
from toantrinh.mandates.queries import grantor_name
from toantrinh.mandates.terms import limits
from toantrinh.notices.reaching import Message, reach
from toantrinh.people.models import Person

# A day that the worker slept through is made up for; nobody is told twice.
_MADE_UP = timedelta(days=7)


class News(StrEnum):
    """What is told of a mandate's days, which no event marks."""

    START = "start"
    SOON_OVER = "soon_over"
    OVER = "over"


def tell_event(mandate: Mandate, event: Event) -> None:
    """Tell both sides of one event. Safe to repeat."""
    what = str(event.payload.get("ending", event.action))
    _tell(mandate, what, f"{event.stream}/{event.seq}", f"{local(event.at):%H:%M ngày %d/%m/%Y}")


def tell_day(mandate: Mandate, news: News) -> None:
    """Tell both sides of a day that has come. Safe to repeat."""
    _tell(mandate, news, f"{mandate.stream()}/{news}", "")


def days_to_tell(on: date) -> list[tuple[Mandate, News]]:
    """Of which mandates a day is to be told: it began, ends soon, or ended by itself."""
    soon = on + timedelta(days=limits(on).warning)
    holding = _confirmed()
    told = [
        (News.START, holding.filter(valid_from__range=(on - _MADE_UP, on)).filter(_later_start())),
        (News.SOON_OVER, holding.filter(valid_to__range=(on, soon))),
        (News.OVER, holding.filter(valid_to__range=(on - _MADE_UP, on - timedelta(days=1)))),
    ]
    return [(mandate, news) for news, rows in told for mandate in rows]


def _confirmed() -> QuerySet[Mandate]:
    rows = Mandate.objects.filter(confirmed_at__isnull=False, ended_at__isnull=True)
    return rows.select_related("grantor", "organisation", "holder__key")


def _later_start() -> Q:
    """Those that began on a later day than the one on which both were told of them."""
    return Q(valid_from__gt=TruncDate(F("confirmed_at"), tzinfo=HANOI))


def _tell(mandate: Mandate, what: str, key: str, at: str) -> None:
    for side, person in (("grantor", mandate.grantor), ("holder", mandate.holder)):
        if person is not None:
            _send(mandate, what, f"{key}/{side}", at, person)


def _send(mandate: Mandate, what: str, key: str, at: str, to: Person) -> None:
    with translation.override("vi"):
        context = {
            "mandate": mandate,
            "what": what,
            "at": at,
            "to": to,
            "gives": to.pk == mandate.grantor_id,
            "grantor": grantor_name(mandate),
            "address": f"{settings.PUBLIC_ADDRESS}/uy-quyen/{mandate.pk}/",
            "demo": to.synthetic,
        }
        subject = render_to_string("mandates/notice_subject.txt", context)
        body = render_to_string("mandates/notice.txt", context)
    short = f"{' '.join(subject.split())}. {context['address']}"
    reach(key, to=to, message=Message(subject, body, short))
