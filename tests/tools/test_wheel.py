"""The wheel is a whole product: pages, style, rules and all."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import browser_files
import pytest

from tests.support.repository import ROOT


SRC = ROOT / "src"
# Whatever else lies in the package is data that the product reads.
NOT_SHIPPED = {"__pycache__", "installed-from"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "build", "--quiet", "--wheel", "--no-build-isolation", "--offline"]
    subprocess.run(
        [*command, "--python", sys.executable, "--out-dir", str(folder), str(ROOT)],
        check=True,
    )
    return Path(next(folder.glob("*.whl")))


def test_every_file_of_the_package_is_in_it(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    lying = {
        str(path.relative_to(SRC))
        for path in (SRC / "dosekeeper").rglob("*")
        if path.is_file() and not NOT_SHIPPED & set(path.parts)
    }
    assert lying - inside == set()


def test_browser_files_travel_with_their_licences(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    copied = {str(target.relative_to(SRC)) for _, target in browser_files.copies()}
    assert copied <= inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)


def test_the_site_starts_from_it_and_serves_its_files(wheel, tmp_path):
    unpacked = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(unpacked)
    code = """
import django, dosekeeper
django.setup()
from django.contrib.staticfiles import finders
from django.core.management import call_command
call_command("check")
print(dosekeeper.__file__)
print(finders.find("vendor/bootstrap/bootstrap.min.css"))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            **os.environ,
            # Before the checkout, which is on the path of this environment as well.
            "PYTHONPATH": str(unpacked),
            "DJANGO_SETTINGS_MODULE": "dosekeeper.site.settings",
            "DOSEKEEPER_HOME": str(tmp_path / "var"),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    _, package, style = done.stdout.strip().splitlines()
    assert Path(package).is_relative_to(unpacked)
    assert Path(style).is_relative_to(unpacked)
