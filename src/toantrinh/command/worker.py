"""The process that runs jobs: it waits for its tables, then works until told to stop."""

import logging
import time

from django.db import DatabaseError, connection

from toantrinh.command.ground import load_django

_POOL_SECONDS = 5.0


def work() -> None:
    """Run jobs until SIGTERM; jobs under way are finished first."""
    load_django()
    logging.getLogger("procrastinate").setLevel(logging.INFO)
    _wait_for_tables()
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    # A worker that lost its database ends and starts again; its pool would mourn for 30 s.
    connector = PsycopgConnector(kwargs=connector_params(), timeout=_POOL_SECONDS)
    app.with_connector(connector).run_worker(
        concurrency=2,
        listen_notify=True,
        fetch_job_polling_interval=5.0,
        delete_jobs="successful",
        shutdown_graceful_timeout=20.0,
        # A worker that was killed is missed soon, so that its jobs are taken up by another.
        update_heartbeat_interval=3,
        stalled_worker_timeout=15,
    )


def _wait_for_tables() -> None:
    """The database may still be recovering, or its tables be in the making."""
    from django.db.migrations.executor import MigrationExecutor

    while True:
        try:
            connection.close()
            executor = MigrationExecutor(connection)
            if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
                connection.close()
                return
        except DatabaseError:
            pass
        time.sleep(0.3)
