"""Invented people: each follows from a seed and a number, so that nobody has to be looked up."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

from toantrinh.kernel.ids import id_at
from toantrinh.people.actions import SYNTHETIC_PREFIX

# Serials from here on are of simulations only: those of the story's people are smaller.
_FIRST_SERIAL = 100_000
MOST = 900_000
# Steps over all serials before it comes back, since it shares no factor with their count.
_STRIDE = 388_547
_FIRST_KNOWN = datetime(2025, 7, 1, tzinfo=UTC)

_FAMILY = (
    *("Nguyễn",) * 8, *("Trần",) * 3, *("Lê",) * 4, *("Phạm",) * 2, "Hoàng", "Huỳnh", "Phan",
    "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Trịnh", "Mai",
)  # fmt: skip
_MIDDLE = (
    ("Văn", "Đức", "Minh", "Quang", "Hữu", "Xuân", "Anh", "Gia"),
    ("Thị", "Thị", "Thị", "Ngọc", "Thu", "Minh", "Thanh", "Kim"),
)
_GIVEN = (
    ("An", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hùng", "Khánh", "Long", "Nam", "Phúc", "Quân",
     "Sơn", "Tài", "Thắng", "Tuấn", "Việt"),
    ("An", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hòa", "Hương", "Lan", "Linh", "Mai", "Nga",
     "Ngân", "Phương", "Thảo", "Trang", "Yến"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person as the tables will know them."""

    id: UUID
    name: str
    number: str
    born: date
    phone: str
    commune: str


def someone(seed: int, at: int, communes: list[str]) -> Someone:
    """The person with this number, of at most MOST."""
    rng = Random((seed << 24) + at)
    female = rng.random() < 0.55
    born = date(1940, 1, 1).toordinal() + int(rng.betavariate(3, 2) * 24_800)
    day = date.fromordinal(born)
    serial = _FIRST_SERIAL + (at * _STRIDE + seed) % MOST
    century = (0 if day.year < 2000 else 2) + female
    middle, given = _MIDDLE[female], _GIVEN[female]
    return Someone(
        id=id_at(_FIRST_KNOWN, rng.getrandbits(74)),
        name=name_of(rng, middle, given),
        number=f"{SYNTHETIC_PREFIX}{century}{day.year % 100:02}{serial}",
        born=day,
        phone=f"09{rng.randrange(10**8):08}",
        # Few communes have many people: the square draws towards the first.
        commune=communes[int(len(communes) * rng.random() ** 2)],
    )


def name_of(rng: Random, middle: tuple[str, ...], given: tuple[str, ...]) -> str:
    """A name of three words."""
    return f"{rng.choice(_FAMILY)} {rng.choice(middle)} {rng.choice(given)}"


def officer_name(rng: Random) -> str:
    """An officer's name."""
    female = rng.random() < 0.5
    return name_of(rng, _MIDDLE[female], _GIVEN[female])
