"""What every process loads before it begins, in a process of its own."""

import json
import subprocess
import sys

from tests.host.installation import REPOSITORY

_READ = """
import json, sys
import django
django.setup()
print(json.dumps([name for name in ("ibis", "pyarrow", "duckdb") if name in sys.modules]))
"""


def test_only_who_counts_loads_what_counting_needs() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _READ], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(told) == []
