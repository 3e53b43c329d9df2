"""On its day a version counts by itself; lists and search are told then what it is called."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import TruncDate

from toantrinh.catalogue.adding import count_words, describe
from toantrinh.catalogue.models import Procedure, Version
from toantrinh.catalogue.queries import version_in_force
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import HANOI, today

# As long as the worker may have stood still.
_BACK = timedelta(days=30)


@transaction.atomic
def describe_begun() -> list[str]:
    """Describe anew the procedures of which a version began lately; the codes that changed."""
    day = today()
    begun = (
        Version.objects.annotate(made=TruncDate("created_at", tzinfo=HANOI))
        .filter(valid_from__range=(day - _BACK, day), made__lt=F("valid_from"))
        .values("procedure")
    )
    changed = []
    for procedure in Procedure.objects.select_for_update().filter(pk__in=begun).order_by("code"):
        content = version_in_force(procedure).read
        before = (procedure.name_folded, procedure.other_folded, procedure.level)
        describe(procedure, content)
        if before != (procedure.name_folded, procedure.other_folded, procedure.level):
            procedure.save()
            changed.append(procedure.code)
    if changed:
        count_words()
        # Search reads the catalogue anew after it.
        append_to_stream("catalogue", "describe", actor=SYSTEM, payload={"procedures": changed})
    return changed
