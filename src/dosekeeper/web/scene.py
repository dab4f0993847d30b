"""What somebody stands in front of when they look or ask: the chart, their role, the names.

Loaded once a request, and as this person may see it (``core.sharing``). Nothing here decides:
whether an act may be done is the desk's question, asked of the whole chart by a rehearsal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from dosekeeper.core.acts import Topic
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import course_stream, site_stream
from dosekeeper.core.ledger import SOURCE, Books, Hand
from dosekeeper.core.people import HOLDERS, Actor, Role, may
from dosekeeper.core.policy import Policy
from dosekeeper.core.sharing import seen
from dosekeeper.core.units import zone_named
from dosekeeper.desk.decide import NotEntitledError
from dosekeeper.desk.ports import Pages
from dosekeeper.door import desk
from dosekeeper.door.sight import sight
from dosekeeper.store import directory
from dosekeeper.store.directory import PersonView, SiteView
from dosekeeper.wording import hand_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One person in front of one course, or one site's stock.

    ``roles`` are all they are to it, ``role`` the one they act in. ``places`` are the
    sites that matter here, by id; ``shelves`` the stocks among them that are kept here;
    ``works_at`` names those where the person has a duty. ``names`` has people and sites.
    """

    person: str
    role: Role
    roles: frozenset[Role]
    stream: str
    chart: Chart
    policy: Policy
    now: datetime
    names: Mapping[str, str]
    places: Mapping[str, SiteView]
    shelves: Mapping[str, Books]
    works_at: frozenset[str] = frozenset()
    patient: PersonView | None = None
    team: tuple[PersonView, ...] = ()

    @property
    def id(self) -> str:
        """The course's or the site's own id."""
        return self.stream.partition(":")[2]

    @property
    def is_course(self) -> bool:
        return self.stream.startswith("course:")

    @property
    def today(self) -> date:
        return self.chart.day(self.now)

    @property
    def holder(self) -> bool:
        """Whether this is the patient or the delegate: plain words, one question."""
        return self.role in HOLDERS

    def sees(self, topic: Topic) -> bool:
        """Whether what is known of a topic is theirs to see."""
        return topic not in self.chart.hidden

    @property
    def own_hand(self) -> Hand:
        return self.chart.hand_of(self.person)

    def name(self, who: str) -> str:
        """What people call a person or a site."""
        return self.names.get(who, who)

    def hand_name(self, holder: Hand) -> str:
        """What people call a hand, in the words of somebody who stands here."""
        if self.is_course and holder == self.own_hand:
            return "your box" if self.role is Role.DELEGATE else "your own hands"
        return "an outside pharmacy" if holder == SOURCE else hand_name(holder, self.names)

    def may(self, verb: str) -> bool:
        """Whether one of this person's roles may ask for the verb at all."""
        if self.role in HOLDERS:
            return may(self.role, verb)
        return any(may(role, verb) for role in self.roles)

    def limit(self, rule: str, setting: str) -> int:
        """A number of the policy in force today."""
        return int(self.policy.value(rule, setting, self.today).amount)


def of_course(person: str, course: str, now: datetime) -> Scene:
    """Stand in front of a course. Raises NotYoursError when there is no relation to it."""
    role = directory.access_course(person, course)
    pharmacies = {view.id: view for view in directory.pharmacies_of(course)}
    whole, shelves = _look(course_stream(course), pharmacies)
    chart = seen(whole, sight(whole, Actor(person, role), now))
    places = {**pharmacies, chart.clinic: directory.site(chart.clinic)}
    team = tuple(directory.people_at(chart.clinic))
    return Scene(
        person=person,
        role=role,
        roles=directory.roles_at_course(person, course),
        stream=course_stream(course),
        chart=chart,
        policy=desk().policies.named(chart.policy),
        now=now,
        names=_names({person, *_people(chart), *(one.id for one in team)}, places),
        places=places,
        shelves=shelves,
        works_at=frozenset(duty.site for duty in directory.sites_of(person)),
        patient=directory.person(chart.patient),
        team=team,
    )


def of_site(person: str, site: str, now: datetime) -> Scene:
    """Stand in front of a site's stock. Raises NotYoursError for who does not work there."""
    role = directory.access_site(person, site)
    view = directory.site(site)
    chart, shelves = _look(site_stream(site), (site,))
    if not chart.position:
        chart.zone = zone_named(view.zone)
    return Scene(
        person=person,
        role=role,
        roles=frozenset(each for at, each in directory.duties_of(person) if at.id == site),
        stream=site_stream(site),
        chart=chart,
        policy=desk().policies.named(chart.policy or view.policy),
        now=now,
        names=_names({person, *_people(chart)}, {site: view}),
        places={site: view},
        shelves=shelves,
        works_at=frozenset({site}),
        team=tuple(directory.people_at(site)),
    )


def acting(scene: Scene, verb: str) -> Scene:
    """Stand there in the role that may ask for a verb. Raises NotEntitledError."""
    if not scene.may(verb):
        raise NotEntitledError(scene.role, verb)
    if may(scene.role, verb):
        return scene
    return replace(scene, role=min(role for role in scene.roles if may(role, verb)))


def _look(stream: str, sites: Iterable[str]) -> tuple[Chart, dict[str, Books]]:
    """Read the chart and the stocks beside it in one state of the record."""

    def read(pages: Pages) -> tuple[Chart, dict[str, Books]]:
        found = {site: pages.shelf(site) for site in sites}
        shelves = {site: shelf for site, shelf in found.items() if shelf is not None}
        return replace(pages.chart(stream), shelves=shelves), shelves

    return desk().journal.look(stream, read)


def _names(people: Iterable[str], places: Mapping[str, SiteView]) -> dict[str, str]:
    return directory.names(people) | {site: view.name for site, view in places.items()}


def _people(chart: Chart) -> set[str]:
    found = {chart.patient, *chart.trusts}
    for entry in chart.entries:
        found.add(entry.by.person)
        if entry.second:
            found.add(entry.second.person)
    return found - {""}
