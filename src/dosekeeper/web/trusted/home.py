"""What the first screen of the box shows: one number, what is next, one thing to do."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from dosekeeper.core.acts import Contact, Topic
from dosekeeper.core.chart import Chart
from dosekeeper.core.due import Expectation, Kind, due
from dosekeeper.core.events import Done
from dosekeeper.core.facts import Offer
from dosekeeper.core.sight import COUNTS
from dosekeeper.core.today import next_dose_at
from dosekeeper.core.units import mg_text
from dosekeeper.web.trusted.standing import Box
from dosekeeper.web.trusted.watching import next_look_at
from dosekeeper.wording import form_of, unit_name
from dosekeeper.wording.trusted import trusted_day, trusted_moment, trusted_units


Button = dict[str, str]


def home(box: Box) -> dict[str, Any]:
    """What templates/trusted/box.html takes."""
    mine = expected(box)
    over = over_at(box)
    buttons = list(_leaving(box) if over else _doing(box))
    return {
        "over": over,
        "number": _number(box),
        "lines": list(_lines(box, mine)),
        "notes": list(_notes(box)),
        "primary": buttons[0] if buttons else None,
        "others": buttons[1:],
        "wrong": _button("report", box.say["box"]["wrong"], "exclamation-octagon"),
        "more": [] if over else list(_more(box)),
        "shared": None if over else _shared(box),
        "people": list(_people(box)),
    }


def expected(box: Box) -> list[Expectation]:
    """What is waited for of this person."""
    chart, policy, now = box.scene.chart, box.scene.policy, box.scene.now
    return [each for each in due(chart, policy, now) if each.of == box.scene.person]


def count_asked(box: Box) -> bool:
    """Whether a count is asked for: then no page tells what it ought to come to."""
    return bool(box.scene.chart.uncounted)


def over_at(box: Box) -> bool:
    """Whether the role has ended, perhaps with the course: what is left is handed back."""
    chart, today = box.scene.chart, box.scene.today
    trust = chart.trusts.get(box.scene.person)
    return trust is None or chart.closed_at is not None or trust.has_ended(today)


def when(box: Box, instant: datetime) -> str:
    """An instant as people at home say it."""
    return trusted_moment(instant, box.scene.chart.zone, box.scene.now, box.language)


def units(box: Box, number: int, product: str = "") -> str:
    """``4 troches`` in the language of the phone."""
    return trusted_units(product or _product(box), number, box.language)


def unit_word(box: Box, number: int) -> str:
    """What is counted, as a word: ``troches``."""
    return unit_name(form_of(_product(box)), number, box.language)


def _product(box: Box) -> str:
    chart = box.scene.chart
    held = [
        product for hand, product, _, _ in chart.books.items() if hand == box.scene.own_hand
    ]
    return held[0] if held else (chart.plan.product if chart.plan else "")


# --- the number and the lines below it ------------------------------------------------------


def _number(box: Box) -> dict[str, str]:
    """How many are in the box. While a count is asked for, the books' number is not told."""
    say = box.say["box"]
    if count_asked(box):
        return {"big": "?", "text": say["count_first"], "detail": say["count_first_says"]}
    if not box.held:
        return {"big": "0", "text": say["empty"], "detail": ""}
    word = unit_word(box, box.held)
    place = say["to_hand_back"] if over_at(box) else say["in_it"]
    return {"big": str(box.held), "text": f"{word} {place}", "detail": ""}


def _lines(box: Box, mine: list[Expectation]) -> Iterator[dict[str, str]]:
    say = box.say["box"]
    for expectation in mine:
        if expectation.kind in COUNTS:
            text = say["count_by"].format(when=when(box, expectation.late_at))
            yield {"icon": "123", "text": text}
        if expectation.kind is Kind.HAND_BACK:
            text = say["back_by"].format(
                units=_left(box, expectation.number), when=when(box, expectation.late_at)
            )
            yield {"icon": "box-arrow-left", "text": text}
    if over_at(box):
        return
    for offer in offered(box):
        text = say["waiting"].format(units=units(box, offer.units, _of(offer)))
        yield {"icon": "truck", "text": text}
    due_at = next_dose_at(box.scene.chart)
    if due_at is None:
        yield {"icon": "calendar-x", "text": say["no_plan"]}
    elif not box.held:
        yield {"icon": "clock", "text": say["no_dose"]}
    else:
        soon = due_at <= box.scene.now
        text = say["any_time"] if soon else say["from"].format(when=when(box, due_at))
        yield {"icon": "clock", "text": f"{say['next_dose']}: {text}"}


def _notes(box: Box) -> Iterator[str]:
    """What stands in the way, and that the role is over."""
    say = box.say["box"]
    if over_at(box):
        yield say["ended"]
    elif box.trust.identified_at is None:
        yield say["not_seen"]


def _left(box: Box, number: int) -> str:
    """``4 troches``; ``? troches`` while they are to be counted."""
    text = units(box, number)
    return text.replace(str(number), "?", 1) if count_asked(box) else text


def offered(box: Box) -> list[Offer]:
    """What is on its way to this person and was not declined."""
    own = box.scene.own_hand
    return [
        offer
        for offer in box.scene.chart.offers.values()
        if offer.recipient == own and not offer.declined
    ]


def _of(offer: Offer) -> str:
    return offer.movements[0].product


# --- what to do -------------------------------------------------------------------------------


def _button(verb: str, label: str, icon: str, about: str = "") -> Button:
    return {"label": label, "icon": icon, "href": reverse("box-act", args=[verb]) + about}


def _doing(box: Box) -> Iterator[Button]:
    """What somebody would come here for; the first is the one large button."""
    say = box.say["box"]
    yield from _watching(box)
    for offer in offered(box):
        label = say["received"].format(units=units(box, offer.units, _of(offer)))
        yield _button("accept", label, "box-arrow-in-down", f"?offer={offer.position}")
    count = _button("count", say["count"], "123")
    asked = count_asked(box)
    if asked:
        yield count
    if box.held:
        yield _button("dose", say["give"], "droplet")
    if not asked:
        yield count
    if box.held:
        yield _button("return", say["hand_back"], "box-arrow-left")


def _watching(box: Box) -> Iterator[Button]:
    """The way to whoever is to be looked after now: it comes before everything else."""
    if box.watch is None:
        return
    say, look_at = box.say["box"], next_look_at(box, box.watch)
    then = say["watch_now"]
    if look_at is not None and look_at > box.scene.now:
        then = say["watch_next"].format(when=when(box, look_at))
    label = f"{say['watch']}: {then}"
    yield {"label": label, "icon": "stopwatch", "href": reverse("box-watch")}


def _leaving(box: Box) -> Iterator[Button]:
    """What whoever's role has ended can still do, and nothing else.

    Somebody who was given a dose is not left alone because a role has ended since.
    """
    say = box.say["box"]
    yield from _watching(box)
    if box.held:
        yield _button("return", say["hand_back"], "box-arrow-left")
        if box.scene.chart.closed_at is None:  # after the end the books stand still
            yield _button("count", say["count"], "123")
        yield _button("lost", say["lost"], "question-diamond")
    for offer in offered(box):
        yield _button("decline", say["received_not"], "x-lg", f"?offer={offer.position}")


def _more(box: Box) -> Iterator[Button]:
    say, chart = box.say["box"], box.scene.chart
    for offer in offered(box):
        yield _button("decline", say["received_not"], "x-lg", f"?offer={offer.position}")
    if box.held:
        yield _button("lost", say["lost"], "question-diamond")
    if any(hand == "unaccounted" for hand, _, _, _ in chart.books.items()):
        yield _button("found", say["found"], "search")
    if box.held and _others_in_force(box):
        yield _button("hand-over", say["hand_over"], "people")
    yield _button("revoke", say["stop"], "door-open")


def _others_in_force(box: Box) -> list[str]:
    """The other trusted people, the backup among them."""
    return [
        trust.delegate
        for trust in box.scene.chart.trusts.values()
        if trust.delegate != box.scene.person and trust.holds_role(box.scene.today)
    ]


def _people(box: Box) -> Iterator[str]:
    """Since when and until when, and who steps in."""
    say, trust, chart = box.say["box"], box.trust, box.scene.chart
    if over_at(box):
        return
    if trust.from_on is not None and box.scene.today < trust.from_on:
        yield say["begins"].format(day=trusted_day(trust.from_on, box.language))
    elif trust.accepted_at is not None:
        signed_on = chart.day(trust.accepted_at)
        since_on = max(signed_on, trust.from_on or signed_on)
        yield say["since"].format(day=trusted_day(since_on, box.language))
    if trust.until_on is not None:
        yield say["until"].format(day=trusted_day(trust.until_on, box.language))
    if trust.backup:
        yield say["you_backup"]
    for who in _others_in_force(box):
        if chart.trusts[who].backup:
            yield say["backup"].format(who=box.scene.name(who))


# --- what the patient shows -------------------------------------------------------------------


def _shared(box: Box) -> dict[str, Any]:
    """The newest of each topic that the patient lets them see; and that there is more."""
    seen = [topic for topic in Topic if box.scene.sees(topic)]
    return {"lines": [line for topic in seen for line in _topic(box, topic)]}


def _topic(box: Box, topic: Topic) -> Iterator[dict[str, str]]:
    say, chart = box.say["shared"], box.scene.chart

    def line(word: str, at: datetime, text: str = "") -> dict[str, str]:
        day = trusted_day(chart.day(at), box.language)
        return {"label": say[word].format(day=day), "value": text}

    match topic:
        case Topic.CHECK_INS if chart.check_ins:
            last = max(chart.check_ins, key=lambda each: each.at)
            told = [_answer(say, name, answer) for name, answer in last.act.told()]
            yield line("check_in", last.at, ", ".join(told))
        case Topic.EVALUATIONS if chart.evaluations:
            yield line("evaluation", chart.evaluations[-1].at)
        case Topic.CONTACTS if (at := _contacted_at(chart)) is not None:
            yield line("contact", at)
        case Topic.BODY if chart.weighed_at is not None and chart.weight_g is not None:
            yield line("weight", chart.weighed_at, f"{mg_text(chart.weight_g)} kg")
        case _:
            pass


def _answer(say: Any, name: str, answer: int) -> str:
    if isinstance(answer, bool):
        return str(say[name if answer else f"not_{name}"])
    return f"{say[name]} {answer}"


def _contacted_at(chart: Chart) -> datetime | None:
    """When the clinic last called, as far as this person may see."""
    calls = (e for e in reversed(chart.entries) if isinstance(e.fact.act, Contact))
    done = (e.at for e in calls if isinstance(e.fact, Done) and e.position not in chart.struck)
    return next(done, None)
