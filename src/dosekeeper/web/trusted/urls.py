"""Addresses of the trusted person's phone, and of those who invite it."""

from django.urls import path, register_converter

from dosekeeper.web.trusted import box, doing, invitation, keeping, watching


register_converter(doing.BoxVerb, "box-verb")

urlpatterns = [
    path("invitation/", invitation.enter, name="invitation"),
    path("invitation/<slug:step>/", invitation.step, name="invitation-step"),
    path("box/", box.box, name="box"),
    path("box/pin/", box.pin, name="box-pin"),
    path("box/lock/", box.lock, name="box-lock"),
    path("box/forget/", box.forget, name="box-forget"),
    path("box/other/<int:number>/", box.other, name="box-other"),
    path("box/watch/", watching.watch, name="box-watch"),
    path("box/<box-verb:verb>/", doing.act, name="box-act"),
    path("box/<box-verb:verb>/verdict", doing.verdict, name="box-verdict"),
    path("courses/<id:course>/invite/<id:delegate>/", keeping.invite, name="invite"),
    path("courses/<id:course>/phones/", keeping.change_phone, name="phones"),
]
