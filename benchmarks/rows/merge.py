"""A commune joins another with all that it has under way: dossiers moved a second, in one process.

Carrying out the plan is part of it, then each dossier moves in a batch of a transaction of its own:
row locked, one event hashed and chained, agency, path and desk written.

The baseline is one bare UPDATE of the same three columns of the same rows, rolled back: no events,
no chains, no batches.
"""

from typing import Any

from benchmarks.measuring import Figure, Size, house, seconds

_PATIENCE_SECONDS = 60
_PROVINCE = "38"
_BARE = """
UPDATE dossiers_dossier SET agency_id = %s, agency_path = %s, desk_id = %s
WHERE id = ANY(%s)
"""


def measure(size: Size) -> Figure:
    """Dossiers moved per second."""
    many = 1000 if size == "small" else 10_000
    with house():
        from toantrinh.dossiers.moving import move_all

        before, after, moving = _ready(many)
        planned = seconds(lambda: _carried_out(before, after))
        moved: list[int] = []
        taken = seconds(lambda: moved.append(move_all()))
        if moved != [many]:
            raise RuntimeError(f"{moved[0]} of {many} dossiers moved")
        bare = _bare(before, moving)
    whole = planned + taken
    if whole > _PATIENCE_SECONDS:
        raise RuntimeError(f"{many} dossiers took {whole:.0f} s")
    note = f"{many} in {whole:.1f} s, of which the plan {planned:.2f} s; baseline: one bare UPDATE"
    return Figure(round(many / whole, 1), "dossiers/s", round(many / bare, 1), note)


def _ready(many: int) -> tuple[str, str, list[Any]]:
    """The commune that ends, the one that goes on, and what is under way in the first, by id."""
    from tests.dossiers.crowd import crowd
    from tests.players import players, processing

    from toantrinh.command.cast import COMMUNE
    from toantrinh.dossiers.states import State
    from toantrinh.government.actions import open_usual_posts
    from toantrinh.government.queries import agency, units_of
    from toantrinh.kernel.actors import SYSTEM
    from toantrinh.kernel.ids import new_id

    # Each run ends another one.
    ending = next(unit.code for unit in units_of(_PROVINCE) if unit.code != COMMUNE)
    committee, desk = agency(f"{ending}.ubnd"), agency(f"{ending}.ttpvhcc")
    for one in (committee, desk):
        open_usual_posts(one, actor=SYSTEM)
    like = processing(players())
    like.agency, like.agency_path, like.desk = committee, committee.path, desk
    states = (State.SUBMITTED, State.ACCEPTED, State.PROCESSING, State.PROPOSED, State.READY)
    made = crowd(like, many, states, prefix=f"B-{new_id().hex[-12:]}")
    return ending, COMMUNE, [one.pk for one in made]


def _carried_out(before: str, after: str) -> None:
    from toantrinh.government.actions import carry_out
    from toantrinh.government.plans import MergeUnits
    from toantrinh.kernel.actors import SYSTEM
    from toantrinh.kernel.time import today
    from toantrinh.people.following import move_postings

    plan = MergeUnits(since=today(), units=(before,), into=after)
    move_postings(carry_out(plan, actor=SYSTEM).posts, actor=SYSTEM, since=plan.since)


def _bare(commune: str, moving: list[Any]) -> float:
    from django.db import connection, transaction

    from toantrinh.government.models import Agency

    committee = Agency.objects.get(key=f"{commune}.ubnd")
    desk = Agency.objects.get(key=f"{commune}.ttpvhcc")
    given: list[Any] = [committee.pk, committee.path, desk.pk, moving]
    with transaction.atomic(), connection.cursor() as cursor:
        taken = seconds(lambda: cursor.execute(_BARE, given))
        transaction.set_rollback(True)
    return taken
