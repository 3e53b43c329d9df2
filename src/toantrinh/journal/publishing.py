"""The files of seals that anybody may read and copy, the same on the web and in `public/`.

They hold the seals' texts and signatures, and no leaves: an outsider learns how much happened in
which minute, but no chain's name. Whoever kept a copy can tell later whether the journal is still
the one that was sealed.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from toantrinh.journal.days import close_days, running, seals_of
from toantrinh.journal.models import Seal, SealedDay
from toantrinh.journal.seals import UNREADABLE, Content, Sealed

KEY_FILE, INDEX_FILE, RUNNING_FILE = "khoa.json", "muc-luc.json", "chua-chot.json"


@dataclass(frozen=True)
class DayFile:
    """A day as it was published; without a statement it was still going on."""

    name: str
    statement: str | None
    signature: bytes
    seals: tuple[Sealed, ...]


def day_file(closed: SealedDay) -> str:
    """A day that is over: `{day, statement, signature, seals: [{content, signature}]}`."""
    return _told(closed, seals_of(closed))


def running_file() -> str:
    """The seals that are in no closed day, in the same shape; what is said of a day is null."""
    return _told(None, running())


def key_file() -> str:
    """The public keys: `{algorithm, key, former}`, in hex."""
    last = Seal.objects.order_by("-number").first()
    key = Content.read(last.content).key if last else None
    former = [name for name in settings.FORMER_SEAL_KEYS if name != key]
    return json.dumps({"algorithm": "Ed25519", "key": key, "former": former}, indent=1)


def index_file() -> str:
    """All files by name: `{key, running, days: [...]}`."""
    days = SealedDay.objects.order_by("day").values_list("day", flat=True)
    names = [name_of(day.isoformat()) for day in days]
    return json.dumps({"key": KEY_FILE, "running": RUNNING_FILE, "days": names}, indent=1)


def name_of(day: str) -> str:
    """How a day's file is called."""
    return f"{day}.json"


def public_folder() -> Path:
    """Where the files lie, to be copied to other machines."""
    folder: Path = settings.SEAL_FOLDER / "public"
    return folder


def publish() -> None:
    """Close the days that are over and bring the public folder up to date."""
    close_days()
    folder = public_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for closed in SealedDay.objects.order_by("day"):
        # A closed day never changes: what is there was copied by somebody.
        if not (folder / name_of(closed.day.isoformat())).exists():
            _write(folder / name_of(closed.day.isoformat()), day_file(closed))
    _write(folder / RUNNING_FILE, running_file())
    _write(folder / KEY_FILE, key_file())
    _write(folder / INDEX_FILE, index_file())


def unpublish() -> None:
    """After a restore: take away the days that are newer than the database."""
    known = {day.isoformat() for day in SealedDay.objects.values_list("day", flat=True)}
    for place in public_folder().glob("*.json"):
        if place.stem not in known:
            place.unlink()


def read_files(where: Path) -> Iterator[DayFile]:
    """The days in one file or in a folder, in order; raises one of UNREADABLE with the name.

    What lies beside them, such as the key, is left out.
    """
    places = sorted(where.glob("*.json")) if where.is_dir() else [where]
    for place in places:
        if where.is_dir() and place.name in {KEY_FILE, INDEX_FILE}:
            continue
        try:
            yield _read(place)
        except (*UNREADABLE, OSError) as problem:
            raise ValueError(place.name) from problem


def read_keys(where: Path) -> frozenset[str] | None:
    """The keys that lie beside published files; None where nobody put them there."""
    place = where / KEY_FILE
    if not place.exists():
        return None
    told = json.loads(place.read_text(encoding="utf-8"))
    return frozenset({str(told["key"]), *map(str, told["former"])})


def _read(place: Path) -> DayFile:
    told = json.loads(place.read_text(encoding="utf-8"))
    seals = [Sealed(str(s["content"]), bytes.fromhex(s["signature"])) for s in told["seals"]]
    signature = bytes.fromhex(told["signature"] or "")
    return DayFile(place.name, told["statement"], signature, tuple(seals))


def _told(closed: SealedDay | None, seals: Iterable[Sealed]) -> str:
    told = {
        "day": closed.day.isoformat() if closed else None,
        "statement": closed.content if closed else None,
        "signature": bytes(closed.signature).hex() if closed else None,
        "seals": [{"content": s.content, "signature": s.signature.hex()} for s in seals],
    }
    return json.dumps(told, indent=1)


def _write(place: Path, text: str) -> None:
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(place)
