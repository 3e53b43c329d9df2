"""Addresses of the officers' pages, mounted at `can-bo/`."""

from django.urls import path

from toantrinh.web.desk import (
    acting,
    assigning,
    batch,
    dossier,
    explaining,
    filters,
    glass,
    keys,
    mandates,
    papers,
    queue,
    registers,
    tallies,
    writing,
)

app_name = "desk"
urlpatterns = [
    path("", queue.home, name="home"),
    path("tim/", queue.find, name="find"),
    path("muc/<slug:tab>/", queue.pile, name="pile"),
    path("muc/<slug:tab>/loc/", filters.choose, name="filter"),
    path("muc/<slug:tab>/loc/<uuid:filter_id>/xoa/", filters.forget, name="forget_filter"),
    path("muc/<slug:tab>/lo/", batch.carry_out, name="carry_out"),
    path("lo/<uuid:batch_id>/", batch.report, name="batch"),
    path("quy-tac-phan-cong/", assigning.rules, name="assignment"),
    path("quy-tac-phan-cong/<uuid:rule_id>/het/", assigning.end, name="end_assignment"),
    path("so-theo-doi/", registers.register, name="register"),
    path("thong-ke/", tallies.tallies, name="tallies"),
    path("phim-tat/", keys.listed, name="keys"),
    path("uy-quyen/", mandates.listed, name="mandates"),
    path("uy-quyen/ghi/", mandates.record, name="record_mandate"),
    path("uy-quyen/<uuid:mandate_id>/", mandates.one, name="mandate"),
    path("uy-quyen/<uuid:mandate_id>/giay-to/", mandates.proof, name="mandate_proof"),
    path("khan-cap/", glass.broken, name="broken"),
    path("bao-ve-du-lieu/", explaining.asked, name="explanations"),
    path("bao-ve-du-lieu/<uuid:explanation_id>/", explaining.explanation, name="explanation"),
    path(
        "bao-ve-du-lieu/<uuid:explanation_id>/da-nhan/",
        explaining.acknowledge,
        name="acknowledge",
    ),
    path("dung-sai-du-lieu/", explaining.misuses, name="misuses"),
    path("ho-so/<str:code>/", dossier.page, name="dossier"),
    path("ho-so/<str:code>/hien/", dossier.reveal, name="reveal"),
    path("ho-so/<str:code>/giay-to/<int:number>/", papers.paper, name="paper"),
    path("ho-so/<str:code>/phieu-kiem-soat/", registers.control_slip, name="control_slip"),
    path("ho-so/<str:code>/ket-qua/", papers.result, name="result"),
    path("ho-so/<str:code>/van-ban/<str:document>/", papers.document, name="document"),
    path("ho-so/<str:code>/khan-cap/", glass.break_it, name="break_glass"),
    path("ho-so/<str:code>/nhan/", writing.write, name="write"),
    path("ho-so/<str:code>/viec/<slug:slug>/", acting.act, name="act"),
]
