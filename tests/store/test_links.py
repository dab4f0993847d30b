"""Links that let somebody in without an account: what opens, what does not, how often."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from dosekeeper.core.units import BadValueError
from dosekeeper.store import directory, links
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.links import LinkKind, LockedError
from dosekeeper.store.models import SecretLink


NOW = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=72)
MINUTE = timedelta(minutes=1)
PIN = "480915"


@pytest.fixture
def people(engine):
    for person in ("lucia", "marco", "nora"):
        directory.add_person(person, person.title())


def made(kind: LinkKind = LinkKind.CHECK_IN, person: str = "lucia") -> str:
    return links.make_link(kind, person, "lucia", now=NOW, expires_at=LATER)


def opened(secret: str, kind: LinkKind = LinkKind.CHECK_IN, when: datetime = NOW):
    return links.open_link(kind, secret, now=when)


def phone(person: str = "marco", pin: str = PIN) -> str:
    invitation = opened(made(LinkKind.INVITATION, person), LinkKind.INVITATION)
    return links.make_device(
        invitation, now=NOW, expires_at=LATER, pin=pin, label="Firefox on Android"
    )


def test_a_secret_is_long_and_kept_nowhere(people):
    secrets = {made() for _ in range(8)} | {phone()}
    assert len(secrets) == 9
    assert all(len(secret) >= 43 for secret in secrets), "256 bits in base 64"
    kept = json.dumps(list(SecretLink.objects.values()), default=str)
    assert not [word for word in (*secrets, "12345678", PIN) if word in kept]


def test_a_link_opens_for_its_person_and_course_and_looking_uses_nothing_up(people):
    secret = made()
    first, again = opened(secret), opened(secret, when=LATER - MINUTE)
    assert first == again
    assert (first.kind, first.person, first.course) == (LinkKind.CHECK_IN, "lucia", "lucia")
    assert (first.made_at, first.expires_at, first.used_at) == (NOW, LATER, None)


def refusal(secret: str, kind: LinkKind = LinkKind.CHECK_IN, when: datetime = NOW) -> str:
    with pytest.raises(NotYoursError) as found:
        opened(secret, kind, when)
    return str(found.value)


def test_what_does_not_open_is_one_and_the_same_answer(people):
    secret = made()
    ended = made()
    links.revoke_links("lucia", "lucia", now=NOW)
    fresh = made()
    altered = ("B" if fresh[0] == "A" else "A") + fresh[1:]
    said = {
        refusal("unknown"),
        refusal(""),
        refusal("é" * 50),
        refusal("\0" + fresh),
        refusal(fresh * 100),
        refusal(fresh[:-1]),
        refusal(f"{fresh} "),
        refusal(fresh.swapcase()),
        refusal(altered),
        refusal(secret),
        refusal(ended),
        refusal(fresh, LinkKind.DEVICE),
        refusal(fresh, LinkKind.INVITATION),
        refusal(fresh, when=LATER),
        refusal(fresh, when=LATER + timedelta(days=400)),
    }
    assert said == {"link is not there"}
    assert opened(fresh).person == "lucia", "and the right one opens after all of them"


def test_a_link_is_used_once(people):
    view = opened(made())
    links.use_link(view, now=NOW + MINUTE)
    with pytest.raises(NotYoursError):
        links.use_link(view, now=NOW + 2 * MINUTE)
    assert links.links_of("lucia", "lucia", LinkKind.CHECK_IN)[0].used_at == NOW + MINUTE


def test_a_used_link_still_says_what_it_was(people):
    secret = made()
    links.use_link(opened(secret), now=NOW + MINUTE)
    assert opened(secret, when=NOW + 2 * MINUTE).used_at == NOW + MINUTE


def test_answers_that_waited_on_a_phone_use_it_up_after_its_end(people):
    view = opened(made(), when=LATER - MINUTE)
    links.use_link(view, now=LATER + MINUTE)


def test_revoking_ends_a_persons_links_to_one_course_and_no_others(people):
    hers, other = (
        made(),
        links.make_link(LinkKind.CHECK_IN, "lucia", "dana", now=NOW, expires_at=LATER),
    )
    his, device = made(LinkKind.INVITATION, "marco"), phone()
    view = opened(hers)
    links.revoke_links("marco", "lucia", LinkKind.INVITATION, now=NOW)
    refusal(his, LinkKind.INVITATION)
    assert opened(device, LinkKind.DEVICE)
    links.revoke_links("marco", "lucia", now=NOW)
    refusal(device, LinkKind.DEVICE)
    assert opened(hers)
    links.revoke_links("lucia", "lucia", now=NOW)
    refusal(hers)
    with pytest.raises(NotYoursError):
        links.use_link(view, now=NOW)
    assert opened(other)


def test_no_link_is_made_for_nobody_or_to_no_course(people):
    with pytest.raises(NotYoursError):
        links.make_link(LinkKind.CHECK_IN, "nobody", "lucia", now=NOW, expires_at=LATER)
    with pytest.raises(BadValueError):
        links.make_link(LinkKind.CHECK_IN, "lucia", "no course", now=NOW, expires_at=LATER)


# --- the code beside an invitation ---------------------------------------------------------


def test_the_fifth_wrong_code_voids_an_invitation_and_the_right_one_comes_too_late(people):
    secret = made(LinkKind.INVITATION, "marco")
    view = opened(secret, LinkKind.INVITATION)
    code = links.code_of(view)
    for wrong in ("", code[:7], f"{code}0", f"{int(code) ^ 1:08d}"):
        assert not links.try_code(view, wrong, now=NOW)
    assert opened(secret, LinkKind.INVITATION)
    assert not links.try_code(view, "00000000", now=NOW)
    refusal(secret, LinkKind.INVITATION)
    with pytest.raises(NotYoursError):
        links.try_code(view, code, now=NOW)


def test_the_right_code_forgives_the_wrong_ones_before_it(people):
    view = opened(made(LinkKind.INVITATION, "marco"), LinkKind.INVITATION)
    for _ in range(3):
        assert [links.try_code(view, "0", now=NOW) for _ in range(4)] == [False] * 4
        assert links.try_code(view, links.code_of(view), now=NOW)


def test_a_code_is_found_again_and_says_nothing_of_another(people):
    first, second = (
        opened(made(LinkKind.INVITATION, "marco"), LinkKind.INVITATION) for _ in range(2)
    )
    assert links.code_of(first) == links.code_of(first) != links.code_of(second)
    assert len(links.code_of(first)) == links.CODE_DIGITS


# --- a phone and its PIN ----------------------------------------------------------------------


def device(secret: str, when: datetime = NOW):
    return opened(secret, LinkKind.DEVICE, when)


def test_a_phone_opens_with_its_own_pin_and_says_when(people):
    one, other = device(phone()), device(phone("nora", "771204"))
    assert links.try_pin(one, PIN, now=NOW + MINUTE)
    assert not links.try_pin(one, "771204", now=NOW)
    assert not links.try_pin(other, PIN, now=NOW)
    assert links.device(one.id).used_at == NOW + MINUTE
    assert links.device(other.id).used_at == NOW


def test_five_wrong_pins_lock_a_phone_and_the_right_one_has_to_wait(people):
    view = device(phone())
    assert [links.try_pin(view, "000000", now=NOW) for _ in range(5)] == [False] * 5
    with pytest.raises(LockedError) as locked:
        links.try_pin(view, PIN, now=NOW + MINUTE)
    assert locked.value.until == NOW + timedelta(minutes=15)
    assert links.device(view.id).locked(NOW + MINUTE)
    assert links.try_pin(view, PIN, now=NOW + timedelta(minutes=15))
    assert not links.device(view.id).locked(NOW)


def test_each_lock_is_longer_up_to_a_day(people):
    view, now, waits = device(phone()), NOW, []
    for _ in range(6):
        for _ in range(5):
            links.try_pin(view, "000000", now=now)
        with pytest.raises(LockedError) as locked:
            links.try_pin(view, PIN, now=now)
        waits.append(locked.value.until - now)
        now = locked.value.until
    quarter = timedelta(minutes=15)
    day = timedelta(days=1)
    assert waits == [quarter, 4 * quarter, 16 * quarter, 64 * quarter, day, day]


def test_a_phone_locked_by_hand_stays_so_until_unlocked_and_revoked_is_for_ever(people):
    secret = phone()
    view = device(secret)
    links.lock_device(view.id)
    with pytest.raises(LockedError):
        links.try_pin(view, PIN, now=LATER - MINUTE)
    assert device(secret).locked(NOW), "the link is known, so that the page can say so"
    links.unlock_device(view.id)
    assert links.try_pin(view, PIN, now=NOW)
    links.revoke_device(view.id, now=NOW)
    with pytest.raises(NotYoursError):
        links.try_pin(view, PIN, now=NOW)
    refusal(secret, LinkKind.DEVICE)


def test_locking_and_revoking_touch_no_link_of_another_kind(people):
    secret = made()
    view = opened(secret)
    links.lock_device(view.id)
    links.revoke_device(view.id, now=NOW)
    assert opened(secret) == view
    with pytest.raises(NotYoursError):
        links.device(view.id)


# --- the one link of a name ----------------------------------------------------------------


def named(name: str = "a message", person: str = "lucia", until: datetime = LATER) -> str:
    return links.make_link(
        LinkKind.CHECK_IN, person, "lucia", now=NOW, expires_at=until, name=name
    )


def test_made_again_under_a_name_it_is_the_same_link_and_opens_for_longer(people, settings):
    secret = named()
    assert len(secret) >= 43, "256 bits in base 64"
    assert {named(), named(until=LATER - MINUTE)} == {secret}
    assert opened(secret).expires_at == LATER
    assert named(until=LATER + MINUTE) == secret
    assert opened(secret).expires_at == LATER + MINUTE
    (kept,) = SecretLink.objects.values()
    assert secret not in json.dumps(kept, default=str)
    others = {named("another"), named(person="nora"), made()}
    settings.SECRET_KEY = "another installation"
    others.add(named())
    assert len(others | {secret}) == 5


def test_what_was_used_or_revoked_stays_so_under_its_name(people):
    secret = named()
    links.use_link(opened(secret), now=NOW)
    assert opened(named()).used_at == NOW
    links.revoke_links("lucia", "lucia", now=NOW)
    assert named(until=LATER + MINUTE) == secret
    refusal(secret)


def test_only_what_expired_long_ago_is_thrown_away(people):
    secret, old = made(), named(until=NOW + MINUTE)
    assert links.throw_away(NOW + links.KEPT) == 0
    assert links.throw_away(NOW + links.KEPT + 2 * MINUTE) == 1
    assert opened(secret).expires_at == LATER
    refusal(old)
