"""All addresses of the simulator. allauth looks for some of them by these names."""

from allauth.idp.oidc import views as oidc
from django.urls import include, path

from simulators.vneid import faults, protocol, views

_provider = [
    path(".well-known/openid-configuration", protocol.configuration, name="configuration"),
    path(".well-known/jwks.json", oidc.jwks, name="jwks"),
    path("oidc/authorize", protocol.AuthorizationView.as_view(), name="authorization"),
    path("oidc/token", protocol.TokenView.as_view(), name="token"),
    path("oidc/userinfo", protocol.UserInfoView.as_view(), name="userinfo"),
    path("oidc/end_session", protocol.LogoutView.as_view(), name="logout"),
]

urlpatterns = [
    path("", include(([path("", include((_provider, "oidc")))], "idp"))),
    path("", views.home, name="home"),
    path("sign-in", views.sign_in, name="account_login"),
    path("sign-in/again", views.sign_in, name="account_reauthenticate"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("faults", faults.switches, name="faults"),
]
