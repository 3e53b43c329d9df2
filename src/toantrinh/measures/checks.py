"""What may be wrong with who counts: an engine that there is not, or that can't be reached."""

from collections.abc import Iterator

from django.conf import settings

from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.errors import Refusal


@check()
def engine(_below: str) -> Iterator[Finding]:
    """Whether the engine of the settings is there; the usual one always is."""
    if settings.MEASURES_ENGINE == "duckdb":
        return
    from toantrinh.measures.cluster import NAMED, reach
    from toantrinh.measures.engines import chosen
    from toantrinh.measures.jvm import spark_home

    try:
        if NAMED.match(meant := chosen()):
            spark_home()
            reach(meant)
    except Refusal as refused:
        yield Finding(
            "measures.engine",
            Severity.BROKEN,
            "Không dùng được bộ tính %(engine)s: %(why)s",
            remedy="Hãy sửa MEASURES_ENGINE; để trống thì DuckDB tính.",
            params={"engine": settings.MEASURES_ENGINE, "why": refused.text()},
        )
