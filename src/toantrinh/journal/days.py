"""Days of seals: when a day in Việt Nam is over, all its seals get one root, and that is signed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from toantrinh.journal.hashing import merkle_root
from toantrinh.journal.models import Seal, SealedDay
from toantrinh.journal.sealing import alone, seal_key
from toantrinh.journal.seals import Content, Sealed, hash_of, key_name
from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.time import local, wall


@dataclass(frozen=True)
class Statement:
    """What is said of a day that is over: its seals from `first` to `last`, and their root.

    `chains` and `views` add up what the seals cover; a chain that grew in two minutes counts twice.
    """

    day: str
    first: int
    last: int
    chains: int
    views: int
    root: str
    previous: str
    key: str

    def spelled(self) -> str:
        return canonical(asdict(self)).decode()

    @classmethod
    def read(cls, text: str) -> "Statement":
        """Read what `spelled` wrote."""
        return cls(**json.loads(text))


def state(day: date, seals: Iterable[Sealed], *, previous: str, key: str) -> Statement:
    """What these seals amount to."""
    texts = [seal.content for seal in seals]
    contents = [Content.read(text) for text in texts]
    return Statement(
        day=day.isoformat(),
        first=contents[0].number,
        last=contents[-1].number,
        chains=sum(content.streams for content in contents),
        views=sum(content.views for content in contents),
        root=merkle_root([text.encode() for text in texts]).hex(),
        previous=previous,
        key=key,
    )


def close_days() -> list[SealedDay]:
    """Close each day that is over, the oldest first; those that were closed now."""
    with alone():
        today = local(wall()).date()
        days = groupby(_by_day(running()), key=itemgetter(0))
        return [_close(day, [seal for _, seal in members]) for day, members in days if day < today]


def running() -> Iterator[Sealed]:
    """The seals that are in no closed day yet."""
    last = SealedDay.objects.order_by("-day").first()
    after = Statement.read(last.content).last if last else 0
    for row in Seal.objects.filter(number__gt=after).order_by("number").iterator():
        yield Sealed(row.content, bytes(row.signature))


@dataclass(frozen=True)
class Told:
    """A day as people read it; one that goes on has no date and no signature yet."""

    date: date | None
    first: int
    last: int
    chains: int
    views: int
    root: str = ""
    signature: str = ""
    key: str = ""

    @property
    def seals(self) -> int:
        return self.last - self.first + 1

    @property
    def name(self) -> str:
        """The day as its file is called."""
        return self.date.isoformat() if self.date else ""


def said_of(row: SealedDay) -> Told:
    """What the statement on a closed day says."""
    said = Statement.read(row.content)
    return Told(
        row.day,
        said.first,
        said.last,
        said.chains,
        said.views,
        said.root,
        bytes(row.signature).hex(),
        said.key,
    )


def running_so_far() -> Told | None:
    """What the seals amount to that are in no closed day; None when there is none."""
    seals = list(running())
    if not seals:
        return None
    said = state(date.min, seals, previous="", key="")
    return Told(None, said.first, said.last, said.chains, said.views)


def seals_of(day: SealedDay) -> list[Sealed]:
    """The seals of a day that is closed."""
    said = Statement.read(day.content)
    rows = Seal.objects.filter(number__gte=said.first, number__lte=said.last).order_by("number")
    return [Sealed(row.content, bytes(row.signature)) for row in rows]


def _by_day(seals: Iterable[Sealed]) -> Iterator[tuple[date, Sealed]]:
    """Seals by the day they were made on; a clock that was set back opens no day again."""
    last = SealedDay.objects.order_by("-day").first()
    begins = last.day + timedelta(days=1) if last else date.min
    for seal in seals:
        made = datetime.fromisoformat(Content.read(seal.content).at)
        begins = max(begins, local(made).date())
        yield begins, seal


def _close(day: date, seals: list[Sealed]) -> SealedDay:
    before = SealedDay.objects.order_by("-day").first()
    key = seal_key()
    content = state(
        day,
        seals,
        previous=hash_of(before.content) if before else "",
        key=key_name(key.public_key()),
    ).spelled()
    return SealedDay.objects.create(day=day, content=content, signature=key.sign(content.encode()))
