"""Pages of a PDF as pictures, for screens that show a paper beside what it proves.

A picture shows the same on every device, and nothing that hides in a PDF comes along with it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from toantrinh.kernel.errors import Refusal

_CAGE = Path(__file__).with_name("page_cage.py")
# By the clock on the wall, on a machine that is busy; the cage bounds the processor's time.
_SECONDS = 30
# Pixels; small print stays readable.
WIDTH = 1100


def drawn_page(content: bytes, number: int, width: int = WIDTH) -> bytes:
    """The page with this number, from 1 on, of a PDF as PNG. Refuses one that can't be drawn."""
    asked = json.dumps({"page": number, "width": width}).encode() + b"\n"
    try:
        # One thread: each would reserve memory of which the cage has little.
        done = subprocess.run(
            [sys.executable, "-I", str(_CAGE)],
            input=asked + content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={"RAYON_NUM_THREADS": "1", "PATH": os.defpath},
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise Refusal(
            "Không hiện được trang này của tệp.", remedy="Hãy mở tệp ở cửa sổ riêng để xem."
        )
    return done.stdout
