"""Forms as a browser sends them: what the page came with, changed where somebody types."""

from html.parser import HTMLParser
from typing import Any

from typing_extensions import override


class _Fields(HTMLParser):
    """The values of the one form a page has for its act."""

    def __init__(self):
        super().__init__()
        self.sent: dict[str, str] = {}
        self.buttons: list[dict[str, Any]] = []
        self.inside = False
        self.select = self.textarea = ""

    @override
    def handle_starttag(self, tag, attrs):
        a: dict[str, Any] = dict(attrs)
        name = a.get("name") or ""
        if tag == "form":
            self.inside = "hx-post" in a
        elif not self.inside:
            return
        elif tag == "button":
            self.buttons.append(a)
        elif tag == "input":
            self.take_input(name, a)
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in a or self.select not in self.sent):
            self.sent[self.select] = a.get("value") or ""
        elif tag == "textarea":
            self.textarea, self.sent[name] = name, ""

    def take_input(self, name, a):
        chosen = a.get("type") in {"radio", "checkbox"}
        if not chosen or "checked" in a:
            self.sent[name] = a.get("value") or ("on" if chosen else "")

    @override
    def handle_data(self, data):
        if self.textarea:
            self.sent[self.textarea] += data

    @override
    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.textarea = ""


def fields_of(page: Any) -> dict[str, str]:
    """What would be sent if nothing was typed."""
    reader = _Fields()
    reader.feed(page.content.decode())
    return {name: value for name, value in reader.sent.items() if name}


def buttons_of(page: Any) -> list[dict[str, Any]]:
    """The buttons of the act, the primary first."""
    reader = _Fields()
    html = page.content.decode()
    reader.feed(html if "<form" in html else f"<form hx-post>{html}</form>")
    return reader.buttons


def primary_is_off(page: Any) -> bool:
    return "disabled" in buttons_of(page)[0]
