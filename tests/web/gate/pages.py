"""A few pages behind the gate, for its own tests."""

from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.cache.backends.base import BaseCache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path
from procrastinate.exceptions import ConnectorException

from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.web.gate.access import (
    Visit,
    actor_of,
    anyone,
    citizens,
    officers,
    person_of,
    posting_of,
)


class NoCache(BaseCache):
    """A cache whose server is away."""

    def __init__(self, _place: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _away(self, *_args: Any, **_kwargs: Any) -> Any:
        raise ConnectionError("the cache is away")

    add = get = set = touch = delete = clear = _away


FORM = """
<form method="post" enctype="multipart/form-data">{% csrf_token %}
<input name="loi"><input name="ten"><input type="file" name="tep"><button>Gửi</button></form>
"""


@citizens()
def wish(visit: Visit) -> HttpResponse:
    """A citizen's form; what was sent is shown."""
    if visit.method == "POST":
        said = ",".join(visit.POST.getlist("loi"))
        return HttpResponse(f"{person_of(visit).full_name}: {said} {visit.POST.get('ten')}")
    return HttpResponse(engines["django"].from_string(FORM).render({}, visit))


@officers()
def task(visit: Visit) -> HttpResponse:
    """An officer's page."""
    return HttpResponse(f"{posting_of(visit).officer.full_name} {actor_of(visit)}")


@anyone(per_minute=4)
def rare(_visit: HttpRequest) -> HttpResponse:
    """A page that is not opened often."""
    return HttpResponse("hiếm")


@anyone()
def broken(_visit: HttpRequest) -> HttpResponse:
    """A page whose act is refused."""
    raise Conflict("Hồ sơ đã nộp.", remedy="Hãy tải lại trang.", field="state")


@anyone()
def without_database(visit: HttpRequest) -> HttpResponse:
    """A page that finds its database gone, in the way that the test names."""
    raise FAILURES[visit.GET.get("how", "")]


@anyone()
def nobody(visit: Visit) -> HttpResponse:
    """A page that asks for more than it declares."""
    asked = {"actor": actor_of, "person": person_of, "posting": posting_of}
    told = {}
    for name, ask in asked.items():
        try:
            ask(visit)
        except NotAllowed as refusal:
            told[name] = refusal.text()
    return JsonResponse(told)


def _wrapped() -> Exception:
    """As the library for jobs tells it."""
    problem = ConnectorException("no connection")
    problem.__cause__ = OperationalError("server closed the connection unexpectedly")
    return problem


def _unsaved() -> Exception:
    """As Django tells it when a session could not be written."""
    problem = SessionInterrupted("the session was deleted")
    problem.__context__ = OperationalError("server closed the connection unexpectedly")
    return problem


FAILURES = {
    "": ZeroDivisionError("a mistake of ours"),
    "bad": SessionInterrupted("the session was deleted"),
    "operational": OperationalError("the database system is starting up"),
    "interface": InterfaceError("connection already closed"),
    "wrapped": _wrapped(),
    "session": _unsaved(),
}


def undeclared(_visit: HttpRequest) -> HttpResponse:
    """A page that does not say who may come."""
    return HttpResponse("hở")


urlpatterns = [
    path("", include("toantrinh.web.gate.urls")),
    path("thu/", wish),
    path("can-bo/viec/", task),
    path("hiem/", rare),
    path("hong/", broken),
    path("api/v1/hong/", broken),
    path("api/v1/thu/", wish),
    path("khong-ai/", nobody),
    path("mat/", without_database),
    path("api/v1/mat/", without_database),
    path("ho/", undeclared),
]
handler400 = "toantrinh.web.gate.away.interrupted"
handler500 = "toantrinh.web.gate.away.broken"
