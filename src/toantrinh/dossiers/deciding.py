"""Deciding on a proposal, step by step of the version, each by somebody else.

A version may have more than one step in which leaders look at what was proposed: all but the last
endorse it, the last one signs.
"""

from toantrinh.dossiers.acting import Act, acting
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.perms import seat_of
from toantrinh.dossiers.signing_models import StepDecision
from toantrinh.dossiers.steps import decisions, endorsing, proposal_of
from toantrinh.host import rows
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import now


def endorse(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Agree to what was proposed and let the next one look at it."""
    with acting("endorse", dossier, actor=actor) as act:
        steps = endorsing(act.dossier)
        if not steps:
            raise Conflict("Hồ sơ này không còn bước xem xét nào trước khi ký.")
        _keep(act, steps[0].key)
    return act.dossier


def decide(act: Act) -> None:
    """Keep that the last step decides; everybody who looked at it before is somebody else."""
    steps = endorsing(act.dossier)
    if steps:
        raise Conflict("Hồ sơ còn bước “%(step)s” trước khi ký.", step=steps[0].title)
    process = act.dossier.version.read.process
    _keep(act, next((step.key for step in process if "approve" in step.acts), ""))


def _keep(act: Act, step: str) -> None:
    dossier = act.dossier
    officer, _agency = seat_of(act.actor)
    if dossier.proposed_by_id is None:
        raise Conflict("Chưa ai trình hồ sơ này.")
    proposal = proposal_of(dossier)
    if any(one.decided_by_id == officer for one in decisions(dossier, proposal)):
        raise Conflict("Bạn đã xem xét đề xuất này ở bước trước. Hãy để người khác ký.")
    rows.insert(
        StepDecision(
            dossier=dossier,
            # That of the event which tells of it.
            number=dossier.head_seq + 1,
            step=step,
            proposal=proposal,
            proposed_by_id=dossier.proposed_by_id,
            decided_by_id=officer,
            at=now(),
        )
    )
    act.payload |= {"step": step} if step else {}
