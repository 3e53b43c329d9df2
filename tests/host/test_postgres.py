"""The settings of the embedded server, which are written anew by whoever begins to use it."""

from pathlib import Path
from threading import Thread

from toantrinh.host.home import Home
from toantrinh.host.postgres import Cluster


def test_a_server_that_starts_meanwhile_reads_whole_settings(tmp_path: Path) -> None:
    cluster = Cluster(Home(tmp_path), tmp_path, tmp_path, tmp_path / "run", None)
    (tmp_path / "data").mkdir()
    cluster.prepare()
    settings = tmp_path / "postgresql.conf"
    whole = settings.read_text(encoding="utf-8")

    def prepare() -> None:
        for _ in range(300):
            cluster.prepare()

    another = Thread(target=prepare)
    another.start()
    while another.is_alive():
        assert settings.read_text(encoding="utf-8") == whole
    another.join()
    assert {place.name for place in tmp_path.glob("*.conf*")} == {"postgresql.conf", "pg_hba.conf"}
