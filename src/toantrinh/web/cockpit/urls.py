"""Addresses of those who lead, mounted at `dieu-hanh/`."""

from django.urls import path

from toantrinh.web.cockpit import bringing, programme

app_name = "cockpit"
urlpatterns = [
    path("", programme.plans, name="home"),
    path("nhap/", bringing.bring, name="bring"),
    path("<slug:code>/", programme.plan, name="plan"),
    path("<slug:code>/<str:number>/", programme.line, name="line"),
]
