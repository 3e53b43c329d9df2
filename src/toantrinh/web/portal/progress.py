"""Where a dossier is, in plain words: who holds it, what was done, what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.dossiers.acting import AT_COUNTER
from toantrinh.dossiers.because import why_glass
from toantrinh.dossiers.consulting import open_ones
from toantrinh.dossiers.desk_queries import names_of
from toantrinh.dossiers.explaining import explain
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import Holder, State
from toantrinh.dossiers.tracking import agencies_in, agency_in, officers_in, post_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.journal.models import Event
from toantrinh.people.models import Officer
from toantrinh.web.look.templatetags.look import brief

# What goes on inside the house and tells an applicant nothing.
_SILENT = frozenset({"start", "renew"})
_STAGES: tuple[tuple[frozenset[State], object], ...] = (
    (
        frozenset({State.SUBMITTED, State.INCOMPLETE, State.UNPAID}),
        gettext_lazy("Bộ phận Một cửa kiểm tra và hẹn ngày trả"),
    ),
    (
        frozenset({State.ACCEPTED, State.PROCESSING, State.CONSULTING})
        | {State.SUPPLEMENTING, State.PAYING},
        gettext_lazy("Cán bộ thụ lý thẩm tra"),
    ),
    (frozenset({State.PROPOSED}), gettext_lazy("Lãnh đạo xem và ký")),
    (frozenset({State.READY}), ""),
)


@dataclass(frozen=True)
class Who:
    """Somebody who acted: their name and whom they acted for.

    `other` is the name of a person who is not the reader, `mandated` whether a mandate let them.
    """

    officer: Officer | None
    agency: Agency | None
    other: str = ""
    mandated: bool = False

    @property
    def name(self) -> str:
        """The officer's name."""
        return self.officer.full_name if self.officer else ""

    @property
    def place(self) -> str:
        """The agency's name."""
        return self.agency.name if self.agency else _("Cơ quan giải quyết")


def holder(dossier: Dossier, since: Any) -> dict[str, Any]:
    """Who holds it, until when and why, for the look's card."""
    heading, text = _HOLDERS[Holder(dossier.holder)](dossier)
    said = explain(dossier, officer=False, whole=False)
    return {
        "state": dossier.state,
        "heading": heading,
        "text": text,
        "since": since,
        "due": None if dossier.stage.terminal else dossier.due_at,
        "why": [sentence.rstrip(".") for sentence in said],
    }


def _desk(dossier: Dossier) -> tuple[str, str]:
    name = dossier.desk.name if dossier.desk else _("Bộ phận Một cửa")
    if dossier.stage is State.READY:
        return _("%(desk)s đang trả kết quả") % {"desk": name}, _(
            "Kết quả đã được ký. Bạn sẽ nhận theo cách đã chọn."
        )
    return _("%(desk)s đang kiểm tra hồ sơ") % {"desk": name}, _(
        "Hồ sơ đủ thì bạn được hẹn ngày trả; còn thiếu thì được báo một lần cho đủ."
    )


def _applicant(dossier: Dossier) -> tuple[str, str]:
    if dossier.stage is State.DRAFT:
        return _("Bản nháp của bạn"), _("Chưa ai khác đọc được.")
    if dossier.stage in {State.UNPAID, State.PAYING}:
        return _("Đến lượt bạn nộp phí"), _("Sau khi nộp, hồ sơ được xử lý tiếp ngay.")
    return _("Đến lượt bạn bổ sung"), _(
        "Bổ sung xong, hồ sơ quay lại nơi đang xử lý. Thời gian chờ bạn không tính vào thời hạn."
    )


def _agency(dossier: Dossier) -> tuple[str, str]:
    name = dossier.agency.name if dossier.agency else _("Cơ quan giải quyết")
    return _("%(agency)s đã nhận hồ sơ") % {"agency": name}, _("Đang phân công người thụ lý.")


def _officer(dossier: Dossier) -> tuple[str, str]:
    if dossier.officer is None:
        return _agency(dossier)
    posting = post_of(dossier.officer, dossier.agency)
    title = posting.post.title if posting else _("Cán bộ thụ lý")
    place = dossier.agency.name if dossier.agency else ""
    heading = _("%(name)s đang thụ lý") % {"name": dossier.officer.full_name}
    return heading, ", ".join(part for part in (title, place) if part) + "."


def _leader(dossier: Dossier) -> tuple[str, str]:
    name = dossier.agency.name if dossier.agency else ""
    return _("Lãnh đạo %(agency)s đang xem để ký") % {"agency": name}, _(
        "Người ký luôn khác người trình."
    )


def _other(dossier: Dossier) -> tuple[str, str]:
    name = dossier.agency.name if dossier.agency else ""
    asked = [
        _("%(agency)s được hỏi từ %(since)s, cần trả lời trước %(due)s.")
        % {"agency": one.agency.name, "since": brief(one.asked_at), "due": brief(one.due_at)}
        for one in open_ones(dossier)
        if one.waits
    ]
    calm = _("Bạn chưa phải làm gì; có ý kiến thì hồ sơ được xử lý tiếp.")
    heading = _("%(agency)s đang chờ ý kiến của cơ quan khác") % {"agency": name}
    return heading, " ".join([*asked, calm])


def _nobody(dossier: Dossier) -> tuple[str, str]:
    said = {
        State.RETURNED: (
            _("Hồ sơ đã xong"),
            _("Kết quả ở dưới đây và luôn nằm trong tài khoản của bạn."),
        ),
        State.WITHDRAWN: (_("Bạn đã rút hồ sơ"), _("Muốn làm lại, hãy nộp hồ sơ mới.")),
        State.DENIED: (
            _("Hồ sơ không được tiếp nhận"),
            _("Lý do ở dưới đây. Bạn có thể nộp hồ sơ mới, hoặc liên hệ cơ quan để hỏi lại."),
        ),
        State.STOPPED: (_("Hồ sơ đã dừng xử lý"), _("Lý do ở dưới đây.")),
    }
    return said.get(dossier.stage, (dossier.stage.label, ""))


_HOLDERS: dict[Holder, Callable[[Dossier], tuple[str, str]]] = {
    Holder.DESK: _desk,
    Holder.APPLICANT: _applicant,
    Holder.AGENCY: _agency,
    Holder.OFFICER: _officer,
    Holder.LEADER: _leader,
    Holder.OTHER: _other,
    Holder.NOBODY: _nobody,
}


def timeline(
    dossier: Dossier, story: list[Event], content: ProcedureContent, reader: str
) -> list[dict[str, Any]]:
    """What was done, what is being done and what comes, as the reader, an actor, is told of it."""
    return [*what_was_done(dossier, story, reader), *_coming(dossier, content)]


def what_was_done(dossier: Dossier, story: list[Event], reader: str) -> list[dict[str, Any]]:
    """What was done, as the reader is told of it."""
    events = [event for event in story if event.action not in _SILENT]
    officers, agencies = officers_in(events), agencies_in(events)
    persons = {event.actor for event in events if event.actor.startswith("person/")}
    others = names_of(persons - {reader})
    done = []
    for event in events:
        teller = _TELLERS.get(event.action)
        if teller is None or event.payload.get("internal"):
            continue
        who = Who(
            officers.get(event.actor),
            agencies[at] if (at := agency_in(event)) else None,
            others.get(event.actor, ""),
            "mandate" in event.payload,
        )
        done.append(_entry(event, dossier, *teller(event, who, officers)))
    return done


def _entry(event: Event, dossier: Dossier, title: str, text: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"step": "done", "title": title, "at": event.at, "text": text}
    if event.action == "submit":
        entry |= {
            "url": reverse("portal:receipt", args=[dossier.pk]),
            "label": _("Giấy xác nhận nộp"),
        }
    return entry


Teller = Callable[[Event, Who, dict[str, Officer]], tuple[str, str]]


def _by(title: object) -> Teller:
    """An act of an officer: whose house, and the name."""

    def tell(_event: Event, who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
        return str(title) % {"place": who.place}, f"{who.name}." if who.name else ""

    return tell


def _own(title: object, by_other: object) -> Teller:
    """An act of the applicant, or of somebody else for them."""

    def tell(_event: Event, who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
        told = str(by_other) % {"name": who.other} if who.other else str(title)
        return told, _("Theo ủy quyền.") if who.mandated else ""

    return tell


def _assigned(event: Event, who: Who, officers: dict[str, Officer]) -> tuple[str, str]:
    officer = officers.get(f"officer/{event.payload.get('officer')}")
    name = officer.full_name if officer else who.name
    return _("%(place)s giao người thụ lý") % {"place": who.place}, f"{name}." if name else ""


def _extended(event: Event, who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    due = datetime.fromisoformat(event.payload["due_at"])
    title = _("%(place)s xin lỗi và hẹn lại: %(due)s")
    return title % {"place": who.place, "due": brief(due)}, f"{who.name}."


def _looked(event: Event, who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    reason = why_glass(event.payload["reason"], event.at, who.agency)
    title = _("%(place)s mở khẩn cấp hồ sơ của bạn để xem") % {"place": who.place}
    return title, f"{who.name}. {reason}."


def _message(event: Event, who: Who, officers: dict[str, Officer]) -> tuple[str, str]:
    if who.officer is None:
        return _written(event, who, officers)
    return _("%(name)s nhắn cho bạn") % {"name": who.name}, ""


def _asked(event: Event, who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    names = [agency_by_id(UUID(str(at))).name for at in event.payload.get("agencies", [])]
    title = _("%(place)s hỏi ý kiến cơ quan khác") % {"place": who.place}
    return title, f"{', '.join(names)}." if names else ""


def _passed(title: object) -> Teller:
    """A dossier that went from one agency to another."""

    def tell(event: Event, who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
        to = agency_by_id(UUID(str(event.payload["to"]))).name
        told = str(title) % {"place": who.place, "to": to}
        return told, _("Mã hồ sơ và ngày hẹn trả không đổi.")

    return tell


def _moved(_event: Event, who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    return _("%(place)s giải quyết tiếp") % {"place": who.place}, _(
        "Cơ quan cũ được sắp xếp lại. Mã hồ sơ và ngày hẹn trả không đổi."
    )


def _rolled(_event: Event, _who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    return _("Ngày hẹn trả dời sang ngày làm việc kế tiếp"), _(
        "Ngày đã hẹn nay là ngày nghỉ của cơ quan giải quyết."
    )


def _opened(_event: Event, _who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    return _("Một phần của hồ sơ đã chuyển đến cơ quan giải quyết"), _(
        "Bạn không phải nộp lại giấy tờ nào."
    )


def _held(_event: Event, _who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    return _("Một phần phải chờ"), _("Phần mà nó cần kết quả đã bị từ chối hoặc dừng.")


def _tainted(_event: Event, _who: Who, _officers: dict[str, Officer]) -> tuple[str, str]:
    return _("Một tệp có mã độc đã bị xóa"), _("Cần gửi một tệp khác thay cho tệp này.")


_written = _own(
    gettext_lazy("Bạn nhắn cho người xử lý"), gettext_lazy("%(name)s nhắn cho người xử lý")
)
_by_themselves = _own(gettext_lazy("Bạn nộp hồ sơ"), gettext_lazy("%(name)s nộp hồ sơ"))
_after_complaint = _by(gettext_lazy("%(place)s lập hồ sơ này từ hồ sơ trước, sau khiếu nại"))


def _or_at_counter(own: Teller, at_counter: object) -> Teller:
    """An act of the applicant, or of an officer for who stood at the counter."""
    written_down = _by(at_counter)

    def tell(event: Event, who: Who, officers: dict[str, Officer]) -> tuple[str, str]:
        told = written_down if AT_COUNTER in event.payload else own
        return told(event, who, officers)

    return tell


def _handed_in(event: Event, who: Who, officers: dict[str, Officer]) -> tuple[str, str]:
    tell = _after_complaint if "previous" in event.payload else _by_themselves
    return tell(event, who, officers)


_TELLERS: dict[str, Teller] = {
    "submit": _or_at_counter(_handed_in, gettext_lazy("Bạn nộp hồ sơ tại quầy của %(place)s")),
    "accept": _by(gettext_lazy("%(place)s tiếp nhận, hẹn ngày trả")),
    "refuse": _by(gettext_lazy("%(place)s không tiếp nhận")),
    "ask_supplement": _by(gettext_lazy("%(place)s đề nghị bạn bổ sung")),
    "supplement": _or_at_counter(
        _own(gettext_lazy("Bạn gửi bổ sung"), gettext_lazy("%(name)s gửi bổ sung")),
        gettext_lazy("Bạn nộp bổ sung tại quầy của %(place)s"),
    ),
    "assign": _assigned,
    "propose": _by(gettext_lazy("%(place)s trình lãnh đạo ký")),
    "send_back": _by(gettext_lazy("Lãnh đạo %(place)s yêu cầu xem lại")),
    "endorse": _by(gettext_lazy("%(place)s thông qua, chuyển lãnh đạo ký")),
    "approve": _by(gettext_lazy("Lãnh đạo %(place)s ký duyệt")),
    "return_result": _by(gettext_lazy("%(place)s trả kết quả")),
    "extend": _extended,
    "stop": _by(gettext_lazy("%(place)s dừng giải quyết")),
    "close": _by(gettext_lazy("Hồ sơ kết thúc vì quá hạn chờ")),
    "ask_payment": _by(gettext_lazy("%(place)s đề nghị bạn nộp phí")),
    "pay_at_desk": _by(gettext_lazy("%(place)s ghi bạn đã nộp phí")),
    "record_payment": _by(gettext_lazy("%(place)s ghi bạn đã nộp phí")),
    "consult": _asked,
    "answer_consultation": _by(gettext_lazy("%(place)s trả lời ý kiến")),
    "return_consultation": _by(gettext_lazy("%(place)s trả lại câu hỏi")),
    "end_consultation": _by(gettext_lazy("%(place)s xử lý tiếp, không chờ ý kiến nữa")),
    "forward": _passed(gettext_lazy("%(place)s chuyển hồ sơ đến %(to)s")),
    "take_over": _by(gettext_lazy("%(place)s nhận bàn giao")),
    "hand_on": _passed(gettext_lazy("%(place)s chuyển hồ sơ đến cơ quan có thẩm quyền: %(to)s")),
    "give_back": _passed(gettext_lazy("%(place)s trả hồ sơ về %(to)s")),
    "propose_denial": _by(gettext_lazy("%(place)s trình lãnh đạo ký")),
    "remind": _by(gettext_lazy("Nhắc bạn nhận kết quả")),
    "reopen": _by(gettext_lazy("%(place)s giải quyết lại bằng một hồ sơ mới")),
    "approve_correction": _by(gettext_lazy("%(place)s đính chính kết quả")),
    "break_glass": _looked,
    "withdraw": _or_at_counter(
        _own(gettext_lazy("Bạn rút hồ sơ"), gettext_lazy("%(name)s rút hồ sơ")),
        gettext_lazy("Bạn rút hồ sơ tại quầy của %(place)s"),
    ),
    "write_message": _message,
    "transfer": _moved,
    "change_hands": _by(gettext_lazy("Thủ tục đổi cơ quan giải quyết: hồ sơ chuyển đến %(place)s")),
    "roll_due": _rolled,
    "open_part": _opened,
    "hold_part": _held,
    "ask_agreement": _own(gettext_lazy("Bạn mời xác nhận"), gettext_lazy("%(name)s mời xác nhận")),
    "agree": _own(gettext_lazy("Bạn đồng ý"), gettext_lazy("%(name)s đồng ý")),
    "decline": _own(
        gettext_lazy("Bạn từ chối xác nhận"), gettext_lazy("%(name)s từ chối xác nhận")
    ),
    "taint_paper": _tainted,
    "erase_answers": _by(gettext_lazy("%(place)s xóa dữ liệu đã khai theo quy định")),
}


def _coming(dossier: Dossier, content: ProcedureContent) -> list[dict[str, Any]]:
    if dossier.stage.terminal or dossier.stage is State.DRAFT:
        return []
    result = content.results[0] if content.results else _("kết quả")
    last = _("Bạn nhận %(result)s") % {"result": result}
    at = next(place for place, (states, _t) in enumerate(_STAGES) if dossier.stage in states)
    yours = dossier.holder == Holder.APPLICANT
    now = _("Chờ bạn") if yours else str(_STAGES[at][1]) or last
    entries: list[dict[str, Any]] = [{"step": "now", "title": now}]
    rest = [str(title) or last for _s, title in _STAGES[at + 1 :]]
    if yours:
        rest = [str(_STAGES[at][1]), *rest]
    return entries + [{"step": "next", "title": title} for title in rest]
