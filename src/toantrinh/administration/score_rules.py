"""Points of the indicators of QĐ 766: whoever has the text sets them, with its day and source.

No source that was read tells them but two; an indicator without points has none made up.
"""

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from toantrinh.administration.rule_groups import Known
from toantrinh.administration.rule_shapes import Points

# By group: what all of its indicators bring together, and how many there are.
_GROUPS: Mapping[int, tuple[int, tuple[str, ...]]] = {
    1: (18, ("1.1", "1.2", "1.3", "1.4")),
    2: (20, ("2.1", "2.2")),
    3: (22, ("3.1", "3.2", "3.3", "3.5", "3.6")),
    4: (22, ("4.1", "4.2", "4.3", "4.4", "4.5")),
    5: (18, ("5.1", "5.2", "5.3", "5.4")),
}
SCORE_GROUP = (
    _("Điểm QĐ 766"),
    tuple(
        Known(
            f"qd766.points.{number}",
            format_lazy(_("Điểm cao nhất của chỉ số {number}"), number=number),
            Points(most),
            nation=False,
            optional=True,
        )
        for most, numbers in _GROUPS.values()
        for number in numbers
    ),
)
