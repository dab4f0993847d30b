"""What people type for every verb: the same acts as `tests/api/test_every_verb` sends.

`DONE` and `REFUSED` say only what differs from what the form comes filled in with.
"""

from tests.support.clinic import BOX, TROCHE, password_of


IN_BOX = f"{BOX}|{TROCHE}|"
SHELF = f"stock:main-pharmacy|{TROCHE}|"
BLOOD = {"systolic": "120", "diastolic": "75", "pulse": "70"}


def beside(person: str) -> dict[str, str]:
    return {"second_username": person, "second_password": password_of(person)}


def path_of(name: str) -> str:
    """Where the page of a case stands."""
    kind, _, verb = name.partition(" ")
    if verb in {"open", "open-site", "sign-round"}:
        return f"/sites/harbor-clinic/{verb}/"
    return f"/courses/lucia/{verb}/" if kind == "course" else f"/sites/main-pharmacy/{verb}/"


APPOINTED = {
    "delegate": "marco",
    "relation": "friend",
    "legal_basis": "c",
    "consent": "asked her alone",
}
VETTED = {"adult": "yes", "in_treatment": "no", "patients": "0", "paid": "no"}
TRAINED = {
    "training-box": "no",
    "training-more": "no",
    "training-blood-pressure": "no",
    "training-watch": "yes",
    "training-missing": "yes",
    "training-stop": "yes",
}


DONE: dict[str, dict[str, str]] = {
    "course open": {"course": "lucia-2", "patient": "rosa"},
    "course plan": {},
    "course agree": VETTED | TRAINED | {"read": "on"},
    "course appoint": APPOINTED,
    "course identify": {"method": "passport"},
    "course share": {"check-ins": "on", "body": "on"},
    "course follow": {"by_hour": "21"},
    "course check-in": {"mood": "4", "craving": "0", "safe": "no", "worry": "rent"},
    "course observe": {"condition": "drowsy"},
    "course report": {"concern": "despair", "private": "on"},
    "course acknowledge": {"note": "I call"},
    "course revoke": {},
    "course weigh": {"weight_kg": "71"},
    "course evaluate": {
        "score-phq-9": "9",
        "score-craving": "1",
        "score-urinary": "0",
        "decision": "continue",
    },
    "course level": {"level": "L1", "reason": "a missed count"},
    "course check-source": {"result": "clear", "method": "call"},
    "course prescribe": {},
    "course stop": {"reason": "side effects"},
    "course fill": {},
    "course hand-over": {"units": "1", "recipient": "marco"},
    "course accept": {},
    "course decline": {},
    "course expire": {},
    "course dose": BLOOD,
    "course count": {"units": "0"},
    "course resolve": {"finding": "miscount", "note": "counted again"},
    "course waste": {"units": "1", "reason": "wet", **beside("nell")},
    "course return": {"units": "1", "collector": "take-back", **beside("femi")},
    "course lost": {"units": "1", "reason": "down the sink"},
    "course found": {"box": IN_BOX, "units": "1", "reason": "under the bed"},
    "course correct": {"entry": "19", "reason": "typing error"},
    "course waive": {
        "rule": "vitals",
        "of_verb": "dose",
        "reason": "clinical-need",
        "note": "cuff is broken",
    },
    "course contact": {"outcome": "reached", "note": "is well"},
    "course close": {"reason": "remission"},
    "site open-site": {"policy": "us"},
    "site receive": {"product": TROCHE, "lot": "M2", "units": "20", "supplier": "Troche Works"},
    "site count": {"box": SHELF, "units": "99"},
    "site resolve": {"finding": "miscount", "note": "behind the door"},
    "site waste": {"box": SHELF, "units": "1", "reason": "broken", **beside("nell")},
    "site return": {
        "box": SHELF,
        "units": "1",
        "collector": "Form 41",
        **beside("nell"),
    },
    "site lost": {"box": SHELF, "units": "1", "reason": "fell"},
    "site found": {"box": SHELF, "units": "1", "reason": "under the shelf"},
    "site correct": {"entry": "3", "reason": "entered twice", **beside("mona")},
    "site sign-round": {"note": "quiet"},
}
REFUSED: dict[str, dict[str, str]] = {
    "course open": {"course": "lucia-2", "patient": "lucia"},
    "course plan": {"doses_per_week": "3", "spacing_hours": "24"},
    "course agree": VETTED | TRAINED | {"read": "on", "adult": "no"},
    "course appoint": APPOINTED | {"delegate": "lucia"},
    "course identify": {"delegate": "oscar", "method": "passport"},
    "course observe": {"dose": "17", "condition": "drowsy"},
    "course acknowledge": {"expectation": "count-after-fill:3"},
    "course revoke": {"delegate": "oscar"},
    "course prescribe": {"days": "31", "order": "as-needed"},
    "course evaluate": {"score-phq-9": "9", "decision": "continue"},
    "course stop": {"prescription": "3", "reason": "side effects"},
    "course fill": {"doses": "5"},
    "course hand-over": {"units": "1", "recipient": "lucia"},
    "course accept": {"offer": "3"},
    "course decline": {"offer": "19"},
    "course expire": {},
    "course dose": BLOOD | {"given_by": "lucia", "systolic": "200"},
    "course count": {"box": IN_BOX, "units": "0"},
    "course resolve": {"case": "4", "finding": "miscount", "note": "none"},
    "course waste": {"units": "1", "reason": "wet", **beside("marco")},
    "course return": {
        "box": IN_BOX,
        "units": "1",
        "collector": "take-back",
        **beside("marco"),
    },
    "course lost": {"units": "9", "reason": "all"},
    "course found": {"box": IN_BOX, "units": "2", "reason": "two"},
    "course correct": {"entry": "1", "reason": "never was"},
    "course waive": {
        "rule": "days-supply",
        "of_verb": "prescribe",
        "reason": "clinical-need",
        "note": "cuff is broken",
    },
    "course contact": {"task": "2", "outcome": "reached"},
    "course close": {"reason": "remission"},
    "site count": {"box": f"stock:corner-pharmacy|{TROCHE}|", "units": "1"},
    "site resolve": {"case": "3", "finding": "miscount", "note": "behind the door"},
    "site waste": {"box": SHELF, "units": "1", "reason": "broken", **beside("ines")},
    "site return": {
        "box": IN_BOX,
        "units": "1",
        "collector": "Form 41",
        **beside("ines"),
    },
    "site lost": {"box": SHELF, "units": "101", "reason": "fell"},
    "site found": {"box": SHELF, "units": "2", "reason": "two"},
    "site correct": {"entry": "1", "reason": "never was"},
    "site sign-round": {"instead_of": "dr-reyes"},
}
