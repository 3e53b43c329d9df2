import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from toantrinh.host.outbox import leave

pytestmark = pytest.mark.django_db


def test_a_job_is_left_as_the_library_leaves_it() -> None:
    task, name = "dossiers.follow_up", "Đơn 'một'"
    app.configure_task(task, lock="dossier/1").defer(dossier=name, seq=7)
    leave(task, lock="dossier/1", dossier=name, seq=7)
    columns = [name.attname for name in ProcrastinateJob._meta.concrete_fields]
    [one, other] = ProcrastinateJob.objects.order_by("id").values(*columns)
    assert one.pop("id") < other.pop("id")
    assert one == other
