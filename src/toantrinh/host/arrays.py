"""Conditions on arrays, which are one parameter however many values they hold."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Value
from django.db.models.lookups import Exact


class AnyOf(Exact):
    """Equal to any of an array's values."""

    def get_rhs_op(self, connection: object, rhs: str) -> str:
        """The operator and what it compares with."""
        del connection
        return f"= ANY({rhs})"


def among(field: str, texts: Sequence[str]) -> AnyOf:
    """Where a column of texts is one of these; of `__in` each is looked at by itself, twice."""
    array: ArrayField[Any, Any] = ArrayField(CharField())
    return AnyOf(F(field), Value(list(texts), output_field=array))
