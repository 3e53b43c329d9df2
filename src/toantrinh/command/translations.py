"""Texts for people: collect them from code and templates, check that English is complete, compile.

Vietnamese sentences are the message ids. Django's own tools need GNU gettext, which a fresh machine
does not have; Babel reads and writes the same files.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    # Refusals carry their sentence as first argument; see toantrinh.kernel.errors.
    "Refusal": None,
    "NotAllowed": None,
    "NotFound": None,
    "Conflict": None,
    "Gone": None,
    "Invalid": None,
    "Unreadable": None,
    "RuleError": None,
    "Unproven": None,
    "Unavailable": None,
    "Refused": None,
    "Down": None,
    "LevelTooLow": None,
    "NotConfirmed": None,
    "Exhausted": None,
    "Problem": (2,),
    "Finding": (3,),
}


def texts() -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """Every message of the house: file, line, message, context."""
    for place in sorted([*PACKAGE.rglob("*.py"), *_templates()]):
        if "migrations" in place.parts:
            continue
        for line, message, _comments, context in extract(
            "python", io.BytesIO(_as_python(place)), keywords=_KEYWORDS
        ):
            if message:
                yield str(place.relative_to(PACKAGE)), line, message, context
        if place.suffix == ".py":
            for line, remedy in _remedies(place):
                yield str(place.relative_to(PACKAGE)), line, remedy, None


def _remedies(place: Path) -> Iterator[tuple[int, str]]:
    """The second sentence of a refusal, which is named and so escapes the extraction by place."""
    for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "remedy":
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.lineno, value.value


def _templates() -> Iterator[Path]:
    for kind in ("html", "txt"):
        yield from PACKAGE.rglob(f"templates/**/*.{kind}")


def _as_python(place: Path) -> bytes:
    source = place.read_text(encoding="utf-8")
    if place.suffix == ".py":
        return source.encode()
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    # What templatize leaves between the calls is no Python: indents mean nothing, brackets neither.
    lines = (line.lstrip() for line in templatize(source).splitlines())
    return "\n".join(re.sub(r"[()\[\]{}]+(?=[XBSF])", " ", line) for line in lines).encode()


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _read(language: str) -> Catalog:
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def collect() -> None:
    """Add new messages to the English catalogue and drop those that nobody says any more."""
    old, new = _read("en"), Catalog(locale="en", project="toantrinh", charset="utf-8")
    for _place, _line, message, context in texts():
        known = old.get(message if isinstance(message, str) else message[0], context)
        new.add(message, known.string if known else "", context=context)
    with _path("en").open("wb") as file:
        write_po(file, new, sort_output=True, width=100, omit_header=False)


def missing() -> list[str]:
    """Messages without an English translation, each with the place that says it."""
    english = _read("en")
    found = []
    for place, line, message, context in texts():
        entry = english.get(message if isinstance(message, str) else message[0], context)
        whole = entry and (all(entry.string) if isinstance(entry.string, tuple) else entry.string)
        if not whole:
            found.append(f"{place}:{line}: {message!r}")
    return found


def compile_all() -> None:
    """Write the .mo files that gettext reads."""
    for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def main(arguments: list[str]) -> int:
    """With --check tell what is not translated; with --collect gather; always compile."""
    if "--collect" in arguments:
        collect()
    compile_all()
    if "--check" in arguments:
        lines = missing()
        for line in lines:
            print(f"not translated: {line}", file=sys.stderr)
        return 1 if lines else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
