"""What an act is at the desk, and what many acts ask alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toantrinh.dossiers.checking import Found
from toantrinh.dossiers.models import Dossier
from toantrinh.government.reasons import reasons
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today
from toantrinh.web.desk.forms import ActForm, ReasonForm


@dataclass(frozen=True)
class Setting:
    """What a form needs to know of the dossier before it."""

    dossier: Dossier
    actor: Actor
    answers: dict[str, Any]
    # What was found of the papers, by key.
    checks: Mapping[str, Found] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """One act: its address, its letter, what it asks, what it does, what is said when it is done.

    `apart` acts are confirmed on a page of their own, which says `warning`; `folded` ones open
    where they stand.
    """

    action: str
    slug: str
    key: str
    done: object
    make: Callable[[Setting, Any], ActForm]
    run: Callable[[Dossier, Actor, ActForm], Dossier]
    kind: str = ""
    apart: bool = False
    folded: bool = False
    warning: object = ""
    # What outlasts the showing of a second factor, which files that are sent do not.
    keep: Callable[[Dossier, Actor, ActForm], object] | None = None


@dataclass(frozen=True)
class Errand:
    """An act with a page of its own at the counter, where papers are scanned."""

    action: str
    view: str
    key: str
    apart: bool = True


def plain(action: str) -> Callable[[Setting, Any], ActForm]:
    return lambda _setting, data: ActForm(data, name=action)


def reasoned(action: str) -> Callable[[Setting, Any], ActForm]:
    return lambda setting, data: ReasonForm(data, name=action, listed=listed(setting, action))


def listed(setting: Setting, action: str) -> list[tuple[str, str]]:
    found = reasons(action, today(), setting.dossier.agency)
    return [(one.code, one.words) for one in found]


def why_of(form: ActForm) -> dict[str, str]:
    given = form.cleaned_data
    return {"reason": given["reason"], "because": given.get("because", "")}
