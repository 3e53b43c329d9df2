"""Signing asks for a second factor shown just now: an open screen must not sign.

How long ago it may be is a dated rule: `signing.confirm_minutes` for all that signs, and
`signing.confirm_minutes.<act>` for one act; told by the real clock, whatever the house's was turned
to. What a door brings is the moment (`Actor.confirmed_at`). It is judged by the act itself, so that
no door can forget.
"""

from datetime import timedelta

from toantrinh.government.queries import rules
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import today, wall

_RULES = "signing.confirm_minutes"


class NotConfirmed(NotAllowed):
    """Somebody may do this once they have shown their second factor again."""


def check_confirmed(actor: Actor, act: str) -> None:
    """Refuse to sign with a second factor that was shown too long ago, or never."""
    if not is_fresh(actor, act):
        raise NotConfirmed(
            "Việc này là ký nên cần xác nhận lại chính là bạn: lần xác nhận gần nhất phải trong "
            "%(minutes)s phút.",
            remedy="Hãy xác nhận bằng mã hoặc khóa của bạn rồi làm lại.",
            minutes=minutes(act),
        )


def is_fresh(actor: Actor, act: str) -> bool:
    """Whether somebody's second factor was shown recently enough for an act."""
    shown = actor.confirmed_at
    return shown is not None and wall() - shown <= timedelta(minutes=minutes(act))


def minutes(act: str) -> int:
    """How many minutes ago it may have been shown at most."""
    found = rules(_RULES, today())
    return int(str(found.get(f"{_RULES}.{act}", found[_RULES])))
