"""The one table of a dossier's life: who may move it from where to where, and what that demands.

Buttons, permissions, API acts, the diagram in the docs and the property tests are read from here.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers.states import State
from toantrinh.kernel.errors import Conflict


class Role(StrEnum):
    """In what capacity somebody acts on a dossier."""

    APPLICANT = "applicant"
    RECEPTION = "reception"
    SPECIALIST = "specialist"
    LEADER = "leader"
    # Of another agency, whose opinion was asked.
    CONSULTED = "consulted"
    # What happens by itself when a time is over.
    SYSTEM = "system"


class Letter(StrEnum):
    """What an act brings about on paper, signed: forms of TT 03/2025/TT-VPCP, and the result."""

    RECEIPT = "receipt"  # Mẫu 01
    SUPPLEMENT = "supplement"  # Mẫu 02
    REFUSAL = "refusal"  # Mẫu 03
    APOLOGY = "apology"  # Mẫu 04
    STOP = "stop"  # Mẫu 05
    RESULT = "result"


class Demand(StrEnum):
    """What an act needs beside the right to do it."""

    REASON = "reason"
    MISSING = "missing"
    ANSWERS = "answers"
    ASSIGNEE = "assignee"
    # How much, in đồng, and for a payment the number of its receipt.
    AMOUNT = "amount"
    PAYMENT = "payment"
    # The new day that is promised.
    NEW_DATE = "new_date"
    AGENCY = "agency"
    # Who helped the applicant; nobody is an answer too.
    SUPPORT = "support"
    BE_HOLDER = "be_holder"
    # A correction that waits to be decided.
    CORRECTION = "correction"
    OTHER_PERSON = "other_person"
    # What follows is a signed paper: the second factor must have been shown just now.
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Move:
    """One row: this act, by this role, from these states to that one, with this letter.

    `target` None keeps the state, as when a promise is moved or an ended dossier is corrected.
    """

    action: str
    label: object
    role: Role
    sources: frozenset[State]
    target: State | None
    demands: frozenset[Demand] = frozenset()
    letter: Letter | None = None


def _move(
    action: str,
    label: object,
    role: Role,
    sources: set[State],
    target: State | None,
    *demands: Demand,
    letter: Letter | None = None,
) -> Move:
    # Whoever of the house brings about a signed paper shows that it is they who do.
    signs = {Demand.SIGNATURE} if letter and role in _OF_THE_HOUSE else set()
    return Move(
        action, label, role, frozenset(sources), target, frozenset({*demands, *signs}), letter
    )


_OF_THE_HOUSE = {Role.RECEPTION, Role.SPECIALIST, Role.LEADER}
S, R, D = State, Role, Demand
_REASONED = (D.REASON,)
_ASKS = (D.REASON, D.MISSING)
# Where the agency works on it, whoever has it in hand.
_IN_WORK = {S.PROCESSING, S.CONSULTING, S.PROPOSED}
_WAITS = {S.SUPPLEMENTING, S.PAYING}
_WAITS_BEFORE = {S.INCOMPLETE, S.UNPAID}

TABLE: tuple[Move, ...] = (
    _move("submit", _("Nộp hồ sơ"), R.APPLICANT, {S.DRAFT}, S.SUBMITTED, D.ANSWERS),
    _move("accept", _("Tiếp nhận"), R.RECEPTION, {S.SUBMITTED}, S.ACCEPTED, letter=Letter.RECEIPT),
    _move(
        "refuse",
        _("Từ chối tiếp nhận"),
        R.RECEPTION,
        {S.SUBMITTED},
        S.DENIED,
        *_REASONED,
        letter=Letter.REFUSAL,
    ),
    _move(
        "ask_supplement",
        _("Yêu cầu bổ sung"),
        R.RECEPTION,
        {S.SUBMITTED},
        S.INCOMPLETE,
        *_ASKS,
        letter=Letter.SUPPLEMENT,
    ),
    _move(
        "ask_supplement",
        _("Yêu cầu bổ sung"),
        R.SPECIALIST,
        {S.PROCESSING},
        S.SUPPLEMENTING,
        *_ASKS,
        D.BE_HOLDER,
        letter=Letter.SUPPLEMENT,
    ),
    # Whoever came to the counter comes there again. Who had it in hand may have lost it meanwhile,
    # as the procedure changed hands.
    *(
        _move("supplement", label, role, {source}, target, D.ANSWERS)
        for role, label in (
            (R.RECEPTION, _("Nhận bổ sung tại quầy")),
            (R.APPLICANT, _("Bổ sung")),
        )
        for source, target in (
            (S.INCOMPLETE, S.SUBMITTED),
            (S.SUPPLEMENTING, S.PROCESSING),
            (S.SUPPLEMENTING, S.ACCEPTED),
        )
    ),
    _move("ask_payment", _("Yêu cầu nộp phí"), R.RECEPTION, {S.SUBMITTED}, S.UNPAID, D.AMOUNT),
    _move(
        "ask_payment",
        _("Yêu cầu nộp phí"),
        R.SPECIALIST,
        {S.PROCESSING},
        S.PAYING,
        D.AMOUNT,
        D.BE_HOLDER,
    ),
    _move("record_payment", _("Ghi đã thu phí"), R.RECEPTION, {S.UNPAID}, S.SUBMITTED, D.PAYMENT),
    *(
        _move("record_payment", _("Ghi đã thu phí"), R.RECEPTION, {S.PAYING}, target, D.PAYMENT)
        for target in (S.PROCESSING, S.ACCEPTED)
    ),
    *(
        _move(
            "assign",
            _("Phân công"),
            role,
            {S.ACCEPTED, S.PROCESSING},
            S.PROCESSING,
            D.ASSIGNEE,
        )
        for role in (R.SPECIALIST, R.LEADER)
    ),
    # By a rule that the agency's leader set (assigning.py).
    _move("assign", _("Phân công"), R.SYSTEM, {S.ACCEPTED}, S.PROCESSING, D.ASSIGNEE),
    # Waiting for the answer, or going on meanwhile.
    *(
        _move(
            "consult",
            _("Hỏi ý kiến cơ quan khác"),
            R.SPECIALIST,
            {S.PROCESSING, S.CONSULTING},
            target,
            D.AGENCY,
            D.BE_HOLDER,
        )
        for target in (S.CONSULTING, None)
    ),
    # The last answer that was waited for lets the step go on; any other changes nothing.
    *(
        _move(action, label, R.CONSULTED, sources, target, *_REASONED)
        for action, label in (
            ("answer_consultation", _("Trả lời ý kiến")),
            ("return_consultation", _("Trả lại câu hỏi")),
        )
        for sources, target in (({S.CONSULTING}, S.PROCESSING), (_IN_WORK | _WAITS, None))
    ),
    _move(
        "end_consultation",
        _("Thôi chờ ý kiến"),
        R.SPECIALIST,
        {S.CONSULTING},
        S.PROCESSING,
        *_REASONED,
        D.BE_HOLDER,
    ),
    # What was received elsewhere goes to who decides, with a list of what was handed over.
    _move("forward", _("Chuyển cơ quan giải quyết"), R.RECEPTION, {S.ACCEPTED}, None),
    *(
        _move("take_over", _("Xác nhận đã nhận bàn giao"), role, {S.ACCEPTED}, None)
        for role in (R.SPECIALIST, R.LEADER)
    ),
    _move(
        "record_support",
        _("Ghi nơi hỗ trợ"),
        R.RECEPTION,
        {S.SUBMITTED, S.ACCEPTED},
        None,
        D.SUPPORT,
    ),
    # Somebody else is competent.
    *(
        _move(
            "hand_on",
            _("Chuyển đúng thẩm quyền"),
            role,
            {S.ACCEPTED, S.PROCESSING},
            S.ACCEPTED,
            D.AGENCY,
            *_REASONED,
        )
        for role in (R.LEADER, R.SPECIALIST)
    ),
    _move(
        "hand_on",
        _("Chuyển đúng thẩm quyền"),
        R.RECEPTION,
        {S.ACCEPTED},
        S.ACCEPTED,
        D.AGENCY,
        *_REASONED,
    ),
    *(
        _move("give_back", _("Trả lại nơi chuyển"), role, {S.ACCEPTED}, S.ACCEPTED, *_REASONED)
        for role in (R.LEADER, R.SPECIALIST)
    ),
    # The procedure changed hands: nobody there has it in hand yet, nor has anybody proposed.
    *(
        _move("change_hands", _("Chuyển vì thủ tục đổi cơ quan giải quyết"), R.SYSTEM, *way)
        for way in (
            ({S.ACCEPTED} | _IN_WORK, S.ACCEPTED),
            ({S.SUBMITTED} | _WAITS_BEFORE | _WAITS, None),
        )
    ),
    _move("propose", _("Trình ký"), R.SPECIALIST, {S.PROCESSING}, S.PROPOSED, D.BE_HOLDER),
    # Not to grant what was asked is a result too: decided by four eyes, signed, handed over.
    _move(
        "propose_denial",
        _("Trình từ chối giải quyết"),
        R.SPECIALIST,
        {S.PROCESSING},
        S.PROPOSED,
        *_REASONED,
        D.BE_HOLDER,
    ),
    # Where the version has others look at it before who signs.
    _move("endorse", _("Thông qua, chuyển người ký"), R.LEADER, {S.PROPOSED}, None, D.OTHER_PERSON),
    _move(
        "approve",
        _("Ký duyệt"),
        R.LEADER,
        {S.PROPOSED},
        S.READY,
        D.OTHER_PERSON,
        letter=Letter.RESULT,
    ),
    _move("send_back", _("Trả lại"), R.LEADER, {S.PROPOSED}, S.PROCESSING, *_REASONED),
    _move(
        "extend",
        _("Xin lỗi và hẹn lại"),
        R.LEADER,
        {S.ACCEPTED, *_IN_WORK},
        None,
        *_REASONED,
        D.NEW_DATE,
        letter=Letter.APOLOGY,
    ),
    _move(
        "stop",
        _("Dừng giải quyết"),
        R.LEADER,
        _IN_WORK | _WAITS,
        S.STOPPED,
        *_REASONED,
        letter=Letter.STOP,
    ),
    _move(
        "close",
        _("Kết thúc vì quá hạn chờ"),
        R.SYSTEM,
        _WAITS_BEFORE,
        S.DENIED,
        letter=Letter.REFUSAL,
    ),
    _move("close", _("Kết thúc vì quá hạn chờ"), R.SYSTEM, _WAITS, S.STOPPED, letter=Letter.STOP),
    # NĐ 118 Đ21: on request, as long as there is no decision or notice of a result. The parts of
    # what was withdrawn at a desk follow by themselves, since they may lie at others.
    *(
        _move(
            "withdraw",
            label,
            role,
            {S.SUBMITTED, S.ACCEPTED} | _WAITS_BEFORE | _IN_WORK | _WAITS,
            S.WITHDRAWN,
            *demands,
            letter=Letter.STOP,
        )
        for role, label, demands in (
            (R.RECEPTION, _("Rút theo đề nghị của người nộp"), _REASONED),
            (R.SYSTEM, _("Rút hồ sơ"), ()),
            (R.APPLICANT, _("Rút hồ sơ"), ()),
        )
    ),
    _move("remind", _("Nhắc nhận kết quả"), R.SYSTEM, {S.READY}, None),
    _move("return_result", _("Trả kết quả"), R.RECEPTION, {S.READY}, S.RETURNED),
    # What has ended stays ended: a complaint that succeeds begins a dossier that names this one,
    # a mistake in the result is mended by another result in its place.
    _move(
        "reopen",
        _("Giải quyết lại sau khiếu nại"),
        R.LEADER,
        {S.DENIED, S.STOPPED, S.RETURNED},
        None,
        *_REASONED,
    ),
    _move(
        "propose_correction",
        _("Đề nghị đính chính"),
        R.SPECIALIST,
        {S.RETURNED},
        None,
        *_REASONED,
    ),
    _move(
        "approve_correction",
        _("Ký đính chính"),
        R.LEADER,
        {S.RETURNED},
        None,
        D.CORRECTION,
        letter=Letter.RESULT,
    ),
    _move(
        "refuse_correction",
        _("Không đính chính"),
        R.LEADER,
        {S.RETURNED},
        None,
        *_REASONED,
        D.CORRECTION,
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
