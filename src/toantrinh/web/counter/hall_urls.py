"""Addresses of a waiting hall, for its screen and its kiosk, mounted at `phong-cho/`."""

from django.urls import path

from toantrinh.web.counter import kiosk, screen

app_name = "hall"
urlpatterns = [
    path("so/<uuid:ticket_id>/", kiosk.own_ticket, name="own_ticket"),
    path("<str:key>/man-hinh/", screen.screen, name="screen"),
    path("<str:key>/", kiosk.begin, name="kiosk"),
    path("<str:key>/lay-so/", kiosk.draw, name="draw"),
    path("<str:key>/so/<uuid:ticket_id>/", kiosk.ticket, name="ticket"),
    path("<str:key>/tra-cuu/", kiosk.look_up, name="look_up"),
    path("<str:key>/thu-tuc/", kiosk.search, name="search"),
    path("<str:key>/thu-tuc/<str:code>/", kiosk.procedure, name="procedure"),
]
