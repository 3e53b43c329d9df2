"""Kinds of change to an agency's own lines in letters and notices."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator, Field

from toantrinh.administration.kinds import SEALED, Change, Code, Words, kind
from toantrinh.administration.letter_book import NOTICE, example, example_of, known
from toantrinh.administration.post_changes import agency_of, not_before_today
from toantrinh.administration.words import day_in_words
from toantrinh.government.carrying import going_on
from toantrinh.government.dated import end_wording, scope_of, set_wording
from toantrinh.government.models import Agency, Wording, WordingPart
from toantrinh.government.wording import ROOM, check_text, own_texts
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.text import clean_lines

PARTS: dict[str, Promise] = {
    WordingPart.HEADER: gettext_lazy("Đầu văn bản"),
    WordingPart.CLOSING: gettext_lazy("Lời kết"),
    WordingPart.SIGNATURE: gettext_lazy("Trên tên người ký"),
}
Lines = Annotated[str, BeforeValidator(clean_lines), Field(max_length=2000), SEALED]


class _AboutWording(Change):
    """What all changes of an agency's own lines have in common."""

    agency: UUID
    letter: Code
    part: WordingPart

    def agencies(self) -> list[Agency]:
        return [agency_of(self.agency)]

    def weighty(self) -> bool:
        return True

    def _check_room(self) -> None:
        if self.part not in ROOM.get(self.letter, ()):
            raise NotFound("Mẫu này không có chỗ cho lời riêng ở phần đó.")

    def _told(self) -> dict[str, object]:
        found = known(self.letter)
        return {
            "letter": found.label if found else self.letter,
            "part": PARTS[self.part],
            "agency": agency_of(self.agency).name,
        }


@kind
class SetWording(_AboutWording):
    """An agency's own lines in one part of a letter, from a day on."""

    kind: ClassVar[str] = "wording.set"
    label: ClassVar[Promise | str] = gettext_lazy("Đặt lời riêng trong mẫu văn bản")

    text: Lines
    since: date
    source: Words

    def check(self) -> None:
        self._check_room()
        not_before_today(self.since, "since")
        check_text(self.part, self.text)
        if self.letter != NOTICE:
            # What no font can show is refused here, and not when the first letter is due.
            example(self.letter, agency_of(self.agency), {self.part: self.text})

    def preview(self) -> list[str]:
        agency = agency_of(self.agency)
        before = own_texts(self.letter, self.since, agency).get(self.part)
        filled = example_of(agency)
        lines = [
            _("Từ %(day)s, %(letter)s của %(agency)s và các cơ quan trực thuộc, %(part)s ghi:")
            % {**self._told(), "day": day_in_words(self.since)},
            *(f"“{filled.into(line)}”" for line in self.text.split("\n")),
        ]
        if before:
            lines.append(_("Trước đó ghi: %(text)s") % {"text": before.replace("\n", " / ")})
        lines.append(_("Văn bản đã ký không đổi."))
        return lines

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        row = set_wording(
            agency_of(self.agency),
            self.letter,
            self.part,
            text=self.text,
            since=self.since,
            source=self.source,
            actor=actor,
        )
        return {"wording": str(row.id)}


@kind
class EndWording(_AboutWording):
    """An agency's own lines stand no more."""

    kind: ClassVar[str] = "wording.end"
    label: ClassVar[Promise | str] = gettext_lazy("Thôi lời riêng trong mẫu văn bản")

    last: date

    def check(self) -> None:
        self._check_room()
        not_before_today(self.last, "last")
        scope = {"agency_key": scope_of(agency_of(self.agency)), "kind_code": "", "unit_code": ""}
        rows = Wording.objects.filter(
            going_on(self.last), letter=self.letter, part=self.part, **scope
        )
        if not any(row.valid_to is None or row.valid_to > self.last for row in rows):
            raise Conflict("Cơ quan này không có lời riêng ở phần đó.")

    def preview(self) -> list[str]:
        said = _("Sau %(day)s, %(letter)s của %(agency)s không còn lời riêng ở phần: %(part)s.")
        return [
            said % {**self._told(), "day": day_in_words(self.last)},
            _("Nếu cấp trên có lời riêng ở phần này thì lời đó dùng tiếp."),
        ]

    def carry_out(self, actor: Actor) -> Mapping[str, object]:
        end_wording(agency_of(self.agency), self.letter, self.part, last=self.last, actor=actor)
        return {}
