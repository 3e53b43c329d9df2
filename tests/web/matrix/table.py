"""What each seat is to be answered: the explicit expectation that the walk is held against.

A rule is read from the left, the first word that fits a seat counts: `nobody`, `owner`, `other`,
`holder`, `citizens` (all three), `officers` (all), a role such as `leader`, a role at a place as
`leader@upper`, or `*`. The places are those of the agency of the post, seen from the agency that
handles the dossier: `own`, `neighbour` (same level, other branch), `upper`, `lower`. The number is
the status; a `+` behind it says that the answer shows the dossier's code, otherwise it must not.

The holder acts for the owner under a mandate. Where a rule does not name them, they are answered as
the owner is; of the owner's own drafts they know as little as anybody else.

A probe is the name of an address, or method and path of an API operation; `=state` says in which
state the dossier is that it asks for, `processing` if nothing is said.

**A new address:** add its name to a line of READS, or write a line. If it takes POST, add it to
SENDS, with what is sent in `fill.py`. **A new act of the lifecycle table:** add it to ACTS for
every state it may start from.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.web.matrix.world import CITIZENS, OFFICERS, PLACES, ROLES, SEATS

# Who sees a dossier that the own agency handles.
_SEEN = "reception@own 200+, specialist@own 200+, leader@own 200+, leader@upper 200+"

OPEN = "* 200"
NOT_HERE = "* 405"
SIGNED_OUT = "nobody 200, * 302"
CITIZENS_ONLY = "nobody 302, citizens 200, officers 403"
OWNERS = "nobody 302, owner 200, other 404, officers 403"
OWNERS_ONWARD = "nobody 302, owner 302, other 404, officers 403"
AT_DESK = "nobody 302, citizens 403, officers 200"
DESK_DOSSIER = f"nobody 302, citizens 403, {_SEEN}, officers 404"
DESK_LIST = f"nobody 302, citizens 403, {_SEEN}, officers 200"
# Leaders and data officers may break the glass, and read afterwards who did.
BREAKERS = "nobody 302, citizens 403, leader 200, data_officer 200, officers 403"
_NO_DOSSIERS = "administrator 404, data_officer 404, catalogue_editor 404"
DESK_PILE = f"nobody 302, citizens 403, {_SEEN}, {_NO_DOSSIERS}, officers 200"
HOUSE = "nobody 302, citizens 403, administrator 200, officers 403"
# About the own agency: its administrators and those above.
_GOVERN = "nobody 302, citizens 403, administrator@own 200, administrator@upper 200"
GOVERNED = f"{_GOVERN}, administrator 403, officers 403"
GOVERNED_ELSE_NONE = f"{_GOVERN}, administrator 404, officers 403"
# Nobody reforms the unit of the agency they sit at.
GOVERNED_FROM_ABOVE = GOVERNED_ELSE_NONE.replace("own 200", "own 403")
# A look by the own agency was asked about: its data officer answers, or the one above.
_FOR_DATA = "nobody 302, citizens 403, data_officer"
_ONE_EXPLANATION = (
    "nobody 302, citizens 403, data_officer@own 200, data_officer@upper 200, data_officer 404, "
    "officers 403"
)
_OFF_PAPER = (
    "nobody 302, citizens 403, reception@own 409, specialist@own 409, leader@own 409, "
    "leader@upper 403, officers 404"
)
API_DOSSIER = f"nobody 401, owner 200+, {_SEEN}, * 404"

# Drafts of versions are written at the committee of the province, and published there by others.
_EDITOR = "nobody 302, citizens 403, catalogue_editor@upper 200"
_READERS = f"{_EDITOR}, administrator@upper 200, leader@upper 200"
DRAFTS = f"{_READERS}, officers 404"
_WRITERS = f"{_EDITOR}, administrator@upper 403, leader@upper 403, officers 404"
_PUBLISHERS = DRAFTS.replace("200", "302").replace("editor@upper 302", "editor@upper 403")

LEADERS_ALONE = "nobody 302, citizens 403, leader 200, officers 403"
PROMISES = "nobody 302, citizens 403, leader 200, administrator 200, officers 403"
# The numbers of the own commune: who leads or administers it, or stands above.
_HERE = "leader@own 200, leader@upper 200, administrator@own 200, administrator@upper 200"
_LEADS_HERE = f"nobody 302, citizens 403, {_HERE}, officers 403"
_LEADS_DOSSIER = (
    f"nobody 302, citizens 403, {_HERE.replace('200', '200+')}, leader 404, administrator 404, "
    "officers 403"
)
_REFORMS = "admin:open_agency admin:rename_agency admin:merge_agencies admin:close_agency"
_REFORMS_OF_UNITS = "admin:rename_unit admin:merge_units"

_API_DESK = "reception@own 200, reception@neighbour 200"
_TAKES = "reception@own 403, specialist@own 409, leader@own 409, leader@upper 403"
_API_MANDATE = "nobody 401, owner 200, holder 200, * 404"

# The desks of communes; the desk of a province is none.
_AT_A_DESK = "nobody 302, citizens 403, reception@own 200, reception@neighbour 200, officers 403"

# Every desk has a counter, a province's too.
_AT_A_COUNTER = _AT_A_DESK.replace("officers 403", "reception@upper 200, officers 403")

READS: tuple[tuple[str, str], ...] = (
    (
        OPEN,
        """portal:home portal:search portal:life_event portal:catalogue portal:procedure
        portal:whole portal:standing portal:verify portal:verification=returned portal:about
        portal:privacy portal:accessibility portal:contact portal:seals portal:seals_file
        portal:procedure_schema
        account_logout healthz readyz""",
    ),
    # Nobody to write to is configured here.
    ("* 404", "portal:security_txt"),
    ("nobody 302, * 200", "account sessions"),
    ("nobody 302, * 405", "end_session end_other_sessions"),
    ("nobody 302, citizens 405, officers 403", "choose_capacity"),
    # No provider of identities is set up here.
    ("nobody 503, citizens 302, officers 403", "account_login"),
    ("nobody 503, citizens 503, officers 403", "openid_connect_callback"),
    ("nobody 200, citizens 403, officers 302", "officer_sign_in"),
    ("* 302", "mfa_authenticate officer_set_up"),
    ("* 404", "officer_set_up_picture held"),
    (NOT_HERE, "set_language"),
    ("nobody 302, citizens 403, officers 405", "choose_post"),
    (AT_DESK, "own_password confirm_factor own_factors"),
    ("nobody 302, citizens 403, officers 405", "add_passkey remove_passkey"),
    ("nobody 302, citizens 405, officers 403", "portal:start"),
    ("nobody 302, owner 200+, holder 200, other 200, officers 403", "portal:seen"),
    ("nobody 302, owner 200+, holder 200, other 200, officers 403", "portal:dossiers"),
    ("nobody 302, holder 200+, citizens 200, officers 403", "portal:held"),
    # One gives anew; the other waits for the owner's answer.
    (CITIZENS_ONLY, "portal:mandates portal:new_mandate portal:notices portal:agreements"),
    # Nobody was asked to agree to anything here.
    ("nobody 302, citizens 404, officers 403", "portal:agreement"),
    ("nobody 302, citizens 405, officers 403", "portal:invite"),
    (OWNERS, "portal:mandate portal:end_mandate"),
    (OWNERS.replace("owner 200", "owner 200, holder 302"), "portal:answer_mandate"),
    ("nobody 302, citizens 404, officers 403", "portal:mandate_proof"),
    ("nobody 302, citizens 405, officers 403", "portal:ask_why"),
    (f"{_FOR_DATA} 200, officers 403", "desk:explanations"),
    (_ONE_EXPLANATION.replace("200", "200+"), "desk:explanation"),
    (f"{_FOR_DATA} 405, officers 403", "desk:acknowledge"),
    # Nobody sent such a batch.
    ("nobody 302, citizens 403, officers 404", "desk:batch"),
    (
        "nobody 302, citizens 403, leader 200, officers 403",
        "desk:misuses desk:delegations desk:assignment",
    ),
    ("nobody 302, citizens 403, officers 405", "desk:end_delegation desk:end_assignment"),
    (
        "nobody 302, owner 200+, other 404, officers 403",
        "portal:dossier portal:receipt portal:supplement=incomplete portal:withdraw",
    ),
    (
        OWNERS,
        """portal:form=draft portal:papers=draft portal:paper portal:review=draft
        portal:receiving=draft
        portal:document=returned""",
    ),
    (OWNERS_ONWARD, "portal:resume=draft portal:renew=draft"),
    # A result is the applicant's once it was handed over.
    ("nobody 302, citizens 404, officers 403", "portal:document=ready"),
    (
        "nobody 302, citizens 405, officers 403",
        "portal:remove_paper portal:begin_upload portal:upload portal:submit portal:message",
    ),
    ("nobody 302, citizens 403, officers 302", "desk:home"),
    (DESK_LIST, "desk:find desk:register"),
    (DESK_PILE, "desk:pile"),
    (DESK_PILE.replace("200+", "200"), "desk:filter"),
    (AT_DESK, "desk:tallies desk:keys desk:alarms"),
    ("nobody 302, citizens 403, officers 405", "desk:forget_filter desk:carry_out"),
    (OPEN, "portal:to_cut portal:to_cut_by_owner portal:to_cut_by_sector"),
    ("nobody 302, citizens 403, specialist 200, leader 200, officers 403", "desk:asked"),
    (DESK_DOSSIER, "desk:dossier"),
    (
        DESK_DOSSIER.replace("200+", "200"),
        """desk:paper desk:paper_page desk:result=ready desk:result=returned desk:document=ready
        desk:document=returned desk:control_slip""",
    ),
    (DESK_DOSSIER.replace("200+", "302"), "desk:write desk:check"),
    (
        DESK_DOSSIER.replace("200+", "403").replace("reception@own 403", "reception@own 200+"),
        "counter:supplement=incomplete",
    ),
    ("nobody 302, citizens 403, officers 405", "desk:reveal"),
    (
        DESK_DOSSIER.replace("200+", "302").replace("reception@own 302", "reception@own 200+"),
        "desk:act=submitted",
    ),
    # The form names the code that was typed.
    (BREAKERS.replace("200", "200+"), "desk:break_glass"),
    (BREAKERS, "desk:broken"),
    (
        GOVERNED,
        """admin:rename_post admin:post_roles admin:close_post admin:move
        admin:end_posting""",
    ),
    (
        GOVERNED_ELSE_NONE,
        """admin:posts admin:open_post admin:proposal admin:officers admin:officer admin:invite
        admin:appoint admin:be_away admin:come_back admin:officer_act admin:calendar
        admin:set_hours admin:end_hours admin:set_day admin:rules admin:rule admin:set_rule
        admin:end_rule admin:reasons admin:set_reason admin:end_reason
        admin:letters admin:letter_example admin:set_wording admin:end_wording""",
    ),
    ("nobody 302, citizens 403, officers 302", "officer_start"),
    # No such invitation.
    ("* 404", "officer_invited"),
    (_AT_A_DESK, "desk:mandates desk:record_mandate"),
    # Somebody else's reception, or none: whoever works at no desk learns nothing of either.
    (_AT_A_COUNTER, "counter:home counter:hall"),
    # A hall is known by its key alone, which nobody here has.
    (
        "* 404",
        """hall:screen hall:kiosk hall:ticket hall:own_ticket hall:look_up hall:search
        hall:procedure""",
    ),
    # Nothing of it stands on paper, which whoever handles it is told.
    (
        _OFF_PAPER,
        "counter:off_paper counter:off_paper_first",
    ),
    (NOT_HERE, "hall:draw"),
    ("nobody 302, citizens 403, officers 405", "counter:give counter:leave counter:call"),
    (
        _AT_A_COUNTER.replace("200", "404"),
        "counter:who counter:what counter:sheet counter:papers counter:done",
    ),
    ("nobody 302, citizens 403, officers 405", "counter:drop counter:drop_paper"),
    (_AT_A_DESK.replace("200", "404"), "desk:mandate"),
    ("nobody 302, citizens 403, officers 404", "desk:mandate_proof"),
    (HOUSE, "admin:home admin:proposals admin:agencies admin:checks admin:journal admin:settings"),
    (GOVERNED_ELSE_NONE, "admin:agency"),
    (GOVERNED_ELSE_NONE, _REFORMS),
    (GOVERNED_FROM_ABOVE, _REFORMS_OF_UNITS),
    # No commune decides who is competent.
    ("nobody 302, citizens 403, administrator 404, officers 403", "admin:change_hands"),
    ("nobody 302, citizens 403, administrator 405, officers 403", "admin:decide"),
    (f"{_READERS}, officers 403", "editor:home"),
    (_WRITERS.replace("404", "403"), "editor:bring"),
    (
        DRAFTS,
        """editor:draft editor:edit editor:citizen editor:officer editor:simulate
        editor:compare editor:publish editor:take_out""",
    ),
    (_WRITERS, "editor:steps"),
    ("nobody 302, citizens 403, officers 405", "editor:begin editor:discard"),
    (
        PROMISES,
        """cockpit:home cockpit:plans cockpit:explained cockpit:alerts cockpit:plan cockpit:line
        cockpit:bring cockpit:printed
        cockpit:forecasts cockpit:bottlenecks cockpit:bottleneck""",
    ),
    (LEADERS_ALONE, "cockpit:directives cockpit:give"),
    (PROMISES, "cockpit:systems cockpit:new_system cockpit:bring_systems"),
    (PROMISES.replace("200", "404"), "cockpit:system cockpit:change_system"),
    (PROMISES, "cockpit:practices"),
    (PROMISES.replace("200", "404"), "cockpit:proof"),
    (LEADERS_ALONE, "cockpit:new_practice"),
    (PROMISES.replace("200", "404"), "cockpit:practice cockpit:rewrite_practice"),
    (LEADERS_ALONE.replace("200", "404"), "cockpit:directive"),
    (PROMISES.replace("200", "404"), "cockpit:alert"),
    (_LEADS_HERE, "cockpit:place cockpit:every cockpit:score cockpit:measure cockpit:agency"),
    # Nobody said which kind of file.
    (_LEADS_HERE.replace("200", "422"), "cockpit:export"),
    # Nothing was counted here yet.
    (_LEADS_HERE.replace("200", "404"), "cockpit:behind cockpit:steps"),
    (_LEADS_DOSSIER, "cockpit:events"),
    # The draft has no letter of its own.
    (DRAFTS.replace("200", "404"), "editor:letter"),
)

SENDS: tuple[tuple[str, str], ...] = (
    ("nobody 302, citizens 403, leader 422, officers 403", "desk:delegations desk:assignment"),
    ("nobody 302, citizens 403, leader 404, officers 403", "desk:end_delegation"),
    ("nobody 302, citizens 403, leader 404, officers 403", "desk:end_assignment"),
    (_WRITERS.replace("200", "302"), "editor:edit"),
    (_WRITERS.replace("200", "302").replace("404", "403"), "editor:begin"),
    (DRAFTS.replace("200", "302"), "editor:discard"),
    (_PUBLISHERS, "editor:publish"),
    (DRAFTS, "editor:citizen"),
    (LEADERS_ALONE.replace("200", "422"), "cockpit:give"),
    (LEADERS_ALONE.replace("200", "404"), "cockpit:directive"),
    (PROMISES.replace("200", "404"), "cockpit:alert"),
    (PROMISES.replace("200", "302"), "cockpit:bottleneck"),
    # Nobody here answers for what the nation promised.
    ("nobody 302, citizens 403, officers 403", "cockpit:line"),
    # No file comes along.
    (PROMISES.replace("200", "422"), "cockpit:bring cockpit:bring_systems cockpit:new_system"),
    (
        PROMISES.replace("200", "404"),
        "cockpit:change_system cockpit:practice cockpit:rewrite_practice",
    ),
    (LEADERS_ALONE.replace("200", "422"), "cockpit:new_practice"),
    (_WRITERS.replace("200", "422"), "editor:steps"),
    (_WRITERS.replace("200", "422").replace("404", "403"), "editor:bring"),
    ("nobody 503, citizens 302, officers 403", "account_login"),
    ("nobody 200, citizens 403, officers 302", "officer_sign_in"),
    ("* 302", "account_logout mfa_authenticate officer_set_up set_language"),
    # Nobody knows the password, or has the device.
    (AT_DESK.replace("200", "422"), "own_password confirm_factor add_passkey"),
    (AT_DESK.replace("200", "404"), "remove_passkey"),
    # Neither holds another post, nor came with the account of an organisation.
    ("nobody 302, * 403", "choose_post"),
    ("nobody 302, citizens 302, officers 403", "choose_capacity"),
    ("* 302", "end_other_sessions"),
    # Somebody else's.
    ("nobody 302, * 404", "end_session"),
    ("nobody 302, citizens 302, officers 403", "portal:start"),
    (
        OWNERS_ONWARD,
        "portal:form=draft portal:papers=draft portal:remove_paper=draft portal:message",
    ),
    ("nobody 302, citizens 422, officers 403", "portal:new_mandate"),
    (OWNERS_ONWARD, "portal:end_mandate"),
    (_AT_A_DESK.replace("200", "422"), "desk:record_mandate"),
    (_AT_A_COUNTER.replace("200", "422"), "counter:home"),
    ("* 404", "hall:draw"),
    # What cannot be done is said where one was.
    (_AT_A_COUNTER.replace("200", "302"), "counter:hall"),
    (_AT_A_COUNTER.replace("200", "404"), "counter:give"),
    # Whoever sits nowhere leaves nothing.
    (_AT_A_COUNTER.replace("200", "302"), "counter:leave counter:call"),
    (
        _AT_A_COUNTER.replace("200", "404"),
        """counter:who counter:what counter:sheet counter:papers counter:drop
        counter:drop_paper""",
    ),
    (
        _OFF_PAPER.replace("409", "409+"),
        "counter:off_paper counter:off_paper_first",
    ),
    (_AT_A_DESK.replace("200", "404"), "desk:mandate"),
    (OWNERS_ONWARD, "portal:receiving=draft"),
    # A yes needs a tick.
    (OWNERS_ONWARD.replace("owner 302", "owner 422, holder 302"), "portal:answer_mandate"),
    ("nobody 302, owner 201, other 404, officers 403", "portal:begin_upload=draft"),
    # The upload is whole only once all its pieces came.
    ("nobody 302, owner 409, other 404, officers 403", "portal:upload=draft"),
    (OPEN, "portal:verify"),
    (
        GOVERNED,
        """admin:rename_post admin:post_roles admin:close_post admin:move
        admin:end_posting""",
    ),
    (
        GOVERNED_ELSE_NONE,
        """admin:open_post admin:invite admin:appoint admin:be_away admin:come_back
        admin:officer_act admin:set_hours admin:set_day admin:set_rule admin:set_reason
        admin:set_wording""",
    ),
    # It has neither hours, rules, reasons nor lines of its own.
    (
        GOVERNED_ELSE_NONE.replace("@own 200", "@own 409").replace("@upper 200", "@upper 409"),
        "admin:end_hours admin:end_rule admin:end_reason admin:end_wording",
    ),
    ("* 404", "officer_invited"),
    (GOVERNED_ELSE_NONE, _REFORMS),
    (GOVERNED_FROM_ABOVE, _REFORMS_OF_UNITS),
    # No commune decides who is competent.
    ("nobody 302, citizens 403, administrator 404, officers 403", "admin:change_hands"),
    # Nobody decides on what they proposed themselves.
    (
        GOVERNED_ELSE_NONE.replace("own 200", "own 302").replace("upper 200", "upper 403"),
        "admin:decide",
    ),
    (DESK_DOSSIER.replace("200+", "200"), "desk:reveal"),
    (DESK_DOSSIER.replace("200+", "302"), "desk:write"),
    # Who sees a dossier anyway needs no glass.
    (
        BREAKERS.replace("200", "302").replace(
            "leader", "leader@own 409, leader@upper 409, leader"
        ),
        "desk:break_glass",
    ),
    ("nobody 302, owner 302, holder 404, other 404, officers 403", "portal:ask_why"),
    ("nobody 302, citizens 302, officers 403", "portal:notices"),
    (f"nobody 302, citizens 403, {_NO_DOSSIERS}, officers 302", "desk:filter"),
    # Nobody kept such a filter, nor ticked anything.
    ("nobody 302, citizens 403, officers 404", "desk:forget_filter desk:carry_out"),
    # Who sees it from above ticks nothing: the page says so.
    (
        DESK_DOSSIER.replace("200+", "302").replace("leader@upper 302", "leader@upper 422"),
        "desk:check",
    ),
    ("nobody 302, citizens 404, officers 403", "portal:agreement portal:invite=draft"),
    (_ONE_EXPLANATION.replace("200", "302"), "desk:explanation desk:acknowledge"),
)

CALLS: tuple[tuple[str, str], ...] = (
    (
        OPEN,
        """GET:openapi.json GET:docs GET:procedures GET:procedures/{code}
        GET:documents/{code}=returned GET:procedures/{code}/forecast GET:measures
        GET:measures/{key}""",
    ),
    ("* 404", "GET:"),
    (f"nobody 401, citizens 403, {_HERE}, * 403", "GET:measures/{key}/places/{place_code}"),
    (f"nobody 401, owner 200+, holder 200, {_SEEN}, * 200", "GET:dossiers"),
    ("nobody 401, citizens 201, * 403", "POST:dossiers"),
    (API_DOSSIER, "GET:dossiers/{code}"),
    (
        API_DOSSIER.replace("200+", "200"),
        "GET:dossiers/{code}/events GET:dossiers/{code}/answers",
    ),
    (API_DOSSIER.replace("200+", "200"), "GET:dossiers/{code}/result=returned"),
    # As at the portal: the applicant's once it was handed over.
    (
        API_DOSSIER.replace("200+", "200").replace("owner 200", "owner 404"),
        "GET:dossiers/{code}/result=ready",
    ),
    # Both sides and the desks of communes; what was asked for waits for the owner.
    (f"nobody 401, citizens 200, {_API_DESK}, * 403", "GET:mandates"),
    # A wish to oneself is none; the grandmother is named by who wishes.
    ("nobody 401, holder 422, citizens 201, * 403", "POST:mandates"),
    # Nobody was asked about it, nor was it handed to anybody.
    (
        f"nobody 401, owner 403, {_SEEN.replace('200+', '403')}, * 404",
        """POST:dossiers/{code}/answer_consultation POST:dossiers/{code}/return_consultation""",
    ),
    # No other leader has to look at it first.
    (
        f"nobody 401, owner 403, {_SEEN.replace('200+', '403')}, * 404".replace(
            "leader@own 403", "leader@own 409"
        ),
        "POST:dossiers/{code}/endorse=proposed",
    ),
    (
        f"nobody 401, owner 403, {_TAKES}, * 404",
        "POST:dossiers/{code}/take_over=accepted POST:dossiers/{code}/give_back=accepted",
    ),
    # Nobody was asked to agree to anything here.
    ("nobody 401, citizens 200, * 403", "GET:agreements"),
    (
        "nobody 401, * 404",
        "GET:agreements/{dossier_id}/{question} POST:agreements/{dossier_id}/{question}",
    ),
    ("nobody 401, citizens 201, * 403", "POST:drafts"),
    (
        "nobody 401, owner 200, * 404",
        """GET:drafts/{dossier_id}=draft POST:drafts/{dossier_id}/ask_agreement=draft
        POST:drafts/{dossier_id}/submit=draft""",
    ),
    # The taker that is named holds a post at the own agency alone.
    ("nobody 401, citizens 403, leader 200, * 403", "GET:delegations"),
    (
        "nobody 401, citizens 403, leader@own 201, leader 409, * 403",
        "POST:delegations",
    ),
    ("nobody 401, citizens 403, leader 404, * 403", "POST:delegations/{delegation_id}/end"),
    (_API_MANDATE, "GET:mandates/{mandate_id} POST:mandates/{mandate_id}/end"),
    (
        _API_MANDATE.replace("holder 200", "holder 403"),
        "POST:mandates/{mandate_id}/confirm POST:mandates/{mandate_id}/refuse",
    ),
)

# Who may do an act from which states; behind a `+` stands what else must be so. Whoever sees the
# dossier without being named is refused with 403; for everybody else it does not exist.
_WAITING = "incomplete unpaid supplementing paying"
_GOING = f"submitted accepted processing consulting proposed {_WAITING}"
ACTS: tuple[tuple[str, str, str], ...] = (
    ("submit", "draft", "owner"),
    ("accept", "submitted", "reception@own"),
    ("refuse", "submitted", "reception@own"),
    ("ask_supplement", "submitted", "reception@own"),
    ("ask_supplement", "processing", "specialist@own"),
    ("supplement", "incomplete supplementing", "owner reception@own"),
    ("assign", "accepted processing", "specialist@own leader@own"),
    ("propose", "processing", "specialist@own"),
    ("approve", "proposed", "leader@own"),
    ("send_back", "proposed", "leader@own"),
    ("propose_denial", "processing", "specialist@own"),
    ("ask_payment", "submitted", "reception@own"),
    ("ask_payment", "processing", "specialist@own"),
    ("record_payment", "unpaid paying", "reception@own"),
    ("extend", "accepted processing consulting proposed", "leader@own"),
    ("stop", "processing consulting proposed supplementing paying", "leader@own"),
    ("return_result", "ready", "reception@own"),
    ("reopen", "denied stopped returned", "leader@own"),
    ("propose_correction", "returned", "specialist@own"),
    ("approve_correction", "returned+proposed", "leader@own"),
    ("refuse_correction", "returned+proposed", "leader@own"),
    ("withdraw", _GOING, "owner reception@own"),
    ("consult", "processing consulting", "specialist@own"),
    ("end_consultation", "consulting", "specialist@own"),
    ("forward", "accepted", "reception@own"),
    ("record_support", "submitted accepted", "reception@own"),
    ("hand_on", "accepted", "reception@own specialist@own leader@own"),
    ("hand_on", "processing", "specialist@own leader@own"),
)
_PLACES = tuple(PLACES)
_SEEING = ("owner", "reception@own", "specialist@own", "leader@own", "leader@upper")


@dataclass(frozen=True)
class Probe:
    """One question: what is asked for, of a dossier in which state, and by which rule."""

    name: str
    state: str
    rule: str

    @property
    def id(self) -> str:
        """How a test is called that asks it."""
        return f"{self.name}-{self.state}"

    def seats(self, door: str) -> tuple[str, ...]:
        """Who asks: everybody; where no agency matters, one of each role, places in turn."""
        if door in {"desk", "admin"} or "@" in self.rule:
            return SEATS
        turn = len(self.name)
        officers = (
            f"{role}@{_PLACES[(turn + at) % len(_PLACES)]}" for at, role in enumerate(ROLES)
        )
        return ("nobody", *CITIZENS, *officers)

    def expected(self, seat: str) -> tuple[int, bool]:
        """The status for a seat, and whether the dossier's code must be in the answer."""
        lines = [line.split() for line in self.rule.split(",")]
        if seat == "holder" and not any(word == "holder" for word, _status in lines):
            seat = "other" if self.state == "draft" else "owner"
        for word, status in lines:
            if _fits(word, seat):
                return int(status.rstrip("+")), status.endswith("+")
        raise LookupError(f"no word of the rule fits {seat}: {self.rule}")


def _fits(word: str, seat: str) -> bool:
    groups = {"*": True, "citizens": seat in CITIZENS, "officers": seat in OFFICERS}
    return groups.get(word, word in {seat, seat.partition("@")[0]})


def probes(table: tuple[tuple[str, str], ...]) -> Iterator[Probe]:
    """The questions of a table."""
    for rule, names in table:
        for name in names.split():
            asked, _, state = name.partition("=")
            yield Probe(asked, state or "processing", rule)


def act_probes(door: str) -> Iterator[Probe]:
    """The acts as a door offers them: `api`, `desk` or `portal`."""
    done, nobody = {"api": (200, 401), "desk": (302, 302), "portal": (302, 302)}[door]
    strangers = {"api": "* 404", "desk": "citizens 403, * 404", "portal": "officers 403, * 404"}
    for action, states, may in ACTS:
        seeing = [seat for seat in _SEEING if door != "desk" or seat in OFFICERS]
        refused = [f"{seat} 403" for seat in seeing]
        # The portal is the applicant's door, the desk the officers'; the API is everybody's.
        theirs = {"api": SEATS, "desk": OFFICERS, "portal": CITIZENS}[door]
        here = [seat for seat in may.split() if seat in theirs]
        lines = [f"nobody {nobody}", *(f"{seat} {done}" for seat in here)]
        if door == "portal":
            refused = []
        for state in states.split():
            yield Probe(action, state, ", ".join([*lines, *refused, strangers[door]]))
