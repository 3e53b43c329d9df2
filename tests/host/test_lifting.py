"""Conditions come back whole from their shape, and only those that differ in values share one."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db.models import Exists, OuterRef, Q
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.dossiers.models import Dossier
from toantrinh.host.lifting import lift, planted
from toantrinh.host.ready import filled, marks_of, places

_AT = datetime(2026, 6, 8, tzinfo=UTC)
_ATOMS = st.one_of(
    st.builds(lambda key: Q(agency_id=key), st.uuids()),
    st.builds(lambda words: Q(state=words), st.sampled_from(["accepted", "ready"])),
    st.builds(lambda many: Q(state__in=many), st.lists(st.text("ab"), min_size=1, max_size=3)),
    st.builds(lambda empty: Q(due_at__isnull=empty), st.booleans()),
    st.builds(lambda key: Q(due_at__lte=_AT, officer_id=key), st.uuids()),
)
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.builds(
        lambda a, b, kind: kind(a, b),
        inner,
        inner,
        st.sampled_from([lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a & ~b]),
    ),
    max_leaves=6,
)


@given(st.lists(_CONDITIONS, min_size=1, max_size=3))
def test_a_shape_with_its_values_is_the_condition_again(conditions: list[Q]) -> None:
    lifted = lift(conditions)
    assert lifted is not None
    assert planted(lifted.shape, lifted.values.values()) == conditions
    other = lift(planted(lifted.shape, [_other(value) for value in lifted.values.values()]))
    assert other is not None
    assert (other.shape, other.kinds) == (lifted.shape, lifted.kinds)


def _other(value: object) -> object:
    return {UUID: uuid4(), str: "other"}.get(type(value), _AT.replace(year=2027))


def test_what_changes_the_statement_has_another_shape() -> None:
    shapes = [
        lift([each])
        for each in (
            Q(state="a"),
            ~Q(state="a"),
            Q(state__in=["a"]),
            Q(state__in=["a", "b"]),
            Q(due_at__isnull=True),
            Q(due_at__isnull=False),
            Q(state="a") | Q(code="a"),
            Q(state="a", code="a"),
        )
    ]
    assert len({lifted.shape for lifted in shapes if lifted}) == len(shapes)


@pytest.mark.parametrize(
    "condition",
    [
        Q(pk__in=[]),
        Q(version__in=Dossier.objects.values("version")),
        Q(Exists(Dossier.objects.filter(previous=OuterRef("pk")))),
        Q(status_code=3),
        Q(code__startswith="H56"),
    ],
)
def test_what_is_not_plain_is_left_to_who_asks(condition: Q) -> None:
    assert lift([Q(state="a"), condition]) is None


def test_parameters_are_filled_in_their_places() -> None:
    marks = marks_of({"a": UUID, "b": str})
    free = places([marks["b"], 7, marks["a"], marks["b"]], marks)
    assert filled(free, {"a": 1, "b": 2}) == (2, 7, 1, 2)
    with pytest.raises(ValueError, match="no place for a"):
        places([marks["b"]], marks)
