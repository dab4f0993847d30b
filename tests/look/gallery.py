"""The gallery: every partial with sample data, on pages as they will stand."""

from pathlib import Path
from typing import Any

from django import forms
from django.template.backends.django import DjangoTemplates

from tests.look import sample


PAGES = Path(__file__).parent / "pages"
NAMES = sorted([page.stem for page in PAGES.glob("*.html")] + ["403", "404", "500"])
# Nobody is signed in there.
WITHOUT_PERSON = {"sign_in", "500"}


class Troches(forms.IntegerField):
    suffix = "troches"


class Count(forms.Form):
    """A form of Django's own, half filled in and sent."""

    counted = Troches(label="How many are in the box", help_text="Open it and count")
    where = forms.ChoiceField(
        label="Where is the box",
        choices=[("home", "At home"), ("clinic", "At the clinic")],
        widget=forms.RadioSelect,
    )
    lot = forms.ChoiceField(choices=[("K2511-07", "K2511-07")])
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    sealed = forms.BooleanField(label="The seal was whole", required=False)


def page(name: str) -> str:
    templates = DjangoTemplates(
        {"NAME": "gallery", "DIRS": [PAGES], "APP_DIRS": True, "OPTIONS": {}}
    )
    context: dict[str, Any] = {
        "csrf_token": "sample",
        "form": Count({"counted": "-1.5", "sealed": "on"}),
        **sample.CONTEXT,
    }
    if name in WITHOUT_PERSON:
        del context["shell"]
    if name == "strips":
        context["notices"] = [sample.NOTICES["demo"], sample.NOTICES["read_only"]]
    return templates.get_template(f"{name}.html").render(context)
