"""Addresses of the counter, mounted at `can-bo/quay/`."""

from django.urls import path

from toantrinh.web.counter import off_paper, receiving, setup, supplementing, what, who, windows

app_name = "counter"
_ONE = "<uuid:reception_id>"
urlpatterns = [
    path("", who.home, name="home"),
    path("phong-cho/", setup.hall, name="hall"),
    path("so/", windows.give, name="give"),
    path("roi/", windows.leave, name="leave"),
    path("so/<uuid:window_id>/<slug:verb>/", windows.act, name="call"),
    path("bo-sung/<str:code>/", supplementing.supplement, name="supplement"),
    path("to-khai/<str:code>/", off_paper.off_paper, name="off_paper_first"),
    path("to-khai/<str:code>/<slug:page_key>/", off_paper.off_paper, name="off_paper"),
    path(f"{_ONE}/nguoi/", who.who, name="who"),
    path(f"{_ONE}/bo/", who.drop, name="drop"),
    path(f"{_ONE}/viec/", what.what, name="what"),
    path(f"{_ONE}/viec/<slug:page_key>/", what.sheet, name="sheet"),
    path(f"{_ONE}/giay-to/", receiving.papers, name="papers"),
    path(f"{_ONE}/giay-to/<uuid:paper_id>/bo/", receiving.drop_paper, name="drop_paper"),
    path(f"{_ONE}/xong/", receiving.done, name="done"),
]
