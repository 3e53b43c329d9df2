"""Who sees where time goes: leaders and administrators, of any agency, as with all promises."""

from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed

_SEE = {"leader", "administrator"}


def check_sees(actor: Actor) -> None:
    """Raises NotAllowed."""
    if actor.kind != "system" and not actor.roles & _SEE:
        raise NotAllowed("Chỉ lãnh đạo và người quản trị được xem điểm nghẽn của thủ tục.")
