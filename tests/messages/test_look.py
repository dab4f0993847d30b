"""The pages of messages in a real browser: axe-core, on a phone and at a desk, both modes."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from dosekeeper.core import acts
from dosekeeper.notify import NotSentError
from tests.messages.senders import Sender, reach
from tests.support.browser import accessibility_violations
from tests.support.clinic import LUCIA, write
from tests.web.test_live import DESK, PHONE, address, window  # noqa: F401 - fixtures


@pytest.fixture
def stuck(clinic) -> None:
    """Messages have been waiting for half an hour, and one was refused for good."""
    then = datetime.now(UTC) - timedelta(minutes=30)
    for person in ("nell", "dr-reyes"):
        reach(person, then)
    write("lucia", LUCIA, acts.Report(concern=acts.Concern.UNWELL), then)
    sender = Sender(then)
    gone = NotSentError("the mail server refuses the address (550)", final=True)
    down = NotSentError("the mail server does not answer (OSError)")
    sender.refuses = lambda message: gone if "nell" in message.to else down
    sender.run()


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "Messages do not go out."),
        ("/messages/", "the mail server refuses the address (550)"),
        ("/messages/to-me/", "How we reach you"),
    ],
)
def test_a_page_is_for_everybody(stuck, window, path, says, size):  # noqa: F811
    page = window("nell", size)
    for mode in ("light", "dark"):
        page.emulate_media(color_scheme=mode, reduced_motion="reduce")
        page.goto(path)
        expect(page.get_by_text(says).first).to_be_visible()
        assert accessibility_violations(page) == [], mode
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0
