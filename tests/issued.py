"""Signed papers that the worker would make."""

from toantrinh.documents.models import Document
from toantrinh.dossiers.called_for import issue_for
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Event


def issue_last(dossier: Dossier, act: str = "") -> Document:
    """What the last act, or the last of this name, called for."""
    told = Event.objects.filter(stream=dossier.stream(), **({"action": act} if act else {}))
    event = told.order_by("seq").last()
    assert event is not None
    made = issue_for(dossier, event)
    assert made is not None
    return made
