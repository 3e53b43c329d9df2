"""What a form asks and the state knows of whose wish it is: none of it is typed at the counter."""

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.counter.reception import applicant_of
from toantrinh.counter.reception_models import Reception
from toantrinh.people.facts import REACH, fact


def facts_of(reception: Reception, content: ProcedureContent) -> dict[str, str]:
    """Facts by the key of the question that they answer, as its box would hold them.

    Of somebody who did not come it is not told how they are reached.
    """
    applicant = applicant_of(reception)
    if applicant is None:
        return {}
    absent = applicant.pk != reception.person_id
    found = {
        question.key: fact(applicant, question.known)
        for question in content.fields()
        if question.known and not (absent and question.known in REACH)
    }
    return {key: typed for key, typed in found.items() if typed}
