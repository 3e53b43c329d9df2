"""What is told of measures: which there are, what they come to, how, and whether engines agree."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field

from toantrinh.kernel.errors import Refusal
from toantrinh.lake.actions import folder
from toantrinh.measures import examples
from toantrinh.measures.asking import NATION, By
from toantrinh.measures.engines import Engine, chosen, engine
from toantrinh.measures.measure import Measure, Named, find, measures, not_counted
from toantrinh.measures.period import Period
from toantrinh.measures.reported import egdi, index_as_json, reported
from toantrinh.measures.slow import judged, rows_judged
from toantrinh.measures.values import Answer, Counts, Value, decimal, value

INDEX = "un.egdi"


def describe(one: Named) -> dict[str, object]:
    """All that is said of a measure but its example."""
    told = one.model_dump(mode="json", exclude={"example"})
    return {**told, "counted": isinstance(one, Measure)}


def listed() -> list[dict[str, object]]:
    """Every measure, also those that can't be counted, with their reason."""
    return [describe(one) for one in (*measures(), *not_counted())]


def told_by_others() -> list[dict[str, object]]:
    """What others published, marked as reported; an EGDI with what its components come to."""
    rows = []
    for one in reported():
        made = egdi(one.year, one.place) if one.series == "egdi" else None
        rows.append({**one.as_json(), "reproduced": None if made is None else decimal(made)})
    return rows


def show(
    keys: Sequence[str], by: By, period: Period, name: str = "", only: str = ""
) -> list[dict[str, object]]:
    """What measures come to at each place: whole numbers, the number they make, or why none.

    Without keys all of them, without a name by the engine of the settings; `only` one place, also
    where it has nothing to count. A measure that can't be told by place says so.
    """
    lake = folder()
    wanted = [find(key) for key in keys] or list(measures())
    counted = [one for one in wanted if by in one.by]
    with closing(engine(name, lake)) as counts:
        answer = counts.answer(counted, by, period)
    rows = [
        _row(one, place, answer.get((one.key, place), Counts()))
        for one, place in _places(counted, answer, NATION if by is By.NATION else only)
    ]
    others = [one for one in wanted if by not in one.by]
    return [*rows, *(_not_by(one, by) for one in others)]


def _places(counted: list[Measure], answer: Answer, only: str) -> list[tuple[Measure, str]]:
    """What there is to tell, measure by measure; of one place also that it has nothing."""
    places: dict[str, set[str]] = {one.key: set() for one in counted}
    for key, place in answer:
        places[key].add(place)
    if only:
        places = {key: {only} for key in places}
    return [(one, place) for one in counted for place in sorted(places[one.key])]


def _row(one: Measure, place: str, counts: Counts) -> dict[str, object]:
    return {
        "measure": one.key,
        "place": place,
        "numerator": counts.numerator,
        "denominator": counts.denominator,
        "buckets": [list(pair) for pair in counts.buckets],
        **_spelled(value(counts)),
    }


def _spelled(made: Value) -> dict[str, object]:
    number = made.number
    return {
        "value": None if number is None else decimal(number),
        "fraction": None if number is None else str(number),
        "percentiles": made.percentiles,
        "why_not": str(made.why_not),
    }


def _not_by(one: Measure, by: By) -> dict[str, object]:
    return {"measure": one.key, "place": None, **_spelled(Value(why_not=not_by(one, by)))}


def not_by(one: Measure, by: By) -> str:
    """Why a measure tells no number for a kind of place."""
    refusal = Refusal(
        "Chỉ số này không tính được theo %(by)s; chỉ tính theo: %(known)s.",
        by=by.value,
        known=", ".join(one.by),
    )
    return refusal.text()


def explain(key: str) -> dict[str, object]:
    """A measure in words, with its example as rows and what they come to."""
    one = find(key)
    example = one.example
    counts = Counts(
        example.numerator,
        example.denominator,
        tuple((hour * 60, count) for hour, count in sorted(example.hours.items())),
    )
    return {
        **describe(one),
        "example": {
            "first": str(examples.PERIOD.first),
            "last": str(examples.PERIOD.last),
            "rows": [dict(row) for row in example.rows],
            "cases": [dict(row) for row in example.cases],
            "ordinary": examples.ordinary(one.table),
            "each": _each(one),
            "numerator": counts.numerator,
            "denominator": counts.denominator,
            "buckets": [list(pair) for pair in counts.buckets],
            **_spelled(value(counts)),
        },
    }


def explain_index(key: str) -> dict[str, object] | None:
    """The UN's index with each year's weights and components; None for any other key."""
    if key not in {INDEX, INDEX.partition(".")[2]}:
        return None
    named = next(one for one in not_counted() if one.key == INDEX)
    return {**describe(named), **index_as_json()}


def _each(one: Measure) -> list[dict[str, int | None]]:
    """What every row of the example adds, by the slow reading; or the hour in which it lies."""
    rows = rows_judged(one.table, examples.tables(one.example, one.table), examples.PERIOD)
    told = judged(one, rows, examples.PERIOD)
    if one.is_spread:
        return [{"hour": hour} for hour in told]
    return [{"numerator": part, "denominator": whole} for part, whole in told]


@dataclass
class Comparison:
    """Whether engines agree to the last one, over all measures and kinds of place."""

    engines: list[str]
    measures: int = 0
    rows: int = 0
    differences: list[dict[str, object]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "equal": not self.differences,
            "engines": self.engines,
            "measures": self.measures,
            "rows": self.rows,
            "differences": self.differences,
        }


def compare(names: Sequence[str], period: Period) -> Comparison:
    """Let each engine count all measures everywhere, over the very same files."""
    if len(set(names)) < 2:
        raise Refusal("Hãy nêu ít nhất hai bộ tính khác nhau để so.", field="engines")
    for name in names:
        # Before any of them begins.
        chosen(name)
    lake = folder()
    manifest = lake.current()
    with ExitStack() as opened:
        engines = [opened.enter_context(closing(engine(name, lake, manifest))) for name in names]
        return agreement(engines, period)


def agreement(engines: Sequence[Engine], period: Period) -> Comparison:
    """The same of engines that are there."""
    names = [one.name for one in engines]
    found = Comparison(names, len(measures()))
    for by in By:
        wanted = [one for one in measures() if by in one.by]
        first, *others = [one.answer(wanted, by, period) for one in engines]
        found.rows += len({*first}.union(*others))
        for other, name in zip(others, names[1:], strict=True):
            found.differences += _differences(first, other, by, (names[0], name))
    return found


def _differences(
    first: Answer, other: Answer, by: By, names: tuple[str, str]
) -> list[dict[str, object]]:
    return [
        {
            "measure": at[0],
            "by": by.value,
            "place": at[1],
            names[0]: _plain(first.get(at)),
            names[1]: _plain(other.get(at)),
        }
        for at in sorted({*first, *other})
        if first.get(at) != other.get(at)
    ]


def _plain(counts: Counts | None) -> object:
    if counts is None:
        return None
    return [counts.numerator, counts.denominator, [list(pair) for pair in counts.buckets]]
