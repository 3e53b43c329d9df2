"""Many questions at once: a file of queries read with care, each answered and timed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toantrinh.catalogue.search import Hit, search
from toantrinh.kernel.errors import Invalid, Problem, Refusal
from toantrinh.kernel.text import clean

# Far more than anybody asks; what is larger was meant for something else.
_LARGEST_FILE = 10_000_000
_LONGEST_LINE = 1000
_MOST_TOLD = 20
_WARMING = "khai sinh"


@dataclass(frozen=True)
class Answer:
    """What was found for one query, and in how many milliseconds of this process."""

    query: str
    took_ms: float
    hits: list[Hit]

    def as_json(self) -> dict[str, object]:
        """`{query, took_ms, hits: [{code, name, score}]}`."""
        return {
            "query": self.query,
            "took_ms": self.took_ms,
            "hits": [hit.as_json() for hit in self.hits],
        }


def read_queries(path: Path) -> list[str]:
    """The queries of a text file, one a line; empty lines are none.

    Raises Refusal for a file that is no such text, Invalid with the line for one that is no query.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise Refusal(
            "Không đọc được %(path)s: phải là một tệp có thật mà bạn được quyền đọc.", path=path
        ) from error
    if len(data) > _LARGEST_FILE:
        raise Refusal("Tệp %(path)s quá lớn: tối đa 10 MB, mỗi dòng một câu hỏi.", path=path)
    queries: list[str] = []
    problems: list[Problem] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if problem := _problem(line, str(path), number):
            problems.append(problem)
        elif query := clean(line.decode()):
            queries.append(query)
    if problems:
        raise Invalid(
            "%(path)s có dòng không phải câu hỏi:\n%(told)s",
            problems,
            path=path,
            told="\n".join(f"{p.where}:{p.line}: {p.text()}" for p in problems[:_MOST_TOLD]),
        )
    if not queries:
        raise Refusal("Tệp %(path)s không có câu hỏi nào: ghi mỗi dòng một câu.", path=path)
    return queries


def answer(
    queries: list[str], *, limit: int, progress: Callable[[str, int, int], None]
) -> list[Answer]:
    """Search for each query, in order. One search goes before and is not timed."""
    search(_WARMING)
    answers = []
    for number, query in enumerate(queries, 1):
        began = time.perf_counter()
        hits = search(query, limit=limit)
        answers.append(Answer(query, round((time.perf_counter() - began) * 1000, 3), hits))
        progress("Tìm", number, len(queries))
    return answers


def _problem(line: bytes, file: str, number: int) -> Problem | None:
    """What keeps a line from being a query, nothing if it is one."""
    longest: dict[str, object] = {"most": _LONGEST_LINE}
    too_long = Problem(file, "dài quá %(most)s chữ; hãy ngắt thành từng câu", number, longest)
    # No letter takes more than four bytes.
    if len(line) > 4 * _LONGEST_LINE:
        return too_long
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return Problem(file, "không phải chữ UTF-8; hãy lưu tệp lại bằng UTF-8", number)
    if "\x00" in text:
        return Problem(file, "là chữ của tệp nhị phân; hãy đưa tệp chữ, mỗi dòng một câu", number)
    return too_long if len(text) > _LONGEST_LINE else None
