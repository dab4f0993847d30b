"""A refusal, whole: what a client gets when the answer is no."""

from datetime import UTC, datetime, timedelta

from tests.support.clinic import BOX, FEMI, PRESCRIPTION, TROCHE, beside, write


NOTE = "Not checked by us. If nobody answers, dial your local emergency number."
HELP = [
    {
        "name": "Emergency services",
        "contact": "911",
        "when": "life in danger, or somebody does not wake up",
        "verified": False,
        "note": NOTE,
    },
    {
        "name": "988 Suicide and Crisis Lifeline",
        "contact": "call or text 988",
        "when": "thoughts of suicide, or a crisis, at any hour",
        "verified": False,
        "note": NOTE,
    },
]


def too_many(clinic):
    return clinic.post("femi", "courses/lucia/fill", clinic.fill(5))


def test_a_refusal_is_a_problem_with_its_reasons_its_task_and_where_to_get_help(clinic):
    body = too_many(clinic).json()
    task = body["task"]
    assert body == {
        "type": "urn:dosekeeper:problem:refused",
        "title": "Refused",
        "status": 422,
        "detail": "; ".join(reason["sentence"] for reason in body["reasons"]),
        "dry_run": False,
        "verdict": {
            "answer": "refused",
            "label": "Refused",
            "allowed": False,
            "waivable": False,
        },
        "reasons": body["reasons"],
        "entry": 19,
        "task": {"position": 19, "due_at": task["due_at"]},
        "help": HELP,
    }
    due_in = datetime.fromisoformat(task["due_at"]) - datetime.now(UTC)
    assert timedelta(hours=3) < due_in < timedelta(hours=28)


def test_every_reason_is_data_with_its_source(clinic):
    reasons = {reason["rule"]: reason for reason in too_many(clinic).json()["reasons"]}
    assert set(reasons) == {"doses-left", "doses-per-fill", "days-per-fill"}
    reason = reasons["days-per-fill"]
    assert reason == {
        "rule": "days-per-fill",
        "finding": "above-level",
        "strength": "refuse",
        "treated_as": "refuse",
        "blocks": True,
        "numbers": {"days": 18, "days_max": 14, "level": "L2"},
        "sentence": reason["sentence"],
        "citation": {
            "basis": "judgement",
            "text": reason["citation"]["text"],
            "source": reason["citation"]["source"],
            "checked_on": reason["citation"]["checked_on"],
            "expires_on": None,
            "verified": reason["citation"]["verified"],
            "line": reason["citation"]["line"],
        },
        "clears_at": None,
        "clears_by": [],
        "may_waive": [],
        "second": False,
        "waived_by": None,
    }
    assert "18 days" in reason["sentence"]
    assert "judgement" in reason["citation"]["line"]


def test_a_refusal_is_written_with_its_task_and_both_can_be_read(clinic):
    too_many(clinic)
    chart = clinic.get("nell", "courses/lucia").json()["chart"]
    assert [task["position"] for task in chart["tasks"]] == [19]
    (entry,) = clinic.get("nell", "courses/lucia/journal?after=18").json()["entries"]
    assert (entry["done"], entry["verb"], entry["movements"]) == (False, "fill", [])
    assert entry["task_due_at"] == chart["tasks"][0]["due_at"]


def test_a_refusal_that_cuts_nobody_off_has_no_task_and_no_help(clinic):
    body = clinic.post("nell", "courses/lucia/correct", {"entry": 1, "reason": "x"}).json()
    assert (body["task"], body["help"]) == (None, [])


def test_a_rehearsed_refusal_writes_nothing_and_opens_no_task(clinic):
    facts = clinic.facts()
    body = clinic.post("femi", "courses/lucia/fill?dry_run=true", clinic.fill(5)).json()
    assert (body["dry_run"], body["entry"], body["task"]) == (True, None, None)
    assert body["help"] == HELP
    assert clinic.facts() == facts


def test_what_could_not_be_checked_is_not_called_refused(clinic):
    write_fill(clinic)
    answer = clinic.post("marco", "courses/lucia/dose", unmeasured())
    body = answer.json()
    assert answer.status_code == 422
    assert body["type"] == "urn:dosekeeper:problem:unchecked"
    assert body["verdict"]["answer"] == "could-not-be-checked"
    assert body["verdict"]["waivable"] is True
    assert {reason["strength"] for reason in body["reasons"]} == {"cannot-tell"}
    assert body["reasons"][0]["may_waive"] == ["prescriber", "nurse"]
    assert body["help"] == HELP
    assert body["task"] is not None


def test_a_number_still_to_be_typed_cuts_nobody_off(clinic):
    write_fill(clinic)
    body = clinic.post("marco", "courses/lucia/dose?dry_run=true", unmeasured()).json()
    assert body["verdict"]["answer"] == "could-not-be-checked"
    assert (body["task"], body["help"]) == (None, [])


def test_an_override_lifts_the_reason_once_and_is_named_by_it(clinic):
    write_fill(clinic)
    waiver = {
        "rule": "vitals",
        "of_verb": "dose",
        "reason": "data-missing",
        "note": "the cuff is broken, pulse felt regular",
        "expires_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    }
    entry = clinic.post("nell", "courses/lucia/waive", waiver).json()["entry"]
    answer = clinic.post("marco", "courses/lucia/dose", unmeasured()).json()
    assert answer["verdict"]["answer"] == "allowed-with-warnings"
    assert {reason["waived_by"] for reason in answer["reasons"]} == {entry["position"]}


def write_fill(clinic) -> None:
    assert clinic.post("femi", "courses/lucia/fill", clinic.fill()).status_code == 200
    assert clinic.post("marco", "courses/lucia/accept", {"offer": 19}).status_code == 200


def unmeasured() -> dict:
    return {
        "what": {"hand": BOX, "product": TROCHE, "units": 1},
        "given_by": "marco",
        "observed_by": "marco",
        "evidence": "delegate-observed",
    }


def test_a_delegate_who_was_revoked_is_out_with_the_next_request(clinic):
    clinic.post("lucia", "courses/lucia/revoke", {"delegate": "marco"})
    assert clinic.get("marco", "courses/lucia").status_code == 404
    assert clinic.post("marco", "courses/lucia/agree", {}).status_code == 404


def test_a_witness_signs_in_and_has_to_do_with_it(clinic):
    write_fill(clinic)
    waste = {"what": unmeasured()["what"], "reason": "wet"}
    facts = clinic.facts()
    for second in (
        {"username": "nell", "password": "wrong"},
        {"username": "nobody", "password": "wrong"},
        beside("oscar"),
    ):
        answer = clinic.post("marco", "courses/lucia/waste", waste | {"second": second})
        assert answer.status_code == 403
        assert answer.json() == {
            "type": "urn:dosekeeper:problem:second-not-known",
            "title": "The second person did not sign in",
            "status": 403,
            "detail": "Wrong name, password or code.",
            "field": "second",
        }
    assert clinic.facts() == facts
    entry = clinic.post(
        "marco", "courses/lucia/waste", waste | {"second": beside("nell")}
    ).json()
    assert entry["entry"]["second"] == {"person": "nell", "role": "nurse"}


def test_whose_box_is_emptied_signs_beside_the_staff_after_the_end_of_the_role_too(clinic):
    write_fill(clinic)
    back = {"what": unmeasured()["what"], "collector": "corner-pharmacy"}
    alone = clinic.post("nell", "courses/lucia/return", back).json()
    assert [reason["rule"] for reason in alone["reasons"]] == ["receiver"]
    signed = back | {"second": beside("marco")}
    for _ in range(2):
        entry = clinic.post("nell", "courses/lucia/return", signed).json()["entry"]
        assert entry["second"] == {"person": "marco", "role": "delegate"}
        clinic.post("lucia", "courses/lucia/revoke", {"delegate": "marco"})


def test_a_witness_password_is_not_guessed_here(clinic):
    waste = {"what": unmeasured()["what"], "reason": "wet"}

    def guess(password):
        second = {"username": "nell", "password": password}
        return clinic.post("marco", "courses/lucia/waste", waste | {"second": second})

    wrong = [guess(f"guess {n}").status_code for n in range(6)]
    assert wrong == [403] * 5 + [429]
    assert guess(beside("nell")["password"]).status_code == 429


def test_a_pharmacist_fills_from_their_own_site_only(clinic):
    answer = clinic.post("femi", "courses/lucia/fill", clinic.fill(site="main-pharmacy"))
    assert answer.status_code == 403
    missing = clinic.post("femi", "courses/lucia/fill", clinic.fill(site="no-such-pharmacy"))
    assert missing.content == answer.content


def test_a_fill_from_an_inside_site_leaves_its_register_balanced(clinic):
    answer = clinic.post("ines", "courses/lucia/fill", clinic.fill(site="main-pharmacy"))
    assert answer.status_code == 200, answer.content
    lines = clinic.get("ines", "sites/main-pharmacy/register").json()["lines"]
    assert [(line["change"], line["balance"]) for line in lines] == [(100, 100), (-4, 96)]
    assert lines[1]["stream"] == "course:lucia"


def test_a_fill_that_expired_is_owed_again(clinic):
    from dosekeeper.core import acts

    offered = acts.Fill(
        prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
    )
    write("lucia", FEMI, offered, datetime.now(UTC) - timedelta(days=3))
    assert clinic.post("nell", "courses/lucia/expire", {"offer": 19}).status_code == 200
    assert clinic.post("femi", "courses/lucia/fill", clinic.fill()).status_code == 200
