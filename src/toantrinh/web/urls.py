"""All addresses: the gate's, then each door's."""

from django.urls import include, path

urlpatterns = [
    # First, since programs ask most often.
    path("api/v1/", include("toantrinh.api.urls")),
    path("", include("toantrinh.web.gate.urls")),
    path("phong-cho/", include("toantrinh.web.counter.hall_urls")),
    path("can-bo/quay/", include("toantrinh.web.counter.urls")),
    path("can-bo/", include("toantrinh.web.desk.urls")),
    path("soan-thao/", include("toantrinh.web.editor.urls")),
    path("dieu-hanh/", include("toantrinh.web.cockpit.urls")),
    path("quan-tri/", include("toantrinh.web.admin.urls")),
    path("", include("toantrinh.web.portal.urls")),
]
handler400 = "toantrinh.web.gate.away.interrupted"
handler500 = "toantrinh.web.gate.away.broken"
