"""Where the API is; who may call is told by the token, so the gate only counts."""

from django.urls import path

from toantrinh.api import sync
from toantrinh.api.views import api
from toantrinh.web.gate.access import Who, held

# The document of the API finds its own address by this name.
app_name = "api"
urlpatterns = [
    path("sync/login", sync.login, name="sync_login"),
    path("sync/call", sync.call, name="sync_call"),
    path("sync/batch", sync.batch, name="sync_batch"),
    *held(api.urls[0], Who.ANYONE, per_minute=600),
]
