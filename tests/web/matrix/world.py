"""The matrix's people at every place of the tree, and a dossier in every state of its life."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from tests import players as p
from tests.mandates import people as mandates
from tests.signed_in import confirm, program
from toantrinh.administration.actions import propose
from toantrinh.administration.post_changes import OpenPost
from toantrinh.catalogue.drafting import open_draft
from toantrinh.command.story import certificate
from toantrinh.documents.actions import begin_upload, store_upload
from toantrinh.dossiers import actions
from toantrinh.dossiers.correcting import propose_correction
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.dossiers.paying import ask_payment
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stopping import stop
from toantrinh.government import memory
from toantrinh.government.actions import open_post
from toantrinh.government.models import Post, PostRole, Rule
from toantrinh.government.queries import agency
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import (
    appoint,
    give_login,
    register_login,
    register_officer,
    register_person,
)
from toantrinh.people.models import LoginKind, Person, Posting
from toantrinh.people.officers import be_away
from toantrinh.people.queries import as_officer
from toantrinh.protection.actions import ask
from toantrinh.web.gate.visiting import LEVEL

CITIZENS = ("owner", "other", "holder")
ROLES = tuple(PostRole.values)
# The agency that handles the dossier, one beside it, the one above, and one below it.
PLACES = {"own": "14797", "neighbour": "14758", "upper": "38", "lower": "14797"}
OFFICERS = tuple(f"{role}@{place}" for role in ROLES for place in PLACES)
SEATS = ("nobody", *CITIZENS, *OFFICERS)
# The house behind all browsers: made anew for each, it would look through its static files again.
_HOUSE = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class Seat:
    """Somebody who knocks: by session at the pages, by token at the API; nobody has neither."""

    session: str = ""
    token: str = ""

    def knock(self, method: str, path: str, data: Mapping[str, Any], *, api: bool) -> HttpResponse:
        """Ask for an address, in a browser of its own."""
        bearer = {"Authorization": f"Bearer {self.token}"} if api and self.token else None
        client = Client(raise_request_exception=False, headers=bearer)
        client.handler = _HOUSE
        if self.session and not api:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        given: dict[str, Any] = {"content_type": "application/json"} if api else {}
        if method == "GET":
            given = {}
        ask = client.get if method == "GET" else client.post
        response: HttpResponse = ask(path, dict(data), **given)  # type: ignore[assignment]
        return response


@dataclass(frozen=True)
class World:
    """Who knocks, and what they knock for."""

    seats: dict[str, Seat]
    who: p.Players
    dossiers: dict[str, Dossier]
    # Other things that addresses and forms name; `officer` is another specialist of the agency.
    ids: dict[str, str]


def build() -> World:
    """All of it, made once."""
    who = p.players()
    # Births are registered within the day, which leaves no day before to apologise.
    Rule.objects.filter(key="clock.apology_days_before_due").update(value=0)
    memory.forget()
    owner = who.cast.mother
    other = register_person(
        actor=SYSTEM, full_name="Lò Thị Pâng", personal_number="003194000777", synthetic=True
    )
    seats = {"nobody": Seat(), "owner": _citizen(owner), "other": _citizen(other)}
    seats["holder"] = _citizen(mandates.person(mandates.GRANDMOTHER))
    mandates.granted()
    for name in OFFICERS:
        seats[name] = _seat(_known(who, name) or _posting(name))
    dossiers = _dossiers(who)
    key = dossiers[State.DRAFT].key
    upload = begin_upload(actor=who.mother, key=key, length=10, label="giay.pdf")
    post = who.cast.specialist.post
    colleague = _appointed("specialist@beside", post)
    absence = be_away(colleague.officer, since=date(2030, 2, 1), actor=SYSTEM)
    proposer = Posting.objects.get(officer__user__username="m-administrator@upper")
    change = OpenPost(
        agency=post.agency_id, code="m-hai", title="Quản trị", roles=(PostRole.ADMINISTRATOR,)
    )
    proposal = propose(change, actor=as_officer(proposer))
    said = {"code": "9.800001", "name": "Ghi tên mèo"}
    return World(
        seats,
        who,
        dossiers,
        {
            "upload_id": str(upload.pk),
            "proposal_id": str(proposal.pk),
            "stay_id": str(proposal.pk),
            "mandate_id": str(mandates.asked().pk),
            "post_id": str(post.pk),
            "post": str(who.cast.leader.post_id),
            "officer": str(colleague.officer_id),
            "officer_id": str(colleague.officer_id),
            "posting_id": str(colleague.pk),
            "absence_id": str(absence.pk),
            "draft_id": str(open_draft("9.800001", actor=SYSTEM, content=said).pk),
            **_asked(who, dossiers[State.PROCESSING]),
        },
    )


def _asked(who: p.Players, dossier: Dossier) -> dict[str, str]:
    """Two looks at a dossier by the agency that handles it; of one the owner asked why."""
    for page in ("one", "other"):
        log_look(dossier, actor=who.specialist, page=page, fields=["applicant"])
    looks = {look.page: look for look in Access.objects.filter(page__in=["one", "other"])}
    asked = ask(looks["one"], actor=who.mother)
    return {"access_id": str(looks["other"].pk), "explanation_id": str(asked.pk)}


def _citizen(person: Person) -> Seat:
    user = register_login(actor=SYSTEM, username=str(person.pk), kind=LoginKind.CITIZEN)
    return _seat(give_login(person, actor=SYSTEM, user=user))


def _seat(whose: Person | Posting) -> Seat:
    user = whose.user if isinstance(whose, Person) else whose.officer.user
    assert user is not None
    client = Client()
    client.force_login(user)
    session = client.session
    session[LEVEL] = 2
    session.save()
    confirm(client)
    _token, text = program(whose)
    return Seat(client.cookies[settings.SESSION_COOKIE_NAME].value, text)


def _known(who: p.Players, name: str) -> Posting | None:
    """Those through whose hands the dossiers went."""
    role, _, place = name.partition("@")
    return getattr(who.cast, role, None) if place == "own" else None


def _posting(name: str) -> Posting:
    role, _, place = name.partition("@")
    desk = role == "reception" and place != "lower"
    kind = "tyt" if place == "lower" else "ttpvhcc" if desk else "ubnd"
    post = open_post(
        agency(f"{PLACES[place]}.{kind}"), f"m-{role}", role, roles=[PostRole(role)], actor=SYSTEM
    )
    return _appointed(name, post)


def _appointed(name: str, post: Post) -> Posting:
    user = register_login(actor=SYSTEM, username=f"m-{name}", kind=LoginKind.OFFICER)
    officer = register_officer(actor=SYSTEM, full_name=f"Hoàng {name}", user=user, synthetic=True)
    return appoint(officer, actor=SYSTEM, post=post, since=date(2025, 7, 1))


def _dossiers(who: p.Players) -> dict[str, Dossier]:
    """One in each state; the answers and papers are whole."""
    reason = "Ghi rõ quê quán."
    fee = partial(ask_payment, amount=16000)
    ask = partial(actions.ask_supplement, missing=["child_origin"], reason=reason)
    makers: dict[State, Callable[[], Dossier]] = {
        State.DRAFT: lambda: p.drafted(who),
        State.SUBMITTED: lambda: p.submitted(who, copies=2),
        State.INCOMPLETE: lambda: ask(p.submitted(who), actor=who.reception),
        State.ACCEPTED: lambda: p.accepted(who),
        State.PROCESSING: lambda: p.processing(who, copies=2),
        State.PROPOSED: lambda: p.proposed(who),
        State.SUPPLEMENTING: lambda: ask(p.processing(who), actor=who.specialist),
        State.UNPAID: lambda: fee(p.submitted(who, copies=2), actor=who.reception),
        State.PAYING: lambda: fee(p.processing(who, copies=2), actor=who.specialist),
        State.CONSULTING: lambda: _consulting(p.processing(who)),
        State.DENIED: lambda: actions.refuse(p.submitted(who), actor=who.reception, reason=reason),
        State.STOPPED: lambda: stop(p.processing(who), actor=who.leader, reason=reason),
        State.READY: lambda: _ready(who),
        State.RETURNED: lambda: actions.return_result(_ready(who), actor=who.reception),
    }
    made = {str(state): make() for state, make in makers.items()}
    corrected = actions.return_result(_ready(who), actor=who.reception)
    made["returned+proposed"] = propose_correction(
        corrected, actor=who.specialist, answers={}, reason=reason
    )
    for paper in Paper.objects.select_related("dossier__key"):
        file = store_upload(certificate(), actor=who.mother, key=paper.dossier.key)
        Paper.objects.filter(pk=paper.pk).update(file=file)
    return {state: Dossier.objects.get(pk=dossier.pk) for state, dossier in made.items()}


def _ready(who: p.Players) -> Dossier:
    dossier = actions.approve(p.proposed(who), actor=who.leader)
    issue_result(dossier)
    return Dossier.objects.get(pk=dossier.pk)


def _consulting(dossier: Dossier) -> Dossier:
    """No act leads there yet."""
    state = State.CONSULTING
    Dossier.objects.filter(pk=dossier.pk).update(
        state=state.value, status_code=state.code, holder=state.holder.value
    )
    return dossier
