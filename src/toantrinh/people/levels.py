"""What level of electronic identity an act demands (NĐ 69/2024/NĐ-CP: 1 looks, 2 does all).

A dated rule `identity.level.<act>` says it, so that a province or a new decree may say otherwise; a
procedure may demand more. Organisations' accounts have no level and do all.
"""

from toantrinh.government.queries import rules
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import today

_RULES = "identity.level."


class LevelTooLow(NotAllowed):
    """Somebody may do this, with a higher level of their electronic identity."""


def lacking(actor: Actor, act: str, at_least: int = 1) -> int | None:
    """The level that somebody would need for an act and has not; None when nothing is lacking.

    A program that acts by token has no level of its own: whoever gave it the token answered for it.
    """
    if actor.kind != "person" or actor.identity_level is None:
        return None
    found = rules(_RULES, today()).get(f"{_RULES}{act}", 1)
    demanded = max(at_least, found if isinstance(found, int) else 1)
    return demanded if actor.identity_level < demanded else None


def check_level(actor: Actor, act: str, at_least: int = 1) -> None:
    """Refuse an act that demands a higher level, and say where to get it."""
    level = lacking(actor, act, at_least)
    if level is not None:
        raise LevelTooLow(
            "Việc này cần tài khoản định danh mức %(level)s, còn bạn đăng nhập bằng mức %(has)s.",
            remedy="Bạn được cấp mức %(level)s tại Công an xã, phường hoặc nơi làm căn cước: mang "
            "căn cước và điện thoại dùng số của chính mình. Sau đó hãy đăng nhập lại; những gì đã "
            "lưu vẫn còn.",
            level=level,
            has=actor.identity_level,
        )
