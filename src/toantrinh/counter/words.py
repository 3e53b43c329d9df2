"""What the groups are called who go first, to themselves."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_GROUPS = {
    "elderly": gettext_noop("người cao tuổi"),
    "disabled": gettext_noop("người khuyết tật"),
    "pregnant": gettext_noop("phụ nữ có thai"),
    "small_child": gettext_noop("người mang theo trẻ nhỏ"),
    "merit": gettext_noop("người có công"),
}


def group_words(code: str) -> str:
    """One group by its code; a code that has no words as it is."""
    return _(_GROUPS[code]) if code in _GROUPS else code
