"""The citizens' addresses: Vietnamese without marks, one thing each."""

from django.urls import path

from toantrinh.web.portal import (
    about,
    applying,
    browsing,
    handing_in,
    papers,
    pieces,
    seals,
    security,
    supplementing,
    tracking,
    verifying,
)

app_name = "portal"
_DOSSIER = "ho-so/<uuid:dossier_id>"
urlpatterns = [
    path("", browsing.home, name="home"),
    path("tim/", browsing.search, name="search"),
    path("viec/<slug:event>/", browsing.life_event, name="life_event"),
    path("thu-tuc/", browsing.catalogue, name="catalogue"),
    path("thu-tuc/<str:code>/", browsing.procedure, name="procedure"),
    path("thu-tuc/<str:code>/toan-van/", browsing.whole, name="whole"),
    path("thu-tuc/<str:code>/nop/", applying.start, name="start"),
    path("ho-so/", tracking.dossiers, name="dossiers"),
    path(f"{_DOSSIER}/", tracking.dossier, name="dossier"),
    path(f"{_DOSSIER}/to-khai/", applying.resume, name="resume"),
    path(f"{_DOSSIER}/to-khai/<slug:page_key>/", applying.form, name="form"),
    path(f"{_DOSSIER}/giay-to/", papers.papers, name="papers"),
    path(f"{_DOSSIER}/giay-to/<int:number>/", papers.open_paper, name="paper"),
    path(f"{_DOSSIER}/giay-to/<int:number>/bo/", papers.remove, name="remove_paper"),
    path(f"{_DOSSIER}/tai-len/", pieces.begin, name="begin_upload"),
    path(f"{_DOSSIER}/tai-len/<uuid:upload_id>/", pieces.upload, name="upload"),
    path(f"{_DOSSIER}/xem-lai/", handing_in.review, name="review"),
    path(f"{_DOSSIER}/nop/", handing_in.submit, name="submit"),
    path(f"{_DOSSIER}/bien-nhan/", handing_in.receipt, name="receipt"),
    path(f"{_DOSSIER}/bo-sung/", supplementing.supplement, name="supplement"),
    path(f"{_DOSSIER}/rut/", supplementing.withdraw, name="withdraw"),
    path(f"{_DOSSIER}/nhan/", tracking.message, name="message"),
    path(f"{_DOSSIER}/van-ban/<str:code>/", tracking.document, name="document"),
    path("tra-cuu/", tracking.look_up, name="standing"),
    path("kiem-tra/", verifying.verify, name="verify"),
    path("kiem-tra/<str:code>/", verifying.verification, name="verification"),
    path("ai-da-xem/", about.seen, name="seen"),
    path("niem-phong/", seals.seals, name="seals"),
    path("niem-phong/<slug:name>.json", seals.seals_file, name="seals_file"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("gioi-thieu/", about.about, name="about"),
    path("quyen-rieng-tu/", about.privacy, name="privacy"),
    path("tiep-can/", about.accessibility, name="accessibility"),
    path("lien-he/", about.contact, name="contact"),
]
