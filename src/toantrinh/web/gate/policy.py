"""What browsers may load and run on our pages: one policy for all, spelled once a process."""

from collections.abc import Callable

from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase


class Policy:
    """Sends CONTENT_SECURITY_POLICY with every answer that has no policy of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response
