"""Who may see what; everybody else is told that there is nothing."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dosekeeper.core import acts
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.units import BadValueError
from dosekeeper.store import directory, reading
from dosekeeper.store.courses import search
from dosekeeper.store.directory import NotYoursError
from dosekeeper.store.models import ApiToken, CourseIndex
from tests import cast


@pytest.fixture
def people(told):
    """The cast at its places, with the told courses `lucia` and `dana`."""
    for site, kind, clinic in (
        (cast.CLINIC, "clinic", ""),
        ("hill-clinic", "clinic", ""),
        (cast.INSIDE, "pharmacy", cast.CLINIC),
        (cast.OUTSIDE, "pharmacy", ""),
        ("far-pharmacy", "pharmacy", ""),
    ):
        directory.add_site(
            site, site, kind=kind, zone="America/New_York", policy="article", clinic=clinic
        )
    for actor in (*cast.CAST, *(Actor(n, Role.PATIENT) for n in ("dana", "far", "rosa"))):
        directory.add_person(actor.person, actor.person.title())
    for person, site, role in (
        ("dr-reyes", cast.CLINIC, Role.PRESCRIBER),
        ("dr-chen", cast.CLINIC, Role.PRESCRIBER),
        ("nell", cast.CLINIC, Role.NURSE),
        ("mona", cast.CLINIC, Role.MANAGER),
        ("aude", cast.CLINIC, Role.AUDITOR),
        ("ines", cast.INSIDE, Role.PHARMACIST),
        ("femi", cast.OUTSIDE, Role.PHARMACIST),
        ("far", "far-pharmacy", Role.PHARMACIST),
        ("oscar", "hill-clinic", Role.PRESCRIBER),
    ):
        directory.add_duty(person, site, role)
    return told


SEES = {
    "lucia": {"lucia": Role.PATIENT},
    "marco": {"lucia": Role.DELEGATE, "dana": Role.DELEGATE},
    "dr-reyes": {"lucia": Role.PRESCRIBER, "dana": Role.PRESCRIBER},
    "nell": {"lucia": Role.NURSE, "dana": Role.NURSE},
    "mona": {"lucia": Role.MANAGER, "dana": Role.MANAGER},
    "aude": {"lucia": Role.AUDITOR, "dana": Role.AUDITOR},
    "ines": {"lucia": Role.PHARMACIST, "dana": Role.PHARMACIST},
    "femi": {"lucia": Role.PHARMACIST},
    "far": {},
    "oscar": {},
    "rosa": {},
    "nobody": {},
}


@pytest.mark.parametrize("person", SEES)
def test_everybody_sees_their_own_and_nothing_else(people, person):
    seen = {row.course for row in directory.courses_of(person)}
    assert seen == set(SEES[person])
    for course in ("lucia", "dana", "no-such-course", "../lucia", "LUCIA", ""):
        if course in SEES[person]:
            assert directory.access_course(person, course) == SEES[person][course]
        else:
            with pytest.raises(NotYoursError):
                directory.access_course(person, course)


def test_a_site_is_seen_by_who_works_there(people):
    assert directory.access_site("ines", cast.INSIDE) is Role.PHARMACIST
    for person in ("femi", "oscar", "lucia", "nell"):
        with pytest.raises(NotYoursError):
            directory.access_site(person, cast.INSIDE)


def test_a_role_that_is_not_theirs_is_not_given(people):
    assert directory.access_course("nell", "lucia", Role.NURSE) is Role.NURSE
    with pytest.raises(NotYoursError):
        directory.access_course("nell", "lucia", Role.PRESCRIBER)


def test_a_clinician_is_only_the_patient_in_their_own_course(people):
    directory.add_duty("lucia", cast.CLINIC, Role.PRESCRIBER)
    assert directory.access_course("lucia", "lucia") is Role.PATIENT
    assert directory.access_course("lucia", "dana") is Role.PRESCRIBER


def test_a_revoked_delegate_who_holds_doses_can_hand_them_back(people):
    """Custody never dangles: who still has the box still has the page to empty it with."""
    people.fill(people.evaluate())
    people.do(acts.Revoke(delegate="marco"), cast.NELL)
    assert directory.access_course("marco", "lucia") is Role.DELEGATE
    people.do(
        acts.Return(what=cast.held(4), collector="corner-pharmacy"),
        cast.MARCO,
        second=cast.FEMI,
    )
    with pytest.raises(NotYoursError):
        directory.access_course("marco", "lucia")


def test_a_revoked_delegate_sees_nothing_from_then_on(people):
    people.do(acts.Revoke(delegate="marco"), cast.NELL)
    with pytest.raises(NotYoursError):
        directory.access_course("marco", "lucia")
    assert {row.course for row in directory.courses_of("marco")} == {"dana"}


def test_a_delegate_whose_time_is_over_sees_nothing(people):
    people.do(acts.Revoke(delegate="marco"), cast.NELL)
    until = (people.now + timedelta(days=1)).date()  # the story plays in the past
    act = acts.Appoint(
        delegate="marco",
        relation="husband",
        legal_basis="household",
        consent="asked",
        until_on=until,
    )
    people.do(act, cast.NELL)
    with pytest.raises(NotYoursError):
        directory.access_course("marco", "lucia")
    assert {row.course for row in directory.courses_of("marco")} == {"dana"}


def test_an_ended_duty_is_gone_with_the_next_request(people):
    directory.end_duty("nell", cast.CLINIC, Role.NURSE)
    assert directory.courses_of("nell") == []


def test_a_pharmacy_is_let_in_for_one_course(people):
    directory.let_fill("dana", "far-pharmacy")
    assert directory.access_course("far", "dana") is Role.PHARMACIST
    assert {row.course for row in directory.courses_of("far")} == {"dana"}
    assert {site.id for site in directory.pharmacies_of("dana")} == {
        cast.INSIDE,
        "far-pharmacy",
    }


def test_a_token_opens_until_it_is_revoked(people):
    secret = directory.create_token("nell", "ward tablet")
    assert directory.token_person(secret) == "nell"
    (token,) = directory.tokens_of("nell")
    assert secret not in str(ApiToken.objects.values_list().get())
    with pytest.raises(NotYoursError):
        directory.revoke_token("oscar", token.id)
    directory.revoke_token("nell", token.id)
    for wrong in (secret, secret[:-1], "", "dosekeeper_", "\ud800"):
        with pytest.raises(NotYoursError):
            directory.token_person(wrong)


def test_a_closed_account_takes_its_tokens_along(people):
    directory.set_password("nell", "a long password of nell")
    secret = directory.create_token("nell", "ward tablet")
    directory.close_account("nell")
    with pytest.raises(NotYoursError):
        directory.token_person(secret)


def test_a_new_password_ends_the_tokens_and_nobody_elses(people):
    directory.set_password("nell", "a long password of nell")
    old, other = directory.create_token("nell", "cart"), directory.create_token("femi", "till")
    directory.set_password("nell", "another password of nell")
    with pytest.raises(NotYoursError):
        directory.token_person(old)
    assert directory.token_person(other) == "femi"
    assert directory.token_person(directory.create_token("nell", "new cart")) == "nell"


def test_a_person_can_be_erased_and_the_journal_stands(people):
    from dosekeeper.store.verify import verify

    directory.rename_person("lucia", "")
    assert directory.names(["lucia"]) == {"lucia": "lucia"}
    assert verify().problems == ()


@pytest.mark.parametrize("wrong", ["", "Lucia", "a b", "x" * 65, "lucia"])
def test_an_id_that_cannot_be_or_is_taken(people, wrong):
    with pytest.raises(BadValueError):
        directory.add_person(wrong, "Somebody")


def test_two_thousand_courses_are_listed_in_time(people):
    """The first page under 100 ms at the median, in a number of queries that stays."""
    one = CourseIndex.objects.get(pk="lucia")
    rows = []
    for number in range(2_000):
        values = {f.attname: getattr(one, f.attname) for f in CourseIndex._meta.fields}
        rows.append(CourseIndex(**values | {"course": f"c{number}"}))
    CourseIndex.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as queries:
        found = directory.courses_of("dr-reyes")
    assert len(found) == search("dr-reyes", most=50).found == 2_002
    all_of_them = [timed(lambda: directory.courses_of("dr-reyes")) for _ in range(5)]
    first_page = [timed(lambda: search("dr-reyes", most=50)) for _ in range(5)]
    assert len(queries) <= 5
    assert sorted(first_page)[2] < 0.1, first_page
    assert sorted(all_of_them)[2] < 0.2, all_of_them


def timed(read) -> float:
    """How long this thread works: other tests run beside it."""
    started = time.thread_time()
    read()
    return time.thread_time() - started


def test_today_has_what_a_role_begins_with(people):
    people.ask(people.fill_act(prescription=1), cast.FEMI)
    nurse, patient, pharmacist = (reading.today(p) for p in ("nell", "lucia", "ines"))
    assert [task.course for task in nurse.tasks] == ["lucia"]
    assert nurse.courses[0].course == "lucia", "an owed word stands first"
    assert patient.tasks == ()
    assert [row.course for row in patient.courses] == ["lucia"]
    assert [line.site for line in pharmacist.sites] == [cast.INSIDE]
    assert {row.units for row in pharmacist.sites[0].holdings} >= {8}
    assert reading.today("oscar").courses == ()
