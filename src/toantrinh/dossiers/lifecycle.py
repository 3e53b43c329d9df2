"""The one table of a dossier's life: who may move it from where to where, and what that demands.

Buttons, permissions, API acts, the diagram in the docs and the property tests are read from here.
The codes 1 to 10 are the national portal's (facts: dossier lifecycle, national status codes).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from toantrinh.kernel.errors import Conflict


class Role(StrEnum):
    """In what capacity somebody acts on a dossier."""

    APPLICANT = "applicant"
    RECEPTION = "reception"
    SPECIALIST = "specialist"
    LEADER = "leader"


class Holder(StrEnum):
    """Whose turn it is. Exactly one holds a dossier until it ends."""

    APPLICANT = "applicant"
    DESK = "desk"
    AGENCY = "agency"
    OFFICER = "officer"
    LEADER = "leader"
    NOBODY = "nobody"


class State(StrEnum):
    """The states a dossier really has; several may share one official code."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    ACCEPTED = "accepted"
    DENIED = "denied"
    PROCESSING = "processing"
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
    # Asked to complete before reception: not received yet, so the code stays 1.
    State.INCOMPLETE: _Facts(1, Holder.APPLICANT, _("Chờ bạn hoàn thiện")),
    State.ACCEPTED: _Facts(2, Holder.AGENCY, _("Được tiếp nhận")),
    State.DENIED: _Facts(3, Holder.NOBODY, _("Không được tiếp nhận")),
    State.PROCESSING: _Facts(4, Holder.OFFICER, _("Đang xử lý")),
    State.PROPOSED: _Facts(4, Holder.LEADER, _("Chờ ký duyệt")),
    State.SUPPLEMENTING: _Facts(5, Holder.APPLICANT, _("Yêu cầu bổ sung giấy tờ")),
    State.PAYING: _Facts(6, Holder.APPLICANT, _("Yêu cầu thực hiện nghĩa vụ tài chính")),
    State.WITHDRAWN: _Facts(7, Holder.NOBODY, _("Công dân yêu cầu rút hồ sơ")),
    State.STOPPED: _Facts(8, Holder.NOBODY, _("Dừng xử lý")),
    State.READY: _Facts(9, Holder.DESK, _("Đã xử lý xong")),
    State.RETURNED: _Facts(10, Holder.NOBODY, _("Đã trả kết quả")),
}


class Demand(StrEnum):
    """What an act needs beside the right to do it."""

    REASON = "reason"
    MISSING = "missing"
    ANSWERS = "answers"
    ASSIGNEE = "assignee"
    BE_HOLDER = "be_holder"
    OTHER_PERSON = "other_person"
    # What follows is a signed paper: the second factor must have been shown just now.
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Move:
    """One row: this act, by this role, from these states to that one.

    `target` None keeps the state, as when a dossier passes from one officer to another.
    """

    action: str
    label: object
    role: Role
    sources: frozenset[State]
    target: State
    demands: frozenset[Demand] = frozenset()


def _move(
    action: str, label: object, role: Role, sources: set[State], target: State, *demands: Demand
) -> Move:
    return Move(action, label, role, frozenset(sources), target, frozenset(demands))


S = State
TABLE: tuple[Move, ...] = (
    _move("submit", _("Nộp hồ sơ"), Role.APPLICANT, {S.DRAFT}, S.SUBMITTED, Demand.ANSWERS),
    _move("accept", _("Tiếp nhận"), Role.RECEPTION, {S.SUBMITTED}, S.ACCEPTED, Demand.SIGNATURE),
    _move("refuse", _("Từ chối tiếp nhận"), Role.RECEPTION, {S.SUBMITTED}, S.DENIED, Demand.REASON),
    _move(
        "ask_supplement",
        _("Yêu cầu bổ sung"),
        Role.RECEPTION,
        {S.SUBMITTED},
        S.INCOMPLETE,
        Demand.REASON,
        Demand.MISSING,
    ),
    _move(
        "ask_supplement",
        _("Yêu cầu bổ sung"),
        Role.SPECIALIST,
        {S.PROCESSING},
        S.SUPPLEMENTING,
        Demand.REASON,
        Demand.MISSING,
        Demand.BE_HOLDER,
    ),
    _move("supplement", _("Bổ sung"), Role.APPLICANT, {S.INCOMPLETE}, S.SUBMITTED, Demand.ANSWERS),
    _move(
        "supplement",
        _("Bổ sung"),
        Role.APPLICANT,
        {S.SUPPLEMENTING},
        S.PROCESSING,
        Demand.ANSWERS,
    ),
    _move(
        "assign",
        _("Phân công"),
        Role.SPECIALIST,
        {S.ACCEPTED, S.PROCESSING},
        S.PROCESSING,
        Demand.ASSIGNEE,
    ),
    _move(
        "assign",
        _("Phân công"),
        Role.LEADER,
        {S.ACCEPTED, S.PROCESSING},
        S.PROCESSING,
        Demand.ASSIGNEE,
    ),
    _move("propose", _("Trình ký"), Role.SPECIALIST, {S.PROCESSING}, S.PROPOSED, Demand.BE_HOLDER),
    _move(
        "approve",
        _("Ký duyệt"),
        Role.LEADER,
        {S.PROPOSED},
        S.READY,
        Demand.OTHER_PERSON,
        Demand.SIGNATURE,
    ),
    _move("send_back", _("Trả lại"), Role.LEADER, {S.PROPOSED}, S.PROCESSING, Demand.REASON),
    _move("return_result", _("Trả kết quả"), Role.RECEPTION, {S.READY}, S.RETURNED),
    # NĐ 118 Đ21: on request, as long as there is no decision or notice of a result.
    _move(
        "withdraw",
        _("Rút hồ sơ"),
        Role.APPLICANT,
        {S.SUBMITTED, S.INCOMPLETE, S.ACCEPTED, S.PROCESSING, S.PROPOSED, S.SUPPLEMENTING}
        | {S.PAYING},
        S.WITHDRAWN,
    ),
)


def moves_from(state: State) -> tuple[Move, ...]:
    """All rows that leave a state."""
    return tuple(move for move in TABLE if state in move.sources)


def find_move(action: str, state: State, roles: frozenset[Role]) -> Move:
    """The row for an act in a state by somebody with these roles. Raises Conflict when none is."""
    possible = [move for move in moves_from(state) if move.action == action]
    for move in possible:
        if move.role in roles:
            return move
    if possible:
        # Whether the role is right is for perms to say; any row tells what the act would be.
        return possible[0]
    raise Conflict(
        "Hồ sơ đang ở bước “%(state)s” nên không thực hiện được việc này.",
        state=state.label,
    )
