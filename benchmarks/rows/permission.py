"""What a permission costs, with 20,000 officers at posts over all agencies of the country
(5,000 at SIZE=small).

Two things are timed for officers drawn at random: from the login in a session to the actor that the
posts make of it, which is one question to the database, and whether that actor sees a dossier, in
which capacities, and may do an act with it, which asks nothing once the agency is kept in the
process. The value is the slower of both at the 99th percentile; the baseline is the millisecond
that must hold. The note tells each, the list filter as a question for one row, and a bare SELECT 1.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from benchmarks.measuring import Figure, Size, house

_OFFICERS: dict[Size, int] = {"small": 5000, "full": 20_000}
MUST = 1.0
_SINCE = date(2025, 7, 1)
_MARK = "bench-permission-"
_ROLES = ("leader", "specialist", "leader", "specialist")


def measure(size: Size) -> Figure:
    """Milliseconds at the 99th percentile."""
    times = 1000 if size == "small" else 20_000
    with house():
        from django.db import connection
        from tests.players import players, processing

        from toantrinh.dossiers import perms
        from toantrinh.dossiers.lifecycle import moves_from
        from toantrinh.dossiers.models import Dossier
        from toantrinh.people.models import User
        from toantrinh.people.queries import as_officer, postings_of_login

        _populate(_OFFICERS[size])
        dossier = processing(players())
        moves = moves_from(dossier.stage)
        users = list(User.objects.filter(username__startswith=_MARK))
        drawn = random.Random(11).choices(users, k=times)
        actors = [as_officer(postings_of_login(user)[0]) for user in drawn]

        def check(actor: Any) -> None:
            perms.sees(actor, dossier)
            mine = perms.roles(actor, dossier)
            assert isinstance([move for move in moves if move.role in mine], list)

        def alone(_user: User) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")

        for actor in actors:
            # Agencies are read once a process.
            check(actor)
        resolve = _timed(lambda user: as_officer(postings_of_login(user)[0]), drawn)
        checked = _timed(check, actors)
        one = Dossier.objects.filter(pk=dossier.pk)
        filtered = _timed(lambda actor: one.filter(perms.visible(actor)).exists(), actors)
        bare = _timed(alone, drawn)
    note = (
        f"{len(users)} officers; p50/p99 ms: actor {_said(resolve)}, check {_said(checked)},"
        f" filter as a question {_said(filtered)}, SELECT 1 {_said(bare)}; baseline: what must hold"
    )
    worst = max(_at(resolve, 0.99), _at(checked, 0.99))
    return Figure(round(worst, 3), "ms p99", MUST, note)


def _populate(many: int) -> None:
    """So many officers over all agencies in force, a post each; the house keeps them."""
    from toantrinh.government.models import Agency, Post
    from toantrinh.government.queries import in_force
    from toantrinh.kernel.time import now, today
    from toantrinh.people.models import LoginKind, Officer, Posting, User

    there = User.objects.filter(username__startswith=_MARK).count()
    if there >= many:
        return
    agencies = list(Agency.objects.filter(in_force(today())).order_by("pk"))
    posts = Post.objects.bulk_create(
        [
            Post(
                agency=agency,
                code=f"{_MARK}{at}",
                title="Đo",
                roles=[_ROLES[at]],
                valid_from=_SINCE,
            )
            for at in range(len(_ROLES))
            for agency in agencies
        ][there:many],
        batch_size=2000,
    )
    moment = now()
    users = [
        User(username=f"{_MARK}{at}", kind=LoginKind.OFFICER, created_at=moment)
        for at in range(there, many)
    ]
    officers = [
        Officer(user=user, full_name="Người Đo", name_sort="x", synthetic=True, created_at=moment)
        for user in users
    ]
    held = [
        Posting(officer=officer, post=posts[at % len(posts)], valid_from=_SINCE)
        for at, officer in enumerate(officers)
    ]
    User.objects.bulk_create(users, batch_size=2000)
    Officer.objects.bulk_create(officers, batch_size=2000)
    Posting.objects.bulk_create(held, batch_size=2000)


def _timed(work: Callable[[Any], object], over: Sequence[Any]) -> list[float]:
    """Milliseconds of each call, sorted."""
    taken = []
    for one in over:
        began = time.perf_counter()
        work(one)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def _at(taken: list[float], share: float) -> float:
    return taken[int(len(taken) * share)]


def _said(taken: list[float]) -> str:
    return f"{_at(taken, 0.5):.3f}/{_at(taken, 0.99):.3f}"
