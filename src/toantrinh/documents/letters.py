"""Letters and results as PDF/A-2b, set by Typst in this process.

Data reaches a template as JSON values, never as source, so that no name can become markup.
"""

import io
import json
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import segno
import typst

from toantrinh.documents.own_letters import set_own
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.money import in_words
from toantrinh.kernel.time import local, now

TEMPLATES = Path(__file__).resolve().parent / "templates"
# Any of the eight masks can be read; weighing all of them for the best costs more than the letter.
_QR_MASK = 3


@dataclass(frozen=True)
class Letter:
    """A kind of letter: its file and the fields it cannot do without.

    Times are `datetime`, days are `date`; a day `x` can also be written out as `x_words`.
    """

    file: str
    required: frozenset[str]


def _letter(file: str, *required: str) -> Letter:
    return Letter(file, frozenset({"agency", "date", *required}))


LETTERS: Mapping[str, Letter] = {
    "birth_certificate": _letter("birth_certificate.typ", "full_name", "birth_date", "sex"),
    "receipt": _letter(
        "receipt.typ", "dossier_code", "applicant", "content", "papers", "received_at", "due_at"
    ),
    "supplement": _letter("supplement.typ", "applicant", "content", "missing", "reason"),
    "refusal": _letter("refusal.typ", "applicant", "content", "reason"),
    "apology": _letter(
        "apology.typ", "applicant", "content", "received_on", "due_at", "reason", "new_due_at"
    ),
    "stop": _letter("stop.typ", "applicant", "content", "reason"),
    "control_slip": _letter("control_slip.typ", "dossier_code", "rows"),
    "register": _letter("register.typ", "since", "until", "rows"),
    "programme": _letter("programme.typ", "title", "plan", "count", "held", "heads", "rows"),
    "measure": _letter("measure.typ", "title", "about", "finding", "chart", "heads", "rows"),
    "result": _letter("result.typ", "title"),
}
# Dots an inch of a picture.
_FINE = 288


def render(
    template: str,
    data: Mapping[str, object],
    *,
    at: datetime | None = None,
    source: str = "",
) -> bytes:
    """The letter as PDF/A-2b bytes, with the moment `at` as the time of creation.

    `verification_code` and `verification_address` in the data bring a QR code, `tracking_address`
    another one; `synthetic=True` marks the letter as a demonstration. `source` is that of a
    template which a procedure brings itself, else it is one of ours. Raises LookupError for an
    unknown template, ValueError for missing fields, Refusal for letters that no font can show,
    Broken for a source that fails.
    """
    if source:
        return set_own(source, json.dumps(prepared(data), ensure_ascii=False), at or now())
    letter = LETTERS[template]
    missing = sorted(letter.required - data.keys())
    if missing:
        raise ValueError(f"{template} lacks {', '.join(missing)}")
    try:
        page = compiler().compile(
            str(TEMPLATES / letter.file),
            format="pdf",
            sys_inputs={"data": json.dumps(prepared(data), ensure_ascii=False)},
            pdf_standards=["a-2b"],
            timestamp=int((at or now()).timestamp()),
        )
    except typst.TypstError as problem:
        if "could not be displayed" in problem.message:
            raise Refusal(
                "Văn bản có ký tự không in được.",
                remedy="Hãy viết lại bằng chữ Việt hoặc chữ La-tinh.",
            ) from problem
        raise
    if not isinstance(page, bytes):
        raise TypeError("a letter is one file")
    return page


def picture(chart: str) -> bytes:
    """A chart that is drawn as SVG as a PNG picture, with the letters' own fonts."""
    made = compiler().compile(
        str(TEMPLATES / "chart.typ"),
        format="png",
        ppi=_FINE,
        sys_inputs={"data": json.dumps({"chart": chart}, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("a chart is one picture")
    return made


def date_in_words(day: date) -> str:
    """A day as certificates write it: `Ngày hai mươi mốt tháng tư năm hai nghìn …`."""
    month = "tư" if day.month == 4 else _words(day.month)
    return f"Ngày {_words(day.day)} tháng {month} năm {_words(day.year)}"


def qr_svg(text: str) -> str:
    """A QR code as an SVG picture, error correction M, quiet zone of four modules."""
    picture = io.BytesIO()
    segno.make(text, error="m", mask=_QR_MASK, micro=False).save(
        picture, kind="svg", xmldecl=False, border=4
    )
    return picture.getvalue().decode()


def prepared(data: Mapping[str, object]) -> dict[str, object]:
    """Data as templates get it: text, days also in words, the QR code of its address."""
    ready = {key: _plain(value) for key, value in data.items()}
    for key, value in data.items():
        if isinstance(value, date) and not isinstance(value, datetime):
            ready.setdefault(f"{key}_words", date_in_words(value))
    if address := ready.get("verification_address"):
        ready["qr"] = qr_svg(str(address))
    if address := ready.get("tracking_address"):
        ready["tracking_qr"] = qr_svg(str(address))
    return ready


def _plain(value: object) -> object:
    """A value as templates know them: text, true or false, lists and maps of these."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return local(value).strftime("%H:%M ngày %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return unicodedata.normalize("NFC", str(value))


def _words(number: int) -> str:
    return in_words(number).removesuffix(" đồng")


@cache
def _fonts() -> typst.Fonts:
    """The fonts inside Typst only, so that every machine sets the same page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


class _OfThread(threading.local):
    """One compiler a thread: it keeps fonts and parsed templates, but is not shared."""

    def __init__(self) -> None:
        self.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=_fonts())


_of_thread: list[_OfThread] = []


def compiler() -> typst.Compiler:
    """The compiler of this thread, which reads what lies under TEMPLATES."""
    if not _of_thread:
        _of_thread.append(_OfThread())
    return _of_thread[0].compiler
