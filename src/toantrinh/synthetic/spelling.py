"""Words in columns."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from toantrinh.synthetic.year import Whole


def words(at: Whole, among: Sequence[str | None]) -> pa.DictionaryArray:
    """The words at these places, each written once."""
    known = np.array([word is not None for word in among])
    text = pa.array([word or "" for word in among], pa.string())
    numbers = pa.array(at.astype(np.int32), mask=~known[at])
    return pa.DictionaryArray.from_arrays(numbers, text)
