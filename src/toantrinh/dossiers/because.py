"""Reasons from the list that goes with an act, beside words of one's own."""

from datetime import datetime

from toantrinh.dossiers.acting import Act
from toantrinh.dossiers.looking import BREAK_GLASS
from toantrinh.government.models import Agency
from toantrinh.government.reasons import reason, reason_words
from toantrinh.kernel.time import local, today


def said(act: Act, because: str, words: str) -> str:
    """The reason in full, as the other side reads it; the event keeps the code.

    Raises Refusal for a code that may not be given here today.
    """
    if not because:
        return words
    listed = reason(act.name, because, today(), act.dossier.agency)
    act.payload["because"] = listed.code
    return f"{listed.vietnamese}\n{words}".strip()


def why_glass(code: str, at: datetime, agency: Agency | None) -> str:
    """Why a glass was broken, in words, as the code was meant then at the agency of who looked."""
    return reason_words(BREAK_GLASS, code, local(at).date(), agency)
