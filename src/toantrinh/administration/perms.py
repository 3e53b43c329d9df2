"""Who may propose and decide: administrators, in their own house, never about themselves."""

from datetime import date

from toantrinh.administration.kinds import Change
from toantrinh.administration.models import ALWAYS_TWO, Proposal
from toantrinh.government.models import Agency
from toantrinh.government.perms import check_governs
from toantrinh.government.queries import rules
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed

FOUR_EYES = "administration.four_eyes."


def needs_two(change: Change, agency: Agency, on: date) -> bool:
    """Whether a second administrator must confirm: by dated rule, else by the change's weight."""
    if change.kind in ALWAYS_TWO:
        return True
    key = f"{FOUR_EYES}{change.kind}"
    said = rules(key, on, agency).get(key)
    return change.weighty() if said is None else bool(said)


def check_propose(actor: Actor, change: Change) -> None:
    """An administrator of every agency that it changes, whom it does not touch."""
    if actor.kind != "officer" or "administrator" not in actor.roles:
        raise NotAllowed("Chỉ người quản trị được đề nghị thay đổi này.")
    for agency in change.agencies():
        check_governs(actor, agency)
    if actor.id in change.touches():
        raise NotAllowed(
            "Thay đổi này chạm đến chính bạn.", remedy="Hãy nhờ một người quản trị khác đề nghị."
        )


def check_confirm(actor: Actor, proposal: Proposal, change: Change) -> None:
    """Who might have proposed it, but did not."""
    check_propose(actor, change)
    check_reject(actor, proposal)


def check_reject(actor: Actor, proposal: Proposal) -> None:
    """Another administrator of where it belongs."""
    check_governs(actor, proposal.agency)
    if actor.id == proposal.proposed_by_id:
        raise NotAllowed(
            "Bạn không tự quyết định được đề nghị của mình.",
            remedy="Một người quản trị khác của cơ quan hoặc cấp trên sẽ quyết định.",
        )


def check_withdraw(actor: Actor, proposal: Proposal) -> None:
    """Who proposed it."""
    if actor.kind != "officer" or actor.id != proposal.proposed_by_id:
        raise NotAllowed("Chỉ người đề nghị rút lại được.")
