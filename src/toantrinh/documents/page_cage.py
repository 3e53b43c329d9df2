"""Draws one page of a PDF as a picture; a program of its own, so that it can be bounded.

Reads `{page, width}` as JSON from the first line of its input and the PDF after it, and writes a
PNG. What runs in a PDF does not run here: the page is drawn, not opened.
"""

import json
import os
import resource
import sys
from typing import Any

import typst

# Processor seconds, and bytes of memory. A page takes a hundredth and a tenth of these.
_SECONDS = 10
_BYTES = 1024**3
_BROKEN = 2
# Points; every page is drawn this wide, whatever it says of itself.
_WIDTH = 595
_POINTS_AN_INCH = 72
# Where this process's own files are. Its stubs want it of the same type as the source.
_ROOT: Any = "/proc/self/fd"


def main() -> int:
    """Draw one page of what stands on the input; the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.buffer.readline())
    # A file in memory alone, which the typesetter reads by its number.
    paper = os.memfd_create("paper")
    with open(paper, "wb", closefd=False) as file:
        file.write(sys.stdin.buffer.read())
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image("/{paper}", format: "pdf", page: {int(asked["page"])}, width: {_WIDTH}pt)\n'
    )
    try:
        drawn = typst.compile(
            source.encode(),
            root=_ROOT,
            format="png",
            ppi=_POINTS_AN_INCH * int(asked["width"]) / _WIDTH,
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        )
    except typst.TypstError:
        return _BROKEN
    sys.stdout.buffer.write(drawn if isinstance(drawn, bytes) else b"".join(drawn))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
