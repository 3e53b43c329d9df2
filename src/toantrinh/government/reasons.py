"""The reasons that may be given for an act, as they hold for an agency on a day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency, Reason
from toantrinh.government.queries import applies, in_force, rank
from toantrinh.kernel.errors import Refusal


@dataclass(frozen=True)
class Listed:
    """A reason by its code, in both languages."""

    code: str
    vietnamese: str
    english: str

    @property
    def words(self) -> str:
        """In the language of the page."""
        return self.english if get_language() == "en" else self.vietnamese


def reasons(act: str, on: date, of: Agency | None) -> list[Listed]:
    """What may be chosen for an act, in order; of a code the nearest word counts."""
    return list(_reasons(act, on, of))


@remembered
def _reasons(act: str, on: date, of: Agency | None) -> tuple[Listed, ...]:
    found = [row for row in Reason.objects.filter(in_force(on), act=act) if applies(row, of)]
    nearest = {row.code: row for row in sorted(found, key=lambda row: rank(row, of))}
    ordered = sorted(nearest.values(), key=lambda row: (row.position, row.code))
    return tuple(Listed(row.code, row.words, row.words_en) for row in ordered)


def reason(act: str, code: str, on: date, of: Agency | None) -> Listed:
    """One that may be chosen. Raises Refusal for any other."""
    found = next((one for one in reasons(act, on, of) if one.code == code), None)
    if found is None:
        raise Refusal("Không có lý do này trong danh mục.", field="because")
    return found


def reason_words(act: str, code: str, on: date, of: Agency | None) -> str:
    """What was meant by a code on a day; where none held then, the last word on it, or the code."""
    held = next((one for one in reasons(act, on, of) if one.code == code), None)
    return (held or _last(act, code) or Listed(code, code, code)).words


@remembered
def _last(act: str, code: str) -> Listed | None:
    row = Reason.objects.filter(act=act, code=code).order_by("valid_from").last()
    return Listed(row.code, row.words, row.words_en) if row else None
