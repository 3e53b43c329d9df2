"""The states of a dossier, and whose turn it is in each.

The codes 1 to 10 are the national portal's (facts: dossier lifecycle, national status codes).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Holder(StrEnum):
    """Whose turn it is. Exactly one holds a dossier until it ends."""

    APPLICANT = "applicant"
    DESK = "desk"
    AGENCY = "agency"
    OFFICER = "officer"
    LEADER = "leader"
    OTHER = "other"
    NOBODY = "nobody"


class State(StrEnum):
    """The states a dossier really has; several may share one official code."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    UNPAID = "unpaid"
    ACCEPTED = "accepted"
    DENIED = "denied"
    PROCESSING = "processing"
    CONSULTING = "consulting"
    PROPOSED = "proposed"
    SUPPLEMENTING = "supplementing"
    PAYING = "paying"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    READY = "ready"
    RETURNED = "returned"

    @property
    def code(self) -> int:
        """The national status code; 0 for a draft, which the state has not seen yet."""
        return _FACTS[self].code

    @property
    def label(self) -> str:
        """What people read."""
        return str(_FACTS[self].label)

    @property
    def holder(self) -> Holder:
        """Whose turn it is in this state."""
        return _FACTS[self].holder

    @property
    def terminal(self) -> bool:
        """3, 7, 8 and 10 are never left: reopening is a linked dossier."""
        return self.code in {3, 7, 8, 10}


@dataclass(frozen=True)
class _Facts:
    code: int
    holder: Holder
    label: object


_FACTS = {
    State.DRAFT: _Facts(0, Holder.APPLICANT, _("Bản nháp")),
    State.SUBMITTED: _Facts(1, Holder.DESK, _("Mới đăng ký")),
    # Asked to complete or to pay before reception: not received yet, so the code stays 1.
    State.INCOMPLETE: _Facts(1, Holder.APPLICANT, _("Chờ bạn hoàn thiện")),
    State.UNPAID: _Facts(1, Holder.APPLICANT, _("Chờ nộp phí để tiếp nhận")),
    State.ACCEPTED: _Facts(2, Holder.AGENCY, _("Được tiếp nhận")),
    State.DENIED: _Facts(3, Holder.NOBODY, _("Không được tiếp nhận")),
    State.PROCESSING: _Facts(4, Holder.OFFICER, _("Đang xử lý")),
    State.CONSULTING: _Facts(4, Holder.OTHER, _("Chờ cơ quan khác cho ý kiến")),
    State.PROPOSED: _Facts(4, Holder.LEADER, _("Chờ ký duyệt")),
    State.SUPPLEMENTING: _Facts(5, Holder.APPLICANT, _("Yêu cầu bổ sung giấy tờ")),
    State.PAYING: _Facts(6, Holder.APPLICANT, _("Yêu cầu thực hiện nghĩa vụ tài chính")),
    State.WITHDRAWN: _Facts(7, Holder.NOBODY, _("Công dân yêu cầu rút hồ sơ")),
    State.STOPPED: _Facts(8, Holder.NOBODY, _("Dừng xử lý")),
    State.READY: _Facts(9, Holder.DESK, _("Đã xử lý xong")),
    State.RETURNED: _Facts(10, Holder.NOBODY, _("Đã trả kết quả")),
}
# While it waits for what was asked of its applicant.
MEND = frozenset({State.INCOMPLETE, State.SUPPLEMENTING})
