"""Addresses of the administrators' pages, mounted at `quan-tri/`."""

from django.urls import path

from toantrinh.web.admin import home, posts, proposals

app_name = "admin"
urlpatterns = [
    path("", home.home, name="home"),
    path("de-nghi/", proposals.index, name="proposals"),
    path("de-nghi/<uuid:proposal_id>/", proposals.one, name="proposal"),
    path("de-nghi/<uuid:proposal_id>/<slug:verb>/", proposals.decide, name="decide"),
    path("vi-tri/", posts.index, name="posts"),
    path("vi-tri/moi/", posts.open_one, name="open_post"),
    path("vi-tri/<uuid:post_id>/ten/", posts.rename, name="rename_post"),
    path("vi-tri/<uuid:post_id>/viec/", posts.roles, name="post_roles"),
    path("vi-tri/<uuid:post_id>/dong/", posts.close, name="close_post"),
]
