"""How long it will take, in sentences: half within so long, nine in ten within so long."""

from contextlib import suppress

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.dossiers.clock_words import working_days_and_hours
from toantrinh.dossiers.competent import competent
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import Holder, State
from toantrinh.forecast.actions import DAYS
from toantrinh.forecast.curve import LEAST
from toantrinh.forecast.models import Scope
from toantrinh.forecast.queries import Outlook, left_of, usual
from toantrinh.government.models import Agency
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today
from toantrinh.people.models import Person

_WHERE = {
    Scope.AGENCY: gettext_lazy("nộp cho chính cơ quan này"),
    Scope.PROVINCE: gettext_lazy("trong cả tỉnh, thành phố"),
    Scope.NATION: gettext_lazy("trong cả nước"),
}
_UNDER_WAY = {Holder.DESK, Holder.AGENCY, Holder.OFFICER, Holder.LEADER, Holder.OTHER}


def of_procedure(content: ProcedureContent, person: Person | None) -> list[str]:
    """How long it takes, where the visitor lives if that is known; or that nobody can say yet."""
    found = usual(content.code, agency=_agency(content, person))
    if found is None or found.half is None:
        return [_too_few()]
    half = working_days_and_hours(found.half, found.hours_a_day)
    if found.most is None:
        return [_("Một nửa hồ sơ có kết quả trong %(half)s.") % {"half": half}, *_rests_on(found)]
    said = _("Một nửa hồ sơ có kết quả trong %(half)s, chín phần mười trong %(most)s.")
    most = working_days_and_hours(found.most, found.hours_a_day)
    return [said % {"half": half, "most": most}, *_rests_on(found)]


def of_dossier(dossier: Dossier) -> list[str]:
    """How long it takes from now on; nothing for what is not in the house's hands."""
    if dossier.stage is State.READY or Holder(dossier.holder) not in _UNDER_WAY:
        return []
    if dossier.agency is None or dossier.submitted_at is None:
        return []
    found = left_of(dossier.version.read.code, dossier.agency, dossier.submitted_at)
    if found is None or found.half is None:
        return [_too_few()]
    half = working_days_and_hours(found.half, found.hours_a_day)
    if found.most is None:
        said = _("Hồ sơ đã lâu như hồ sơ này: một nửa có kết quả trong %(half)s nữa.")
        return [said % {"half": half}, *_rests_on(found)]
    said = _(
        "Hồ sơ đã lâu như hồ sơ này: một nửa có kết quả trong %(half)s nữa, "
        "chín phần mười trong %(most)s nữa."
    )
    most = working_days_and_hours(found.most, found.hours_a_day)
    return [said % {"half": half, "most": most}, *_rests_on(found)]


def _agency(content: ProcedureContent, person: Person | None) -> Agency | None:
    """Who would decide for the visitor, as far as that is known before a question is answered."""
    if person is None or not person.commune_code:
        return None
    # Unknown words of a record lead to nobody; then the nation's dossiers speak.
    with suppress(Refusal):
        return competent(content, person.commune_code, today(), {})[0]
    return None


def _too_few() -> str:
    said = _(
        "Chưa đủ %(least)s hồ sơ giống vậy trong %(days)s ngày qua để dự báo; "
        "chỉ có thời hạn theo quy định."
    )
    return said % {"least": LEAST, "days": DAYS}


def _rests_on(found: Outlook) -> list[str]:
    """On what it rests, and that it failed the month before, where it did."""
    said = _(
        "Theo %(cases)s hồ sơ %(where)s nộp từ %(since)s đã có kết quả, tính đến %(made)s; "
        "kể cả thời gian chờ người nộp."
    )
    told = {
        "cases": found.cases,
        "where": _WHERE[found.scope],
        "since": f"{found.since:%d/%m/%Y}",
        "made": f"{found.made_on:%d/%m/%Y}",
    }
    sentences = [said % told]
    if found.failed is not None:
        said = _(
            "Dự báo của tháng %(month)s chỉ đúng với %(share)s trong 100 hồ sơ, "
            "nên nay đã được nới rộng."
        )
        share = found.failed.within * 100 // found.failed.judged
        sentences.append(said % {"month": f"{found.failed.month:%m/%Y}", "share": share})
    return sentences
