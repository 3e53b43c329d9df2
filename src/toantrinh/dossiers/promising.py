"""What is promised once a wait is over."""

from toantrinh.dossiers.acting import Act
from toantrinh.dossiers.timing import reckon


def promise_again(act: Act) -> None:
    """The promise moves by as long as the dossier waited, and never nearer."""
    dossier = act.dossier
    reckoned = reckon(dossier) if dossier.received_at else None
    if reckoned:
        dossier.due_at = max(reckoned.at, dossier.due_at or reckoned.at)
        act.payload["due_at"] = dossier.due_at.isoformat()
