"""What every command may count on: database, roles, tables, units, calendar, authored services."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from toantrinh.command.telling import Teller
from toantrinh.host.collecting import uncollected
from toantrinh.host.database import Database
from toantrinh.host.home import Home, home
from toantrinh.host.roles import ensure_roles, laying
from toantrinh.host.upkeep import database_up


def load_django() -> None:
    """Make Django ready in this process. Safe to repeat."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toantrinh.host.settings")
    import django

    # What is loaded stays to the end of the process: looking through it for rubbish finds none.
    with uncollected():
        django.setup()
        gc.freeze()


def lay(base: Database, teller: Teller) -> None:
    """Bring a database that answers to where the code expects it. Quick when nothing changed."""
    teller.say("Vai trò và cơ sở dữ liệu")
    ensure_roles(base)
    load_django()
    with laying(base):
        migrate(teller)
        _load(teller)


def _load(teller: Teller) -> None:
    """What the data files and folders of this release say."""
    from toantrinh.catalogue.actions import renew_authored
    from toantrinh.government.actions import load_all
    from toantrinh.kernel.actors import SYSTEM
    from toantrinh.programme.actions import load_plans

    teller.say("Đơn vị hành chính, cơ quan, lịch làm việc")
    load_all(actor=SYSTEM, progress=teller.step)
    teller.say("Thủ tục đã biên soạn")
    renew_authored(actor=SYSTEM)
    teller.say("Chương trình, chỉ tiêu")
    load_plans(actor=SYSTEM)


def migrate(teller: Teller) -> None:
    """Apply missing migrations as the owner, then give the other roles their rights."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from toantrinh.journal.privileges import grant

    owner = connections["owner"]
    executor = MigrationExecutor(owner)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        teller.say(f"Bảng dữ liệu ({len(plan)} bước)")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        grant(owner)
    owner.close()


@contextmanager
def ground(teller: Teller, at: Home | None = None) -> Iterator[Database]:
    """Database up and laid for the length of a command; what ran before goes on running."""
    with database_up(at or home()) as base:
        lay(base, teller)
        yield base
