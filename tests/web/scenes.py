"""A story of the cast, looked at by one of them; no database behind it."""

from datetime import date, datetime, timedelta

from dosekeeper.core.people import Actor
from dosekeeper.rulebook import load
from dosekeeper.store.directory import PersonView, SiteView
from dosekeeper.web.scene import Scene
from tests import cast


NAMES = {
    "lucia": "Lucia Moreno",
    "marco": "Marco Moreno",
    "dr-reyes": "Dr Reyes",
    "nell": "Nell",
    "femi": "Femi",
    cast.CLINIC: "Harbor Clinic",
    cast.OUTSIDE: "Corner Pharmacy",
    cast.INSIDE: "Main Pharmacy",
}


def site(name: str) -> SiteView:
    kind = "clinic" if name == cast.CLINIC else "pharmacy"
    zone = cast.ZONE.key
    return SiteView(
        name, NAMES[name], kind, inside=name == cast.INSIDE, zone=zone, policy="article"
    )


def scene(story: cast.Story, who: Actor, now: datetime | None = None) -> Scene:
    return Scene(
        person=who.person,
        role=who.role,
        roles=frozenset({who.role}),
        stream=story.stream,
        chart=story.chart,
        policy=load("article"),
        now=now or story.now + timedelta(minutes=1),
        names=NAMES,
        places={name: site(name) for name in (cast.CLINIC, cast.OUTSIDE, cast.INSIDE)},
        shelves=story.shelves,
        works_at=frozenset({cast.OUTSIDE}),
        patient=PersonView("lucia", "Lucia Moreno", date(1981, 5, 17)),
    )
