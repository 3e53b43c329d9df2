"""Letters that a procedure brings itself: checked when somebody writes them, set within bounds.

Such a template is written by whoever writes procedures. It gets data and the frame of all letters
and nothing else, and is set by a program of its own (`cage`), which can neither read files nor run
long.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from toantrinh.kernel.errors import Refusal

_CAGE = Path(__file__).with_name("cage.py")
_FRAME = Path(__file__).with_name("templates") / "frame.typ"
# Stands before every template, on a line of its own.
_PRELUDE = '#import "frame.typ": *\n'
_PRELUDE_LINES = 1
# By the clock on the wall, on a machine that is busy; `cage` bounds the processor's time.
_SECONDS = 30
_BROKEN = 2
_LINE = re.compile(r"main\.typ:(\d+):")


class Broken(Exception):
    """A template that can't be set: why, in Typst's words, and at which of its lines."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def set_own(source: str, data: str, at: datetime) -> bytes:
    """The letter as PDF/A-2b; `data` is JSON. Raises Broken, or Refusal for undisplayable signs."""
    with tempfile.TemporaryDirectory() as empty:
        given = {
            "root": empty,
            "frame": _frame(),
            "source": _PRELUDE + source,
            "data": data,
            "timestamp": int(at.timestamp()),
        }
        try:
            # One thread: each would reserve memory of which the cage has little.
            done = subprocess.run(
                [sys.executable, "-I", str(_CAGE)],
                input=json.dumps(given).encode(),
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env={"RAYON_NUM_THREADS": "1", "PATH": os.defpath},
                cwd=empty,
            )
        except subprocess.TimeoutExpired:
            raise Broken("Mẫu chạy quá lâu.") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _BROKEN:
        _refuse(json.loads(done.stdout))
    raise Broken("Mẫu chạy quá lâu hoặc dùng quá nhiều bộ nhớ.")


def _refuse(told: Mapping[str, str]) -> None:
    if "could not be displayed" in told["message"]:
        raise Refusal(
            "Văn bản có ký tự không in được.",
            remedy="Hãy viết lại bằng chữ Việt hoặc chữ La-tinh.",
        )
    found = _LINE.search(told["diagnostic"])
    raise Broken(told["message"], int(found[1]) - _PRELUDE_LINES if found else None)


@cache
def _frame() -> str:
    return _FRAME.read_text(encoding="utf-8")
