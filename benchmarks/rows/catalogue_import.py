"""Importing published records into an empty catalogue, against reading them alone.

Records per second from the archive's first byte to the commit, search words and all. The baseline
is the parser without a database. `full` reads the national archive, `small` the first 600 records
of it, or the ten invented ones many times over where the archive is missing.
"""

import shutil
import tarfile
from pathlib import Path

from benchmarks.measuring import (
    PLACE,
    Figure,
    Size,
    house,
    invented_records,
    records,
    seconds,
)

SMALL = 600


def measure(size: Size) -> Figure:
    """Records per second; the catalogue's tables are emptied before."""
    source, what = _source(size)
    with house() as base:
        import psycopg

        from toantrinh.catalogue.actions import import_records
        from toantrinh.catalogue.adding import ImportReport
        from toantrinh.catalogue.national import read_records
        from toantrinh.kernel.actors import SYSTEM

        reading = seconds(lambda: sum(1 for _ in read_records(source)))
        with psycopg.connect(base.maker.url(), autocommit=True) as maker:
            # Published versions are not to be deleted; here they are.
            maker.execute("SET session_replication_role = replica")
            maker.execute("DELETE FROM catalogue_version WHERE source = 'national'")
            maker.execute(
                "DELETE FROM catalogue_procedure p WHERE NOT EXISTS"
                " (SELECT 1 FROM catalogue_version WHERE procedure_id = p.id)"
            )
            maker.execute("RESET session_replication_role")
            maker.execute("VACUUM ANALYZE catalogue_procedure, catalogue_version")
        reports: list[ImportReport] = []
        whole = seconds(lambda: reports.append(import_records(source, actor=SYSTEM)))
        again = seconds(lambda: import_records(source, actor=SYSTEM))
    count = reports[0].read
    note = f"{what}: {count} in {whole:.1f} s, the same again {again:.1f} s; baseline: parsing"
    return Figure(round(count / whole, 1), "records/s", round(count / reading, 1), note)


def _source(size: Size) -> tuple[Path, str]:
    """What to read, and what it is."""
    archive = records()
    if archive is None:
        return invented_records(), "invented records"
    if size == "full":
        return archive, "national records"
    folder = PLACE / "records"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        members = [member for member in tar.getmembers() if member.isfile()][:SMALL]
        for member in members:
            content = tar.extractfile(member)
            if content:
                (folder / Path(member.name).name).write_bytes(content.read())
    return folder, "some national records"
