"""Three counts that anybody can make again from what happened."""

from django.db.models import F, Q

from toantrinh.dossiers.models import Channel, Dossier

# What national statistics count as received (facts: status codes).
_RECEIVED = (2, 4, 5, 6, 7, 8, 9, 10)


def counts() -> dict[str, int]:
    """Received, received wholly online, and decided no later than promised."""
    received = Dossier.objects.filter(status_code__in=_RECEIVED)
    return {
        "received": received.count(),
        "wholly_online": received.filter(channel=Channel.ONLINE).count(),
        "on_time": received.filter(Q(decided_at__lte=F("due_at"))).count(),
    }
