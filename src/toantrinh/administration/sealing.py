"""The words of a proposal: sealed under its own key, found again by the change they belong to."""

import json

from django.utils import translation

from toantrinh.administration.kinds import Change, read
from toantrinh.administration.models import Proposal
from toantrinh.kernel.canonical import canonical
from toantrinh.people.sealing import keyed_hash, seal, unseal


def digest_of(change: Change) -> bytes:
    """A keyed hash over all that a change is: equal changes have equal ones."""
    whole = [change.kind, change.codes(), change.words()]
    return keyed_hash("proposal", canonical(whole).decode())


def sealed_words(proposal: Proposal, change: Change) -> bytes:
    """The change's words, and what the proposer was told that it would do."""
    with translation.override("vi"):
        told = [str(line) for line in change.preview()]
    text = json.dumps({"words": change.words(), "told": told}, ensure_ascii=False)
    return seal(proposal.key, text, f"{proposal.stream()}/words")


def change_of(proposal: Proposal) -> Change:
    """The change that was proposed."""
    words, _told = _opened(proposal)
    return read(proposal.kind, {**proposal.payload, **words})


def told_of(proposal: Proposal) -> list[str]:
    """What the proposer was told that it would do, in Vietnamese."""
    _words, told = _opened(proposal)
    return told


def remark_of(proposal: Proposal, words: str) -> bytes:
    """What is said at the end, sealed."""
    return seal(proposal.key, words, f"{proposal.stream()}/remark")


def remark_text(proposal: Proposal) -> str:
    """What was said at the end; empty when nothing was."""
    if not proposal.remark:
        return ""
    return unseal(proposal.key, proposal.remark, f"{proposal.stream()}/remark")


def _opened(proposal: Proposal) -> tuple[dict[str, object], list[str]]:
    found = json.loads(unseal(proposal.key, proposal.sealed, f"{proposal.stream()}/words"))
    return found["words"], found["told"]
