"""Where the API is; who may call is told by the token, so the gate only counts."""

from toantrinh.api.views import api
from toantrinh.web.gate.access import Who, held

# The document of the API finds its own address by this name.
app_name = "api"
urlpatterns = held(api.urls[0], Who.ANYONE, per_minute=600)
