"""Addresses of those who lead, mounted at `dieu-hanh/`."""

from django.urls import path

from toantrinh.web.cockpit import (
    bottlenecks,
    bringing,
    directing,
    forecasts,
    practices,
    printing,
    programme,
    systems,
)

app_name = "cockpit"
urlpatterns = [
    path("", programme.plans, name="home"),
    path("nhap/", bringing.bring, name="bring"),
    path("chuong-trinh/<slug:code>/", programme.plan, name="plan"),
    path("chuong-trinh/<slug:code>/bao-cao", printing.printed, name="printed"),
    path("chuong-trinh/<slug:code>/<str:number>/", programme.line, name="line"),
    path("diem-nghen/", bottlenecks.index, name="bottlenecks"),
    path("diem-nghen/<str:code>/", bottlenecks.one, name="bottleneck"),
    path("du-bao/", forecasts.index, name="forecasts"),
    path("chi-dao/", directing.index, name="directives"),
    path("chi-dao/moi/", directing.give, name="give"),
    path("chi-dao/<uuid:directive_id>/", directing.one, name="directive"),
    path("he-thong/", systems.index, name="systems"),
    path("he-thong/moi/", systems.enter, name="new_system"),
    path("he-thong/nhap/", systems.take_in, name="bring_systems"),
    path("he-thong/<uuid:system_id>/", systems.one, name="system"),
    path("he-thong/<uuid:system_id>/sua/", systems.alter, name="change_system"),
    path("cach-lam/", practices.index, name="practices"),
    path("cach-lam/moi/", practices.write, name="new_practice"),
    path("cach-lam/<uuid:practice_id>/", practices.one, name="practice"),
    path("cach-lam/<uuid:practice_id>/sua/", practices.rewrite, name="rewrite_practice"),
]
