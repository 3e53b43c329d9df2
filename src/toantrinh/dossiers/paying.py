"""Fees: asked for by who handles a dossier, and recorded at the desk once they are paid."""

from toantrinh.dossiers.acting import Act, acting
from toantrinh.dossiers.allowance import check_payment
from toantrinh.dossiers.models import Dossier, Payment
from toantrinh.dossiers.promising import promise_again
from toantrinh.dossiers.waiting import answer_by, begin_wait, end_wait
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.host import rows
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now

LARGEST = 10_000_000_000
_LONGEST = 60
# Behind amounts in events.
CURRENCY = "vnd"
PAID_AT_ONCE = "pay_at_desk"


def open_payment(dossier: Dossier) -> Payment | None:
    """The fee that a dossier waits for."""
    return dossier.payments.filter(paid_at__isnull=True).order_by("number").first()


def ask_payment(dossier: Dossier, *, actor: Actor, amount: int, message: str = "") -> Dossier:
    """Ask for a fee in đồng: before reception, or where a step finds what it comes to.

    The clock stands meanwhile. Raises Refusal for an amount that nobody can pay.
    """
    if not 0 < amount <= LARGEST:
        raise Refusal("Hãy ghi số tiền bằng đồng, lớn hơn 0.", field="amount")
    with acting("ask_payment", dossier, actor=actor) as act:
        locked = act.dossier
        check_payment(locked, act.move.role)
        number = locked.payments.count() + 1
        rows.insert(Payment(dossier=locked, number=number, amount=amount, asked_at=now()))
        begin_wait(locked)
        by = answer_by(locked)
        act.payload |= {"payment": number, "amount": _spelled(amount)}
        act.payload |= {"answer_by": by.isoformat()} if by else {}
        if message.strip():
            act.note(NoteKind.MESSAGE, message)
    return locked


def paid_at_once(dossier: Dossier, amount: int, receipt: str, *, actor: Actor) -> None:
    """Write down a fee that was paid at the desk while the dossier, held, is received; the clock
    never stands. Raises Refusal as the two acts do that ask for a fee and record it later.
    """
    if not 0 < amount <= LARGEST:
        raise Refusal("Hãy ghi số tiền bằng đồng, lớn hơn 0.", field="amount")
    number, at = dossier.payments.count() + 1, now()
    rows.insert(
        Payment(
            dossier=dossier,
            number=number,
            amount=amount,
            asked_at=at,
            receipt=_numbered(receipt),
            paid_at=at,
        )
    )
    append_event(
        dossier,
        PAID_AT_ONCE,
        actor=actor,
        payload={
            "payment": number,
            "amount": _spelled(amount),
            "state": dossier.state,
            "status_code": dossier.status_code,
            "holder": dossier.holder,
        },
    )
    dossier.save(update_fields=["head_seq", "head_hash"])


def record_payment(dossier: Dossier, *, actor: Actor, amount: int, receipt: str) -> Dossier:
    """Write down that the fee was paid, with the number of its receipt; work goes on at once."""
    number = _numbered(receipt)
    with acting("record_payment", dossier, actor=actor) as act:
        _settle(act, amount, number)
        end_wait(act.dossier)
        promise_again(act)
        act.go_back_to_who_has_it()
    return act.dossier


def _settle(act: Act, amount: int, receipt: str) -> None:
    payment = open_payment(act.dossier)
    if payment is None:
        raise Conflict("Hồ sơ này không chờ khoản phí nào.")
    if amount != payment.amount:
        raise Refusal(
            "Số tiền thu phải đúng bằng số đã yêu cầu: %(amount)s đồng.",
            field="amount",
            amount=payment.amount,
        )
    read = rows.values(payment)
    payment.receipt, payment.paid_at = receipt, now()
    rows.update(payment, read)
    act.payload |= {"payment": payment.number, "amount": _spelled(amount)}


def _numbered(receipt: str) -> str:
    number = clean(receipt)
    if not number or len(number) > _LONGEST:
        raise Refusal(
            "Hãy ghi số biên lai, nhiều nhất %(longest)s chữ.", field="receipt", longest=_LONGEST
        )
    return number


def _spelled(amount: int) -> str:
    """An amount in an event, where a bare number of nine digits could be somebody's."""
    return f"{amount}{CURRENCY}"
