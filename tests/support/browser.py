"""Debian's Chromium, driven by Playwright; nothing is downloaded for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from system_packages import chromium as find_chromium


ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    # Inside a container, and as root, Chromium's own sandbox cannot start.
    "--no-sandbox",
    "--disable-gpu",
    # A test browser calls nobody.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.fail(
            "Chromium is missing: `make test` installs it or says how "
            "(tools/system_packages.py)"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, headless=True)
        yield browser
        browser.close()


def accessibility_violations(page: Page) -> list[str]:
    """What axe-core finds on this page against WCAG 2.2 A and AA, one line each.

    The script is handed to the browser from outside, so the page's content security
    policy stays in force.
    """
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                                    "wcag22aa"]})"""
    )
    return [
        f"{violation['id']}: {violation['help']} at {node['target']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
