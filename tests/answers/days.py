"""The commune and the days that many answers name."""

from datetime import timedelta

from toantrinh.kernel.time import today

COMMUNE = "14797"


def ago(days: int) -> str:
    """The day so many days before today; after it, for numbers below zero."""
    return (today() - timedelta(days=days)).isoformat()
