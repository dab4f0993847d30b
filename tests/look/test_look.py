"""The look holds: for axe-core, on a phone and at a desk, in light and in dark.

With DOSEKEEPER_SHOTS=folder every page of the gallery is also photographed there, for
people to compare before and after a change.
"""

import os
import re
from pathlib import Path
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

from tests.look import gallery, sample
from tests.support.browser import accessibility_violations


WEB = Path("src/dosekeeper/web")
STATIC = WEB / "static"
MODES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
SIZE_OF_TARGETS = """() => [...document.querySelectorAll("a, button, summary, input, select")]
    .filter(target => {
        // A choice is pressed anywhere on its label.
        const box = (target.closest("label") ?? target).getBoundingClientRect();
        const inText = target.closest("p, dd, .skip-link");
        return box.width && box.height < 43.5 && !inText;
    })
    .map(target => target.outerHTML.slice(0, 80))"""
WIDER_THAN_WINDOW = "() => document.documentElement.scrollWidth - window.innerWidth"


def visit(page: Page, name: str, complaints: list[str]):
    """Show a page of the gallery under the product's content security policy."""

    def answer(route: Route):
        path = route.request.url.removeprefix("http://gallery")
        if path.startswith(settings.STATIC_URL):
            route.fulfill(path=STATIC / path.removeprefix(settings.STATIC_URL))
        else:
            route.fulfill(
                body=gallery.page(name),
                content_type="text/html",
                headers={"Content-Security-Policy": POLICY},
            )

    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    page.route("**/*", answer)
    page.goto(f"http://gallery/{name}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", gallery.NAMES)
def test_page_is_readable_by_everybody(chromium: Browser, name: str, size: str):
    width, height = SIZES[size]
    complaints: list[str] = []
    with chromium.new_context(viewport={"width": width, "height": height}) as window:
        page = window.new_page()
        visit(page, name, complaints)
        assert page.evaluate(WIDER_THAN_WINDOW) <= 0
        assert page.evaluate(SIZE_OF_TARGETS) == []
        for mode in MODES:
            # Colours on their way from one mode to the other are nobody's contrast.
            page.emulate_media(color_scheme=mode, reduced_motion="reduce")
            expect(page.locator("html")).to_have_attribute("data-bs-theme", mode)
            photograph(page, f"{name}-{size}-{mode}")
            assert accessibility_violations(page) == []
    assert complaints == []


CHART = """<!doctype html><link rel="stylesheet" href="/static/app.css">
<section class="sheet plot"><div class="plot__scroll"><picture><img class="plot__image"
  width="950" height="525" alt="" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>">
</picture></div></section>"""
WHERE = """() => {
  const [frame, chart] = [".plot__scroll", ".plot__image"].map(
    name => document.querySelector(name).getBoundingClientRect());
  const seen = getComputedStyle(document.querySelector(".plot__scroll"));
  return {
    width: Math.round(chart.width),
    hidden_left: Math.round(frame.left - chart.left),
    hidden_right: Math.round(chart.right - frame.right),
    fades: ["left", "right"].filter(
      side => parseFloat(seen.getPropertyValue(`--dk-fade-${side}`)) > 0),
    masked: seen.maskImage !== "none",
  };
}"""


def test_a_chart_wider_than_a_phone_begins_with_today_and_fades_where_there_is_more(
    chromium: Browser,
):
    with chromium.new_context(viewport={"width": 390, "height": 844}) as window:
        page = window.new_page()
        css = (STATIC / "dosekeeper" / "app.css").read_text("utf-8")
        page.route("**/app.css", lambda route: route.fulfill(body=css, content_type="text/css"))
        page.route(
            "http://gallery/", lambda route: route.fulfill(body=CHART, content_type="text/html")
        )
        page.goto("http://gallery/")
        page.wait_for_timeout(100)
        at_first = page.evaluate(WHERE)
        assert (at_first["width"], at_first["hidden_right"]) == (640, 0)
        assert at_first["hidden_left"] > 200
        assert at_first["fades"] == ["left"]
        page.locator(".plot__scroll").evaluate("frame => frame.scrollTo({left: -9999})")
        page.wait_for_timeout(100)
        moved = page.evaluate(WHERE)
        assert (moved["hidden_left"], moved["fades"]) == (0, ["right"])
        page.emulate_media(media="print")
        assert not page.evaluate(WHERE)["masked"]
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.wait_for_timeout(100)
        wide = page.evaluate(WHERE)
        assert (wide["hidden_left"], wide["hidden_right"], wide["fades"]) == (0, 0, [])


def photograph(page: Page, name: str):
    if folder := os.environ.get("DOSEKEEPER_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_custody_strip_adds_up():
    """The sample obeys what the partial promises: hands, subtotals and total agree."""
    strips = [value for key, value in sample.CONTEXT.items() if key.startswith("strip")]
    for strip in strips:
        subtotals = [sum(c["units"] for c in group["cells"]) for group in strip["groups"]]
        assert subtotals == [group["units"] for group in strip["groups"]]
        assert sum(subtotals) == strip["total"]


@pytest.mark.parametrize("template", sorted((WEB / "templates").rglob("*.html")), ids=str)
def test_template_needs_nothing_inline(template: Path):
    text = template.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)", text)


def test_every_icon_is_in_the_sprite():
    sprite = (STATIC / "vendor/bootstrap-icons/bootstrap-icons.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol[^>]* id="([^"]+)"', sprite))
    drawn = set(re.findall(r'\.svg#([^"]+)"', "".join(map(gallery.page, gallery.NAMES))))
    assert drawn
    assert drawn <= known
