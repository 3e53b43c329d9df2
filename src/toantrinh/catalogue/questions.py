"""What a form asks: pages of questions, each of a kind, with the rules that bind them."""

from typing import Literal

from pydantic import Field

from toantrinh.catalogue.parts import Key, Part, Rule

Kind = Literal[
    "text", "long_text", "name", "date", "partial_date", "number", "money", "choice", "choices",
    "yes_no", "personal_number", "tax_code", "phone", "email", "province", "commune", "old_address",
    "file", "group", "signature", "computed",
]  # fmt: skip


class Option(Part):
    """One choice of a question."""

    value: Key
    label: str
    label_en: str = ""


class FormField(Part):
    """One question. `show_if` is CEL over the answers given so far.

    A `group` is asked between `least` and `most` times and holds questions of its own; a `computed`
    one is worked out by its `formula` and never typed; a `file` answers with a paper. A `signature`
    names a second person, who has to agree before the dossier can be handed in: they see the pages
    that `shows` names, or all; the paper `or_paper`, signed with ink, does instead.
    """

    key: Key
    label: str
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    kind: Kind
    required: bool = True
    options: tuple[Option, ...] = ()
    longest: int = Field(default=200, ge=1, le=10_000)
    show_if: Rule = ""
    # What the state already knows of the person who signed in.
    known: Literal[
        "", "full_name", "birth_date", "personal_number", "commune", "email", "phone"
    ] = ""
    # Where the object of the procedure is, when not where the applicant lives.
    decides_place: bool = False
    formula: Rule = ""
    fields: tuple["FormField", ...] = ()
    least: int = Field(default=1, ge=0, le=50)
    most: int = Field(default=10, ge=1, le=50)
    shows: tuple[Key, ...] = ()
    or_paper: Key | Literal[""] = ""


class Check(Part):
    """A rule over several answers, in CEL; `message` is told at `field` when it does not hold."""

    rule: Rule
    message: str
    message_en: str = ""
    field: Key


class FormPage(Part):
    """One group of questions, shown on a page of its own."""

    key: Key
    title: str
    title_en: str = ""
    show_if: Rule = ""
    fields: tuple[FormField, ...]
    checks: tuple[Check, ...] = ()
