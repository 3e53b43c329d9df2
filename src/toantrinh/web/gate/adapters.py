"""What the sign-in library asks of us: sentences, stages, and logins for proven identities."""

# The library carries no types, so its classes are Any to the checker.
# mypy: disallow-subclassing-any=False

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from toantrinh.kernel.errors import NotAllowed
from toantrinh.people.attempts import entered
from toantrinh.people.models import LoginKind, User
from toantrinh.web.gate import accounts, answers, identity, lasting, lockout, stays
from toantrinh.web.gate.noticing import notice
from toantrinh.web.gate.sealing import seal, unseal
from toantrinh.web.gate.visiting import confirmed

_TOTP = "totp"


class Accounts(DefaultAccountAdapter):
    """Officers' sign-in, and what happens at every sign-in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Logins are given, not taken."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at; our own count, not the library's."""
        lockout.begin(request, str(credentials.get("username", "")))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The login whose password this is, if nobody tried too often."""
        user: User | None = super().authenticate(request, **credentials)
        name = str(credentials.get("username", ""))
        if user is None:
            lockout.failed(request, name)
        else:
            lockout.passed(request, name)
        return user

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say what happened; the library's own messages would say it twice."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the proxies of ours told it."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def get_login_stages(self) -> list[str]:
        """A code after the password; an officer who has no device yet sets it up first."""
        return ["allauth.mfa.stages.AuthenticateStage", "toantrinh.web.gate.factors.SetUpStage"]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Citizens come from their provider and officers with a password, never crosswise."""
        proved = "sociallogin" in (kwargs.get("signal_kwargs") or {})
        if user.kind != (LoginKind.CITIZEN if proved else LoginKind.OFFICER):
            return answers.refused(request, NotAllowed("Tài khoản này không dùng để vào đây được."))
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, and keep in it what the provider proved."""
        super().login(request, user)
        entered(user.username)
        identity.remember(request)
        lasting.begin(request)
        stays.begin(request, user)
        if user.kind == LoginKind.OFFICER:
            confirmed(request)
        notice(request, "signed_in", login=user.pk)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A name and a password that do not belong together."""
        typed = str(credentials.get("username", ""))
        known = User.objects.filter(username=typed).values_list("pk", flat=True).first()
        notice(request, "wrong_password", login=known)

    def respond_user_inactive(self, request: HttpRequest, _user: User) -> HttpResponse:
        """A login that was locked."""
        return answers.refused(
            request,
            NotAllowed("Tài khoản này đã bị khóa.", remedy="Hãy hỏi người quản trị của cơ quan."),
        )


class Identities(DefaultSocialAccountAdapter):
    """Citizens' sign-in through their provider."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        """The library's own sign-up is closed: `accounts` makes logins."""
        return False

    def get_requests_session(self) -> Any:
        """Calls go to the provider's own addresses: whoever leads elsewhere is not followed."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find or make the person whom the provider proved, and their login."""
        identity.admitted(request, accounts.admit(sociallogin, identity.proven(request)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        _provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say in one sentence why nobody was signed in."""
        notice(request, "not_proven")
        raise ImmediateHttpResponse(
            identity.not_signed_in(request, str(error), exception, extra_context or {})
        )


class Factors(DefaultMFAAdapter):
    """Second factors: sealed at rest, and never put down by their owner."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Mã chưa đúng hoặc đã dùng. Hãy nhập mã đang hiện trên thiết bị.")
    }

    def get_totp_label(self, user: User) -> str:
        """What the device shows beside the code."""
        return user.username

    def encrypt(self, text: str) -> str:
        """Seal the shared secret."""
        return seal(text, _TOTP)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again; with another key no code fits."""
        return unseal(encrypted_text, _TOTP) or ""

    def can_delete_authenticator(self, _authenticator: Any) -> bool:
        """Two factors are a duty."""
        return False
