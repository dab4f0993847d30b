"""The address of the static files changes exactly when they do."""

import pytest
from django.conf import settings
from django.templatetags.static import static

from dosekeeper.site import static_address


def test_the_address_changes_exactly_when_a_file_does(tmp_path, monkeypatch):
    monkeypatch.setattr(static_address, "FOLDER", tmp_path)
    file = tmp_path / "css" / "tokens.css"
    file.parent.mkdir()
    file.write_text("a")
    first = static_address.static_address()
    assert static_address.static_address() == first
    file.write_text("b")
    assert static_address.static_address() != first
    file.write_text("a")
    assert static_address.static_address() == first
    file.rename(tmp_path / "tokens.css")
    assert static_address.static_address() != first


@pytest.mark.django_db
def test_files_are_served_and_kept(client):
    address = static("vendor/htmx/htmx.min.js")
    assert address.startswith(settings.STATIC_URL)
    answer = client.get(address)
    ok = 200
    assert answer.status_code == ok
    assert "max-age=31536000" in answer["Cache-Control"]
    answer.close()


@pytest.mark.django_db
def test_nothing_beside_the_static_files_is_served(client):
    for path in ("../settings.py", "..%2f..%2fsite%2fsettings.py"):
        answer = client.get(settings.STATIC_URL + path)
        ok = 200
        assert answer.status_code != ok
