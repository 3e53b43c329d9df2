"""What may be wrong with procedures: nobody can be told to be competent."""

from collections.abc import Iterator
from datetime import date

from django.core.cache import cache

from toantrinh.catalogue.models import Version
from toantrinh.government.bodies import candidates
from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.time import today

_DAY = 24 * 3600
_SAID = ("agency", "competent", "level", "sector", "decision")


@check()
def competence(_below: str) -> Iterator[Finding]:
    """Procedures whose words lead to no agency, so that the committee of the place gets them."""
    day, versions = today(), Version.objects.count()
    # A second over all national procedures, and the same until another version comes.
    key = f"catalogue.competence.{day}.{versions}"
    found = cache.get(key)
    if found is None:
        found = _unclear(day)
        cache.set(key, found, _DAY)
    if found:
        yield Finding(
            "catalogue.competence_unclear",
            Severity.NOTE,
            "%(count)s thủ tục không ghi rõ cơ quan nào giải quyết; hồ sơ về ủy ban nơi nộp.",
            remedy="Hãy ghi tên cơ quan vào thủ tục, hoặc vào government/data/bodies.csv.",
            places=tuple(found),
        )


def _unclear(day: date) -> list[str]:
    rows = Version.objects.filter(procedure__open=True, valid_from__lte=day)
    said = rows.values_list("procedure__code", *(f"content__{name}" for name in _SAID))
    led: dict[tuple[str, ...], bool] = {}
    unclear = set()
    for code, *words in said:
        agency, competent, level, sector, decision = (str(word or "") for word in words)
        asked = (agency or competent, level, sector, decision)
        if asked not in led:
            led[asked] = bool(candidates(asked[0], level, day, sector=sector, decision=decision))
        if not led[asked]:
            unclear.add(code)
    return sorted(unclear)
