"""One file of the portal to one Record. Nothing of the text is dropped."""

import re
from collections import Counter
from dataclasses import dataclass, field

from toantrinh.catalogue.national import lists, sections
from toantrinh.catalogue.national.amounts import (
    ABSENT,
    names_duration,
    read_fees,
    read_limit,
    squeeze,
)
from toantrinh.catalogue.national.papers import PaperReader
from toantrinh.catalogue.national.records import (
    Channel,
    ChannelKind,
    Kind,
    LegalBasis,
    Level,
    Paragraph,
    Record,
    Section,
    Unit,
    Unreadable,
)

_CODE = re.compile(r"[0-9]\.[0-9]{6,8}$")  # one published code has a digit too many
_LEVELS = {
    "cấp bộ/trung ương": Level.MINISTRY,
    "cấp bộ": Level.MINISTRY,
    "cấp trung ương": Level.MINISTRY,
    "trung ương": Level.MINISTRY,
    "cấp tỉnh": Level.PROVINCE,
    "cấp huyện": Level.DISTRICT,
    "cấp xã": Level.COMMUNE,
}
_KINDS = {
    "tthc được luật giao quy định chi tiết": Kind.ASSIGNED,
    "assigned_regulation": Kind.ASSIGNED,
    "tthc không được luật giao quy định chi tiết": Kind.NOT_ASSIGNED,
    "not_assigned_regulation": Kind.NOT_ASSIGNED,
    "central_regulation": Kind.CENTRAL,
    "local_regulation": Kind.LOCAL,
    "other": Kind.OTHER,
}
_CHANNELS = {
    "online": ChannelKind.ONLINE,
    "trực tuyến": ChannelKind.ONLINE,
    "postal": ChannelKind.POST,
    "dịch vụ bưu chính": ChannelKind.POST,
    "direct": ChannelKind.DIRECT,
    "trực tiếp": ChannelKind.DIRECT,
}
_CHANNEL = re.compile(r"(?:  |\s*(?=\* Hình thức nộp: *[A-Z_]+\s*$))\* Hình thức nộp:(.*)$")
_PARTS = ("Thời hạn giải quyết", "Phí, lệ phí", "Mô tả")
_ABSENT_LENGTH = 60


def read_record(name: str, data: bytes) -> Record:
    """The record in a file of this name; raises Unreadable with file, line and reason."""
    found = sections.cut(sections.tidy(data, name), name)
    return _Reading(name, {part.label: part for part in found}).record(found)


@dataclass
class _Reading:
    file: str
    parts: dict[str, Section]
    unparsed: Counter[str] = field(default_factory=Counter)

    def record(self, found: tuple[Section, ...]) -> Record:
        asked = PaperReader(self._block(sections.PAPERS))
        self.unparsed.update(asked.unparsed)
        return Record(
            file=self.file,
            code=self._code(),
            decision=self._line(sections.DECISION),
            name=self._name(),
            levels=self._levels(),
            level_text=self._line(sections.LEVEL),
            kind=self._kind(),
            kind_text=self._line(sections.KIND),
            sector=self._line(sections.SECTOR),
            steps=self._steps(),
            channels=self._channels(),
            papers=tuple(asked.papers),
            paper_notes=tuple(asked.notes),
            applicants=lists.applicants(self._line(sections.APPLICANTS)),
            agency_performing=lists.agencies(self._line(sections.PERFORMING)),
            agency_competent=lists.agencies(self._line(sections.COMPETENT)),
            reception_address=self._text(sections.ADDRESS),
            authorised=lists.agencies(self._line(sections.AUTHORISED)),
            cooperating=lists.agencies(self._line(sections.COOPERATING)),
            results=lists.results(self._line(sections.RESULTS)),
            legal_bases=self._legal_bases(),
            conditions=self._text(sections.CONDITIONS),
            keywords=lists.keywords(self._line(sections.KEYWORDS)),
            description=self._text(sections.DESCRIPTION),
            sections=found,
            unparsed=dict(self.unparsed),
        )

    def _line(self, label: str) -> str:
        """A value as one line; "" if the portal has no information."""
        said = squeeze(self.parts[label].text)
        return "" if said == ABSENT else said

    def _text(self, label: str) -> str:
        """A value with its lines, each with single spaces."""
        said = _lines(self.parts[label].text)
        return "" if said == ABSENT else said

    def _block(self, label: str) -> list[str]:
        """The lines of a block that are not blank; none if the portal has no information."""
        lines = [line for line in self.parts[label].text.split("\n") if line.strip()]
        if len(lines) == 1 and len(lines[0]) < _ABSENT_LENGTH:
            return [] if lines[0].strip().startswith(ABSENT) else lines
        return lines

    def _code(self) -> str:
        code = self._line(sections.CODE)
        line = self.parts[sections.CODE].line
        if not code:
            raise Unreadable("Thủ tục không có mã.", file=self.file, line=line)
        if not _CODE.match(code):
            raise Unreadable(
                "“%(code)s” không phải là mã thủ tục quốc gia.",
                file=self.file,
                line=line,
                remedy="Mã có dạng một chữ số, dấu chấm, sáu chữ số, ví dụ 1.234567.",
                code=code[:80],
            )
        return code

    def _name(self) -> str:
        name = self._line(sections.NAME)
        if not name:
            line = self.parts[sections.NAME].line
            raise Unreadable("Thủ tục không có tên.", file=self.file, line=line)
        return name

    def _levels(self) -> tuple[Level, ...]:
        said = [part.strip() for part in re.split("[,;]", self._line(sections.LEVEL).lower())]
        self.unparsed.update("level" for part in said if part and part not in _LEVELS)
        return tuple(dict.fromkeys(_LEVELS[part] for part in said if part in _LEVELS))

    def _kind(self) -> Kind | None:
        said = self._line(sections.KIND).lower()
        if said and said not in _KINDS:
            self.unparsed["kind"] += 1
        return _KINDS.get(said)

    def _steps(self) -> tuple[Paragraph, ...]:
        return tuple(
            Paragraph(len(line) - len(line.lstrip()), squeeze(line))
            for line in self._block(sections.STEPS)
        )

    def _channels(self) -> tuple[Channel, ...]:
        channels: list[dict[str, list[str]]] = []
        part = 0
        for line in self._block(sections.CHANNELS):
            head = _CHANNEL.match(line)
            if head:
                channels.append({"": [head[1]], **{name: [] for name in _PARTS}})
                part = 0
                continue
            if not channels:
                # The text before the first channel has no channel to belong to.
                self.unparsed["lines"] += 1
                continue
            name, colon, rest = line.strip().partition(":")
            if colon and name in _PARTS[part:]:
                part = _PARTS.index(name) + 1
                channels[-1][name].append(rest)
            else:
                channels[-1][_PARTS[part - 1] if part else ""].append(line)
        return tuple(self._channel(channel) for channel in channels)

    def _channel(self, said: dict[str, list[str]]) -> Channel:
        kind_text, limit_text, fee_text = (squeeze(" ".join(said[p])) for p in ("", *_PARTS[:2]))
        notes = _lines("\n".join(said[_PARTS[2]]))
        kind = _CHANNELS.get(kind_text.lower())
        limit = read_limit("" if limit_text == ABSENT else limit_text, notes)
        fees = read_fees(fee_text)
        said_nothing = limit_text in {"", ABSENT, "OTHER"}
        self.unparsed.update(
            {
                "channels": kind is None,
                "limits": limit is None and not said_nothing,
                "limits_in_notes": limit is None and said_nothing and names_duration(notes),
                "limit_units": limit is not None and limit.unit is Unit.OTHER,
                "fees": sum(fee.amount is None for fee in fees),
            }
        )
        self.unparsed = +self.unparsed
        return Channel(kind, kind_text, limit, limit_text, fees, fee_text, notes)

    def _legal_bases(self) -> tuple[LegalBasis, ...]:
        entries: list[str] = []
        for line in self._block(sections.LEGAL):
            said = line.strip()
            if said.startswith("*"):
                entries.append(said[1:])
            elif entries:
                entries[-1] += "\n" + said
            else:
                entries.append(said)
        bases = tuple(lists.legal_basis(entry) for entry in entries if entry.strip())
        unknown = sum(not base.number for base in bases)
        if unknown:
            self.unparsed["legal_bases"] = unknown
        return bases


def _lines(text: str) -> str:
    return "\n".join(squeeze(line) for line in text.split("\n")).strip("\n")
