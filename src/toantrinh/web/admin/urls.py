"""Addresses of the administrators' pages, mounted at `quan-tri/`."""

from django.urls import path

from toantrinh.web.admin import home

app_name = "admin"
urlpatterns = [
    path("", home.home, name="home"),
]
