"""Tables whose rows become cards on a narrow screen: each cell says the head of its column. Pure.

The head of a column is written once, in the table; look.css shows it beside the value where there
is no room for columns.
"""

import re
from collections.abc import Iterator

_HEAD = re.compile(r'<th\b[^>]*\bscope="col"[^>]*>(.*?)</th>', re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b")
_SPAN = re.compile(r'[^>]*\bcolspan="(\d+)"')
_EMPTY = re.compile(r"[^>]*>\s*</td>")
_TAG = re.compile(r"<[^>]+>")


def labelled(table: str) -> str:
    """A table as HTML, with `data-label` on every cell below one head in which something stands.

    Heads of rows stand for themselves, as does what takes the room of several columns.
    """
    before, mark, body = table.partition("<tbody")
    heads = [" ".join(_TAG.sub("", head).split()) for head in _HEAD.findall(before)]
    return before + mark + _ROW.sub(lambda row: "".join(_row(row[0], heads)), body)


def _row(row: str, heads: list[str]) -> Iterator[str]:
    column, done = 0, 0
    for cell in _CELL.finditer(row):
        yield row[done : cell.end()]
        done = cell.end()
        span = _SPAN.match(row, done)
        width = int(span[1]) if span else 1
        said = cell[0] == "<td" and width == 1 and not _EMPTY.match(row, done)
        if said and column < len(heads):
            yield f' data-label="{heads[column].replace(chr(34), "&quot;")}"'
        column += width
    yield row[done:]
