"""What the worker does after an act. Each job may run twice and must then change nothing."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.dossiers.alarms import raise_all
from toantrinh.dossiers.assigning import assign_by_rule
from toantrinh.dossiers.called_for import issue_for
from toantrinh.dossiers.changing_hands import CHANGE, change_all
from toantrinh.dossiers.collecting import remind_all
from toantrinh.dossiers.joining import PARTS_FOLLOW, go_on
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import move_all
from toantrinh.dossiers.queries import HEAVY, with_agencies
from toantrinh.dossiers.rolling import roll_all
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stopping import close_all
from toantrinh.dossiers.tainting import scan_papers
from toantrinh.dossiers.telling import tell_applicant
from toantrinh.dossiers.telling_alarms import TELL, tell_alarms
from toantrinh.dossiers.telling_signers import tell_signers
from toantrinh.dossiers.watch_models import Watched
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.following import follow_ended

# For about two days, soon at first; a job that can never succeed must not run for ever.
_RETRY = RetryStrategy(max_attempts=100, wait=1, linear_wait=30)

# After these an agency has a dossier that none of its officers has in hand.
_TO_TAKE_UP = frozenset({"accept", "supplement", "record_payment", CHANGE})


@app.task(name="dossiers.follow_up", retry=_RETRY)
def follow_up(dossier: str, seq: int) -> None:
    """Make the papers that an event calls for, then tell the applicant."""
    rows = Dossier.objects.select_related("version", "applicant").defer(*HEAVY)
    row = with_agencies(rows.get(pk=dossier))
    event = Event.objects.get(stream=row.stream(), seq=seq)
    paper = issue_for(row, event)
    if event.action in PARTS_FOLLOW:
        go_on(row)
    tell_applicant(row, event, paper)
    tell_signers(row, event)
    if event.payload.get("state") == State.ACCEPTED and event.action in _TO_TAKE_UP:
        assign_by_rule(row)


@app.task(name="dossiers.move", retry=_RETRY)
def move_now() -> None:
    """Let dossiers follow their agencies, right after a reform that holds from today."""
    move_all()


@app.task(name="dossiers.change_hands", retry=_RETRY)
def change_hands_now() -> None:
    """Let dossiers follow a procedure that changes hands from today."""
    change_all()


@app.periodic(cron="* * * * *", periodic_id="change_hands")
@app.task(queueing_lock="change_hands", pass_context=False)
def change_hands(timestamp: int) -> None:
    """The same each minute: such changes begin at midnight."""
    del timestamp
    change_all()


@app.periodic(cron="* * * * *", periodic_id="move_dossiers")
@app.task(queueing_lock="move_dossiers", pass_context=False)
def move_dossiers(timestamp: int) -> None:
    """The same each minute: reforms begin at midnight, and what somebody held locked is left."""
    del timestamp
    follow_ended(actor=SYSTEM)
    move_all()


@app.task(name="dossiers.roll", retry=_RETRY)
def roll_now() -> None:
    """Move promises from days on which nobody works after all, right after a calendar changed."""
    roll_all()


@app.periodic(cron="40 0 * * *", periodic_id="roll_promises")
@app.task(queueing_lock="roll_promises", pass_context=False)
def roll_promises(timestamp: int) -> None:
    """The same each night: days off also come with data files."""
    del timestamp
    roll_all()


@app.periodic(cron="* * * * *", periodic_id="scan_papers")
@app.task(queueing_lock="scan_papers", pass_context=False)
def scan_waiting_papers(timestamp: int) -> None:
    """Each minute: files that came while the scanner was away, or before one was named."""
    del timestamp
    scan_papers()


@app.periodic(cron="* * * * *", periodic_id="raise_alarms")
@app.task(queueing_lock="raise_alarms", pass_context=False)
def raise_alarms(timestamp: int) -> None:
    """Each minute: tell of what nobody did within its working hours."""
    del timestamp
    raise_all()


@app.task(name=TELL, retry=_RETRY)
def tell_of_alarms(agency: str, kind: str, level: int, watches: list[list[object]]) -> None:
    """Tell the officers of one agency of the alarms that were raised together."""
    tell_alarms(agency, Watched(kind), level, watches)


@app.periodic(cron="10 1 * * *", periodic_id="close_unanswered")
@app.task(queueing_lock="close_unanswered", pass_context=False)
def close_unanswered(timestamp: int) -> None:
    """Close each night what its applicant did not answer in time."""
    del timestamp
    close_all()


@app.periodic(cron="30 7 * * *", periodic_id="remind_of_results")
@app.task(queueing_lock="remind_of_results", pass_context=False)
def remind_of_results(timestamp: int) -> None:
    """Remind each morning of results that nobody fetched."""
    del timestamp
    remind_all()
