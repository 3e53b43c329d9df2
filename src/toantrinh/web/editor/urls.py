"""Addresses of the editor of procedures, mounted at `soan-thao/`."""

from django.urls import path

from toantrinh.web.editor import carrying, draft, home, looking, pages, publishing, steps

app_name = "editor"
urlpatterns = [
    path("", home.home, name="home"),
    path("soan/", home.begin, name="begin"),
    path("nhap/", carrying.bring, name="bring"),
    path("<uuid:draft_id>/", draft.overview, name="draft"),
    path("<uuid:draft_id>/sua/<str:where>/", pages.edit, name="edit"),
    path("<uuid:draft_id>/bo/", draft.discard, name="discard"),
    path("<uuid:draft_id>/buoc/", steps.upload, name="steps"),
    path("<uuid:draft_id>/xem/", looking.citizen, name="citizen"),
    path("<uuid:draft_id>/xem/can-bo/", looking.officer, name="officer"),
    path("<uuid:draft_id>/mau/<int:number>/", looking.letter, name="letter"),
    path("<uuid:draft_id>/chay-thu/", draft.simulated, name="simulate"),
    path("<uuid:draft_id>/so-sanh/", draft.compared, name="compare"),
    path("<uuid:draft_id>/xuat/", carrying.take_out, name="take_out"),
    path("<uuid:draft_id>/cong-bo/", publishing.publish, name="publish"),
]
