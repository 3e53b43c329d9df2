"""Read what people say anew, after its data files were changed for a test."""

from toantrinh.catalogue import index, likeness, sayings


def forget() -> None:
    """Nothing that was read of sayings is kept, nor what was made of it."""
    for kept in (
        sayings.taught,
        sayings._synonyms,
        sayings._by_rarest,
        sayings.vocabulary,
        sayings.said_together,
        likeness._examples,
    ):
        kept.cache_clear()
    index._last.clear()
