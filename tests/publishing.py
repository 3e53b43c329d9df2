"""A written version made to hold at once, for tests that are about what comes after."""

from django.db import transaction

from toantrinh.catalogue.adding import ImportReport, New, add, digest_of
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.models import Source, Version
from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import Actor


@transaction.atomic
def publish(entry: Authored, *, actor: Actor) -> tuple[Version, bool]:
    """Add a version, unless it is there already; whether it is new."""
    report = ImportReport()
    digest = digest_of(entry.content, entry.valid_from)
    add([New(entry.content, Source.AUTHORED, entry.valid_from, digest)], report, None)
    version = (
        Version.objects.select_related("procedure")
        .filter(procedure__code=entry.content.code, source=Source.AUTHORED)
        .latest("number")
    )
    if report.unchanged:
        return version, False
    payload = {"procedure": entry.content.code, "version": version.number}
    append_to_stream("catalogue", "publish", actor=actor, payload=payload)
    return version, True
