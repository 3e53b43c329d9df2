"""What happened to a dossier, in words: who did what, when, and what they said."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers.acting import AT_COUNTER
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.desk_queries import names_of
from toantrinh.dossiers.lifecycle import TABLE, Role
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import notes as notes_of
from toantrinh.dossiers.queries import story
from toantrinh.dossiers.word_models import Note, NoteKind
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Refusal

_ACTS: dict[str, object] = {
    **{move.action: move.label for move in TABLE},
    "start": _("Bắt đầu soạn"),
    "renew": _("Chuyển bản nháp sang quy định mới"),
    "write_message": _("Nhắn tin"),
    "issue_receipt": _("Lập giấy tiếp nhận và hẹn trả"),
    "issue_result": _("Ký số kết quả"),
    "issue_letter": _("Ký số văn bản gửi người nộp"),
    "transfer": _("Chuyển theo cơ quan được sắp xếp lại"),
    "pay_at_desk": _("Thu phí tại quầy"),
    "check_papers": _("Kiểm tra giấy tờ"),
    "type_form": _("Nhập tờ khai giấy"),
    "raise_alarm": _("Báo động: chưa xử lý trong giờ quy định"),
    "roll_due": _("Ngày hẹn trả dời khỏi ngày nghỉ"),
    "plan_parts": _("Xác định các phần liên thông"),
    "open_part": _("Chuyển một phần đến cơ quan giải quyết"),
    "hold_part": _("Một phần phải chờ"),
    "break_glass": _("Mở khẩn cấp để xem"),
    "ask_agreement": _("Mời người thứ hai xác nhận"),
    "agree": _("Người thứ hai đồng ý"),
    "decline": _("Người thứ hai từ chối"),
    "taint_paper": _("Xóa một tệp có mã độc"),
    "erase_answers": _("Xóa dữ liệu theo quy định"),
}
# What is asked for at a counter is the applicant's act, by the officer's hand.
_FOR_THEM = {move.action: move.label for move in TABLE if move.role is Role.RECEPTION}
_KINDS: dict[NoteKind, Promise] = {
    NoteKind.MISSING: _("Yêu cầu bổ sung"),
    NoteKind.REFUSAL: _("Lý do từ chối"),
    NoteKind.SENT_BACK: _("Lý do trả lại"),
    NoteKind.WITHDRAWAL: _("Lý do rút hồ sơ"),
    NoteKind.MESSAGE: _("Tin nhắn"),
    NoteKind.DECLINED: _("Lý do không xác nhận"),
    NoteKind.BREAK_GLASS: _("Lý do mở khẩn cấp"),
    NoteKind.APOLOGY: _("Lý do hẹn lại"),
    NoteKind.STOP: _("Lý do dừng giải quyết"),
    NoteKind.DENIAL: _("Lý do từ chối giải quyết"),
    NoteKind.REOPENING: _("Lý do giải quyết lại"),
    NoteKind.QUESTION: _("Hỏi ý kiến"),
    NoteKind.OPINION: _("Ý kiến trả lời"),
    NoteKind.HAND_ON: _("Lý do chuyển"),
    NoteKind.CORRECTION: _("Điều cần đính chính"),
}

# Done before anybody but the applicant saw it.
_BEFORE = frozenset({"start", "renew"})


@dataclass(frozen=True)
class Entry:
    """One event as people read it."""

    title: str
    at: datetime
    by: str
    to: str


@dataclass(frozen=True)
class Word:
    """One note as people read it; `missing` are the names of what it asks for."""

    kind: str
    text: str
    by: str
    at: datetime
    missing: tuple[str, ...]
    internal: bool
    from_applicant: bool


@dataclass(frozen=True)
class Story:
    """All that was done and said, each in its order, the history from the latest."""

    entries: list[Entry]
    words: list[Word]


def story_of(dossier: Dossier, labels: dict[str, str], *, within: bool) -> Story:
    """The story of a dossier; `labels` are the names of its papers and questions by key.

    What its agency says among its own is only for who reads it from `within`.
    """
    events = story(dossier)
    notes = [note for note in notes_of(dossier) if within or not note.internal]
    receivers = [f"officer/{event.payload['officer']}" for event in _assignments(events)]
    names = names_of([event.actor for event in events] + [note.by for note in notes] + receivers)
    entries = [_entry(event, names) for event in events if event.action not in _BEFORE]
    return Story(entries[::-1], [_word(note, names, labels) for note in notes])


def what(action: str) -> str:
    """What people call something that happened."""
    return str(_ACTS.get(action, _("Cập nhật")))


def done(event: Event) -> str:
    """The same of one event, which may have been done at a counter."""
    label = _FOR_THEM.get(event.action) if AT_COUNTER in event.payload else None
    return str(label) if label else what(event.action)


def who(actor: str, names: dict[str, str]) -> str:
    """What people call who did it."""
    return str(_("Hệ thống")) if actor == str(SYSTEM) else names.get(actor, "")


def _assignments(events: list[Event]) -> list[Event]:
    return [event for event in events if event.payload.get("officer")]


def _entry(event: Event, names: dict[str, str]) -> Entry:
    to = names.get(f"officer/{event.payload.get('officer')}", "")
    return Entry(done(event), event.at, who(event.actor, names), to)


def _word(note: Note, names: dict[str, str], labels: dict[str, str]) -> Word:
    try:
        text = note_text(note)
    except Refusal as erased:
        text = erased.text()
    return Word(
        kind=str(_KINDS[NoteKind(note.kind)]),
        text=text,
        by=who(note.by, names),
        at=note.at,
        missing=tuple(labels.get(key, str(_("Giấy tờ khác"))) for key in note.missing),
        internal=note.internal,
        from_applicant=note.by.startswith("person/"),
    )
