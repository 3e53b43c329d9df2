"""Errors that are meant for a person: a sentence, where, and how to mend it.

The message is a gettext id in Vietnamese; it is translated only when `text()` is asked for, because
the kernel knows no Django and the person may read English.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _as_is(message: str) -> str:
    return message


_translate: Callable[[str], str] = _as_is


def translate_with(translate: Callable[[str], str]) -> None:
    """Let an upper room lend its translations, e.g. Django's gettext."""
    global _translate
    _translate = translate


def said(message: str, params: Mapping[str, object]) -> str:
    """A sentence of the house, translated and filled in."""
    words = _translate(message)
    return words % params if params else words


class Refusal(Exception):
    """The base of every error that a person may read.

    `params` fill the named places of the message, `field` names what must change, `remedy` says
    how. `status` is the HTTP status that fits.
    """

    status = 422

    def __init__(
        self, message: str, *, field: str | None = None, remedy: str | None = None, **params: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy
        self.params = params

    def text(self) -> str:
        """The sentence, translated and filled in, with the remedy behind it."""
        filled = said(self.message, self.params)
        return f"{filled} {said(self.remedy, self.params)}" if self.remedy else filled

    def __str__(self) -> str:
        return self.text()


class NotAllowed(Refusal):
    """Somebody asks for what they may not do or see."""

    status = 403


class NotFound(Refusal):
    """What was asked for does not exist, or not for this person."""

    status = 404


class Conflict(Refusal):
    """The thing is not in a state in which this can be done."""

    status = 409


class Gone(Refusal):
    """What was there was erased, as the law asks, and nobody can bring it back."""

    status = 410


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given: where, what, and the line where there are lines."""

    where: str
    what: str
    line: int | None = None
    params: dict[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """The sentence, translated and filled in."""
        return said(self.what, self.params)


class Invalid(Refusal):
    """Several things are wrong at once; each is told."""

    def __init__(self, message: str, problems: list[Problem], **params: object) -> None:
        super().__init__(message)
        self.params = params
        self.problems = problems
