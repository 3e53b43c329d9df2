"""The gate and the desk by themselves, so that no other door can break the desk's tests."""

from django.urls import include, path

urlpatterns = [
    path("", include("toantrinh.web.gate.urls")),
    path("can-bo/", include("toantrinh.web.desk.urls")),
]
