"""How often the database looks for a way is said for some statements and for no others."""

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, OperationalError

from toantrinh.host.plans import Plans, planned


def _mode() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("plans", Plans)
def test_it_holds_within_and_no_longer(plans: Plans) -> None:
    with planned(plans):
        assert _mode() == plans
    assert _mode() == Plans.ITSELF


@pytest.mark.django_db
def test_what_fails_leaves_nothing_behind() -> None:
    failing = connection.cursor()
    with pytest.raises(DataError), transaction.atomic(), planned(Plans.ONCE):
        failing.execute("SELECT 1 / 0")
    assert _mode() == Plans.ITSELF


@pytest.mark.usefixtures("own_database")
def test_a_line_that_breaks_tells_what_broke_it() -> None:
    with pytest.raises(OperationalError), planned(Plans.EACH), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()
    assert _mode() == Plans.ITSELF
