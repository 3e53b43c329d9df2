"""Sets one letter of a procedure's own; a program of its own, so that it can be bounded.

Reads `{frame, source, data, timestamp}` as JSON from its input and writes the PDF. A template that
can't be set ends it with 2 and `{message, diagnostic}`; one that takes too much is ended by the
system. Nothing but what it was given can be read: the files are in memory, their folder is empty.
"""

import json
import resource
import sys

import typst

# Processor seconds, and bytes of memory. A page takes a hundredth and a tenth of these.
_SECONDS = 5
_BYTES = 1024**3
_BROKEN = 2


def main() -> int:
    """Set what stands on the input; the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    given = json.load(sys.stdin)
    files = {"main.typ": given["source"].encode(), "frame.typ": given["frame"].encode()}
    try:
        page = typst.compile(
            files,
            root=given["root"],
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
            format="pdf",
            sys_inputs={"data": given["data"]},
            pdf_standards=["a-2b"],
            timestamp=given["timestamp"],
        )
    except typst.TypstError as problem:
        json.dump({"message": problem.message, "diagnostic": problem.diagnostic}, sys.stdout)
        return _BROKEN
    sys.stdout.buffer.write(page if isinstance(page, bytes) else b"".join(page))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
