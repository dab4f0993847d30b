"""Bad input: the place is named, and nothing is written."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.test_every_verb import APPOINTED
from tests.support.clinic import BOX, PRESCRIPTION, TROCHE, ZONE


FILL = "courses/lucia/fill"
NOW = datetime.now(UTC)


def fill(**more):
    body = {"prescription": PRESCRIPTION, "site": "corner-pharmacy", "recipient": "marco"}
    return body | {"units": 4} | more


def refused_whole(clinic, person, path, body, status=400, **more):
    facts = clinic.facts()
    answer = clinic.post(person, path, body, **more)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert clinic.facts() == facts
    return answer.json()


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("units", fill(units=0)),
        ("units", fill(units=-4)),
        ("units", fill(units=1.0)),
        ("units", fill(units=1.5)),
        ("units", fill(units="1")),
        ("units", fill(units=True)),
        ("units", fill(units=None)),
        ("units", fill(units=100_001)),
        ("units", fill(units=10**400)),
        ("units", fill(units=[4])),
        ("units", {name: value for name, value in fill().items() if name != "units"}),
        ("unit", fill(unit=4)),
        ("verb", fill(verb="fill")),
        ("by", fill(by="marco")),
        ("role", fill(role="prescriber")),
        ("stream", fill(stream="course:other")),
        ("prescription", fill(prescription=0)),
        ("prescription", fill(prescription="10")),
        ("prescription", fill(prescription=10**9)),
        ("site", fill(site="")),
        ("site", fill(site="Corner Pharmacy")),
        ("site", fill(site="../harbor-clinic")),
        ("recipient", fill(recipient="nobody-here")),
        ("recipient", fill(recipient="<script>alert(1)</script>")),
        ("recipient", fill(recipient="a" * 65)),
        ("lot", fill(lot="lot 7")),
        ("record", fill(record="rx\n4711")),
        ("record", fill(record="rx\x004711")),
        ("record", fill(record="rx \x1b[31m")),
        ("record", fill(record="rx \u202e1174")),
        ("record", fill(record="half \ud83d")),
        ("record", fill(record="x" * 2001)),
        ("second", fill(second="nell")),
        ("second.password", fill(second={"username": "nell"})),
        ("second.person", fill(second={"username": "n", "password": "p", "person": "nell"})),
    ],
)
def test_a_field_that_nobody_can_act_on(clinic, field, body):
    problem = refused_whole(clinic, "femi", FILL, body)
    assert problem["type"] == "urn:dosekeeper:problem:malformed"
    assert problem["field"] == field
    assert problem["detail"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("verb", "field", "body"),
    [
        ("prescribe", "plan.dose.micrograms", {"dose": {"micrograms": -1}}),
        ("prescribe", "plan.dose.micrograms", {"dose": {"micrograms": 10**9}}),
        ("prescribe", "plan.dose.mg", {"dose": {"mg": 100}}),
        ("prescribe", "plan.dose", {"dose": 100_000}),
        ("prescribe", "plan.dose", {"dose": {"micrograms": 150_000}}),
        ("prescribe", "plan.product", {"product": "ketamine"}),
        ("prescribe", "plan.product", {"product": "ketamine-sublingual-troche-100.0mg"}),
        ("prescribe", "product", {"product": "ketamine-sublingual-lollipop-100mg"}),
        ("prescribe", "plan.doses_per_week", {"doses_per_week": 0}),
        ("prescribe", "plan.place", {"place": "garden"}),
    ],
)
def test_a_plan_nobody_could_carry_out(clinic, verb, field, body):
    plan = {
        "product": TROCHE,
        "dose": {"micrograms": 100_000},
        "doses_per_week": 2,
        "spacing_hours": 48,
    }
    sent = {"plan": plan | body, "doses": 8, "days": 28, "doses_per_fill": 4}
    assert refused_whole(clinic, "dr-reyes", f"courses/lucia/{verb}", sent)["field"] == field


@pytest.mark.parametrize(
    ("path", "person", "field", "body"),
    [
        ("count", "marco", "hand", {"hand": "pocket:marco", "product": TROCHE, "units": 1}),
        ("count", "marco", "hand", {"hand": "delegate", "product": TROCHE, "units": 1}),
        ("count", "marco", "hand", {"hand": "taken:marco", "product": TROCHE, "units": 1}),
        ("weigh", "nell", "weight_g", {"weight_g": 70}),
        (
            "evaluate",
            "dr-reyes",
            "scores.0.value",
            {"scores": [{"instrument": "a", "value": -1}]},
        ),
        ("evaluate", "dr-reyes", "scores", {"scores": [{"instrument": "a", "value": 1}] * 2}),
        ("evaluate", "dr-reyes", "decision", {"decision": "increase"}),
        ("appoint", "nell", "until_on", {"until_on": "2027-02-29"}),
        ("appoint", "nell", "until_on", {"until_on": "9999-12-31"}),
        ("appoint", "nell", "until_on", {"until_on": "2027-01-01T00:00:00Z"}),
        ("appoint", "nell", "delegate", {"delegate": "nobody-here"}),
        ("waive", "dr-reyes", "rule", {"rule": "patience"}),
        ("waive", "dr-reyes", "of_verb", {"of_verb": "open"}),
        ("waive", "dr-reyes", "expires_at", {"expires_at": "2026-01-05T10:00:00"}),
        ("waive", "dr-reyes", "expires_at", {"expires_at": "9999-12-31T23:59:59-14:00"}),
        ("level", "dr-reyes", "reason", {"level": "L1", "reason": "   "}),
        ("level", "dr-reyes", "level", {"level": "L9", "reason": "x"}),
    ],
)
def test_acts_that_make_no_sense(clinic, path, person, field, body):
    valid = {
        "appoint": {"delegate": "oscar", "relation": "friend", "legal_basis": "consent"},
        "waive": {
            "rule": "vitals",
            "of_verb": "dose",
            "reason": "other",
            "note": "x",
            "expires_at": (NOW + timedelta(hours=1)).isoformat(),
        },
    }
    sent = valid.get(path, {}) | body
    assert refused_whole(clinic, person, f"courses/lucia/{path}", sent)["field"] == field


@pytest.mark.parametrize("day", ["2028-02-29", "2027-03-14", "2027-11-07"])
def test_a_leap_day_and_the_nights_the_clocks_change_are_days(clinic, day):
    sent = APPOINTED | {"delegate": "oscar", "until_on": day}
    answer = clinic.post("nell", "courses/lucia/appoint", sent)
    assert answer.json()["entry"]["act"]["until_on"] == day


@pytest.mark.parametrize(
    "at",
    [
        timedelta(hours=1),
        timedelta(days=-21),
        timedelta(minutes=-10),
        "2026-11-23",
        "2026-11-23T10:00:00",
        "2026-02-30T10:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-11-23T10:00:00+25:00",
        "now",
        1_700_000_000,
        None,
    ],
    ids=str,
)
def test_a_moment_that_cannot_be_it(clinic, at):
    sent = (datetime.now(UTC) + at).isoformat() if isinstance(at, timedelta) else at
    assert refused_whole(clinic, "femi", FILL, fill(at=sent))["field"] == "at"


@pytest.mark.parametrize("hours", [-12, -5, 0, 5.75, 14])
def test_the_same_moment_in_any_zone_is_the_same_moment(clinic, hours):
    zone = datetime.now(UTC) - timedelta(minutes=2)
    offset = timedelta(hours=hours)
    wall = (zone + offset).replace(tzinfo=None).isoformat(timespec="seconds")
    sign, minutes = ("-" if hours < 0 else "+"), int(abs(offset.total_seconds()) // 60)
    sent = f"{wall}{sign}{minutes // 60:02}:{minutes % 60:02}"
    entry = clinic.post("femi", FILL, fill(at=sent)).json()["entry"]
    assert entry["at"] == zone.isoformat(timespec="seconds").replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ({"line": 1, "column": 2}, b"{"),
        ({"line": 2, "column": 1}, b'{"units": 4,\n}'),
        ({"line": 1, "column": 1}, b"\xef\xbb\xbf{}"),
        ({}, b'{"record": "\xff"}'),
        ({}, '{"units": 4}'.encode("utf-16")),
        ({}, b'{"units": NaN}'),
        ({}, b'{"units": -Infinity}'),
        ({}, b'{"units": 1' + b"0" * 5_000 + b"}"),
        ({}, b"[" * 100_000),
        ({}, b"[" * 100 + b"]" * 100),
        ({}, b'{"a":' * 40 + b"1" + b"}" * 40),
        ({}, b"[]"),
        ({}, b'"fill"'),
        ({}, b"null"),
        ({}, b"4"),
    ],
)
def test_a_body_that_is_no_json_object(clinic, place, body):
    problem = refused_whole(clinic, "femi", FILL, body)
    assert problem["field"] == "body"
    assert {name: problem.get(name) for name in place} == place


@pytest.mark.parametrize("inner", ["units", "second"])
def test_a_name_that_stands_there_twice(clinic, inner):
    body = json.dumps(fill())[:-1] + ', "units": 1}'
    if inner == "second":
        body = json.dumps(fill())[:-1] + ', "second": {"username": "a", "username": "b"}}'
    field = refused_whole(clinic, "femi", FILL, body)["field"]
    assert field == {"units": "units", "second": "username"}[inner]


def test_a_body_of_ten_megabytes_is_not_even_read(clinic):
    problem = refused_whole(clinic, "femi", FILL, b" " * 10_000_000, status=413)
    assert problem["type"] == "urn:dosekeeper:problem:too-large"
    assert refused_whole(clinic, "femi", FILL, b" " * 1_000_001, status=413)
    assert refused_whole(clinic, "femi", FILL, b" " * 1_000_000)["field"] == "body"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
)
def test_a_body_of_another_type(clinic, content_type):
    problem = refused_whole(
        clinic, "femi", FILL, json.dumps(fill()), status=415, content_type=content_type
    )
    assert problem["type"] == "urn:dosekeeper:problem:not-json"


def test_a_form_with_a_file_is_another_type(clinic):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--x--\r\n'
    )
    kind = "multipart/form-data; boundary=x"
    refused_whole(clinic, "femi", FILL, body, status=415, content_type=kind)


def test_the_type_may_say_its_encoding(clinic):
    kind = "application/json; charset=utf-8"
    answer = clinic.post("femi", FILL, json.dumps(fill(record="é")), content_type=kind)
    assert answer.json()["entry"]["act"]["record"] == "é"


def test_an_unknown_verb_is_told_the_verbs(clinic):
    problem = refused_whole(clinic, "femi", "courses/lucia/refill", fill(), status=404)
    assert problem["type"] == "urn:dosekeeper:problem:unknown-verb"
    assert "fill" in problem["verbs"]
    assert "receive" not in problem["verbs"]
    of_site = refused_whole(clinic, "ines", "sites/main-pharmacy/fill", fill(), status=404)
    assert "receive" in of_site["verbs"]


@pytest.mark.parametrize("path", ["dryrun=true", "dry_run=true&dry_run=false", "dry_run=maybe"])
def test_a_misspelt_rehearsal_is_not_the_real_thing(clinic, path):
    problem = refused_whole(clinic, "femi", f"{FILL}?{path}", fill())
    assert problem["field"] in {"dryrun", "dry_run"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("courses/lucia/journal?after=-1", "after"),
        ("courses/lucia/journal?after=x", "after"),
        ("courses/lucia/journal?limit=0", "limit"),
        ("courses/lucia/journal?limit=501", "limit"),
        ("courses/lucia/journal?page=2", "page"),
        ("courses/lucia?now=2020", "now"),
        ("courses?patient=lucia", "patient"),
        ("me?person=femi", "person"),
    ],
)
def test_a_parameter_that_is_none(clinic, path, field):
    answer = clinic.get("nell", path)
    assert answer.status_code == 400
    assert answer.json()["field"] == field


@pytest.mark.parametrize(
    "name",
    ["Lucia", "lucia%00", "..", "lucia'--", "a" * 49, "l%20u", "%F0%9F%92%8A", "lucia%2F"],
)
def test_a_name_that_no_course_has_is_not_there(clinic, name):
    missing = clinic.get("nell", "courses/no-such-course")
    assert missing.status_code == 404
    answer = clinic.get("nell", f"courses/{name}")
    assert (answer.status_code, answer.content) == (404, missing.content)
    refused_whole(clinic, "femi", f"courses/{name}/fill", fill(), status=404)


def test_an_opening_names_a_course_a_person_and_a_policy_that_can_be(clinic):
    body = {"patient": "lucia", "clinic": "harbor-clinic", "zone": ZONE, "policy": "article"}
    for name, more, field in (
        ("UPPER", {}, "course"),
        ("a" * 49, {}, "course"),
        ("lucia", {}, "verb"),
        ("new", {"patient": "nobody-here"}, "patient"),
        ("new", {"policy": "narnia"}, "policy"),
        ("new", {"zone": "Mars/Olympus"}, "zone"),
        ("new", {"zone": "../../etc/passwd"}, "zone"),
    ):
        problem = refused_whole(clinic, "nell", f"courses/{name}/open", body | more)
        assert problem["field"] == field
    refused_whole(clinic, "nell", "courses/new/open", body | {"clinic": "hill-clinic"}, 404)


def test_the_same_act_twice_is_judged_twice(clinic):
    for status in (200, 422):
        assert clinic.post("femi", FILL, fill()).status_code == status


def test_a_closed_course_takes_no_more_acts(clinic):
    assert clinic.post("dr-reyes", "courses/lucia/close", {"reason": "well"}).status_code == 200
    problem = refused_whole(clinic, "femi", FILL, fill())
    assert problem["field"] == "verb"
    assert "closed" in problem["detail"]


def test_markup_is_text_and_nothing_else(clinic):
    text = "<img src=x onerror=alert(1)> & {{ settings.SECRET_KEY }} '; DROP TABLE x;--"
    answer = clinic.post("femi", FILL, fill(record=text))
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["entry"]["act"]["record"] == text
    (entry,) = clinic.get("femi", "courses/lucia/journal?after=18").json()["entries"]
    assert entry["act"]["record"] == text


def test_nothing_is_found_in_a_hand_that_is_no_hand_of_the_course(clinic):
    what = {"hand": "stock:main-pharmacy", "product": TROCHE, "units": 1}
    answer = clinic.post("marco", "courses/lucia/lost", {"what": what, "reason": "x"})
    assert answer.status_code == 403
    box = {"hand": BOX, "product": TROCHE, "units": 1}
    answer = clinic.post("marco", "courses/lucia/lost", {"what": box, "reason": "x"})
    assert [reason["rule"] for reason in answer.json()["reasons"]] == ["empty-hand"]
