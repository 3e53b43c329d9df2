"""Addresses of the administrators' pages, mounted at `quan-tri/`."""

from django.urls import path

from toantrinh.web.admin import (
    agencies,
    calendar,
    checks,
    home,
    journal,
    officer_forms,
    officers,
    posts,
    proposals,
    reforms,
)

app_name = "admin"
urlpatterns = [
    path("", home.home, name="home"),
    path("de-nghi/", proposals.index, name="proposals"),
    path("de-nghi/<uuid:proposal_id>/", proposals.one, name="proposal"),
    path("de-nghi/<uuid:proposal_id>/<slug:verb>/", proposals.decide, name="decide"),
    path("can-bo/", officers.index, name="officers"),
    path("can-bo/moi/", officer_forms.invite, name="invite"),
    path("can-bo/<uuid:officer_id>/", officers.one, name="officer"),
    path("can-bo/<uuid:officer_id>/phan-cong/", officer_forms.appoint, name="appoint"),
    path("can-bo/<uuid:officer_id>/vang-mat/", officer_forms.away, name="be_away"),
    path(
        "can-bo/<uuid:officer_id>/vang-mat/<uuid:absence_id>/",
        officer_forms.back_again,
        name="come_back",
    ),
    path("can-bo/<uuid:officer_id>/<slug:verb>/", officer_forms.plain, name="officer_act"),
    path("phan-cong/<uuid:posting_id>/chuyen/", officer_forms.move, name="move"),
    path("phan-cong/<uuid:posting_id>/ket-thuc/", officer_forms.end, name="end_posting"),
    path("co-quan/", agencies.index, name="agencies"),
    path("co-quan/<str:key>/", agencies.one, name="agency"),
    path("co-quan/<str:key>/lap/", reforms.open_one, name="open_agency"),
    path("co-quan/<str:key>/ten/", reforms.rename, name="rename_agency"),
    path("co-quan/<str:key>/sap-nhap/", reforms.merge, name="merge_agencies"),
    path("co-quan/<str:key>/dong/", reforms.close, name="close_agency"),
    path("don-vi/<str:code>/ten/", reforms.rename_unit, name="rename_unit"),
    path("don-vi/<str:code>/sap-nhap/", reforms.merge_units, name="merge_units"),
    path("lich/", calendar.index, name="calendar"),
    path("lich/gio/", calendar.set_hours, name="set_hours"),
    path("lich/gio/ket-thuc/", calendar.end_hours, name="end_hours"),
    path("lich/ngay/", calendar.set_day, name="set_day"),
    path("nhat-ky/", journal.index, name="journal"),
    path("kiem-tra/", checks.index, name="checks"),
    path("vi-tri/", posts.index, name="posts"),
    path("vi-tri/moi/", posts.open_one, name="open_post"),
    path("vi-tri/<uuid:post_id>/ten/", posts.rename, name="rename_post"),
    path("vi-tri/<uuid:post_id>/viec/", posts.roles, name="post_roles"),
    path("vi-tri/<uuid:post_id>/dong/", posts.close, name="close_post"),
]
