"""What a dossier costs its applicant, by its version's fees and its answers."""

from typing import cast

from toantrinh.catalogue.fees import charges, fees_due, total
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.handling import ChannelKind
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import payments
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today


def amount_due(dossier: Dossier) -> int | None:
    """What is still to be paid, in đồng; None where no number is known."""
    content = with_form(dossier.version.read)
    channel = cast("ChannelKind", dossier.channel)
    if not charges(content, channel, today()):
        return 0
    try:
        whole = total(fees_due(content, channel, today(), answers_of(dossier)))
    except Refusal:
        # Erased: nothing is asked of anybody any more.
        return 0
    if not whole:
        return whole
    paid = (one.amount for one in payments(dossier) if one.paid_at)
    return max(whole - sum(paid), 0)
