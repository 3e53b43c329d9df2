"""The addresses of the gate.

Some names are those under which the sign-in library looks for its own pages. Pages of the library
that are not here do not exist: no sign-up, no change of address, no password by mail.
"""

from django.urls import path

from toantrinh.web.gate import (
    account,
    coding,
    confirming,
    factors,
    health,
    held,
    invited,
    own_factors,
    passwords,
    sessions,
    views,
)

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="account_login"),
    path("dang-nhap/tro-ve/", views.back, name="openid_connect_callback"),
    path("dang-xuat/", views.sign_out, name="account_logout"),
    path("dang-nhap/tiep/<str:name>/", held.held, name="held"),
    path("can-bo/dang-nhap/", views.officer_sign_in, name="officer_sign_in"),
    path("can-bo/dang-nhap/ma/", coding.code, name="mfa_authenticate"),
    path("can-bo/dang-nhap/thiet-bi/", factors.set_up, name="officer_set_up"),
    path("can-bo/dang-nhap/thiet-bi/ma.svg", factors.picture, name="officer_set_up_picture"),
    path("can-bo/bat-dau/", views.start, name="officer_start"),
    path("can-bo/loi-moi/<str:text>/", invited.invited, name="officer_invited"),
    path("can-bo/xac-nhan/", confirming.confirm, name="confirm_factor"),
    path("can-bo/xac-thuc/", own_factors.own_factors, name="own_factors"),
    path("can-bo/xac-thuc/khoa/", own_factors.add, name="add_passkey"),
    path("can-bo/xac-thuc/khoa/<int:number>/bo/", own_factors.remove, name="remove_passkey"),
    path("can-bo/mat-khau/", passwords.own_password, name="own_password"),
    path("can-bo/vi-tri/", views.choose_post, name="choose_post"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/phien/", sessions.sessions, name="sessions"),
    path("tai-khoan/phien/khac/", sessions.end_others, name="end_other_sessions"),
    path("tai-khoan/phien/<uuid:stay_id>/ket-thuc/", sessions.end, name="end_session"),
    path("tai-khoan/tu-cach/", account.capacity, name="choose_capacity"),
    path("ngon-ngu/", views.language, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
