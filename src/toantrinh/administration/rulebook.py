"""All rules that are known, and one of them by its key."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from toantrinh.administration.kinds import kinds
from toantrinh.administration.models import ALWAYS_TWO
from toantrinh.administration.perms import FOUR_EYES
from toantrinh.administration.rule_groups import GROUPS, Known
from toantrinh.administration.rule_shapes import Flag, Text
from toantrinh.administration.score_rules import SCORE_GROUP
from toantrinh.kernel.errors import NotFound

FOUR_EYES_GROUP = _("Việc cần hai người quản trị")


def groups() -> Iterator[tuple[Text, tuple[Known, ...]]]:
    """All rules under their headings; whether kinds of change take two administrators, last."""
    yield from GROUPS
    yield SCORE_GROUP
    named = sorted(kinds().items(), key=lambda pair: str(pair[1].label))
    yield (
        FOUR_EYES_GROUP,
        tuple(
            Known(f"{FOUR_EYES}{name}", shape.label, Flag(), nation=False, optional=True)
            for name, shape in named
            if name not in ALWAYS_TWO
        ),
    )


def known(key: str) -> Known:
    """The rule with this key. Raises NotFound."""
    found = next((one for _head, rules in groups() for one in rules if one.key == key), None)
    if found is None:
        raise NotFound("Không có quy tắc %(key)s.", key=key)
    return found
