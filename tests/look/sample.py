"""Sample data for the gallery: what presenters will hand to the partials, primitives only."""

from datetime import datetime
from typing import Any

from dosekeeper.wording import panel_words


def at(text: str, iso: str) -> dict[str, str]:
    """One moment, as components/when.html takes it."""
    full = datetime.fromisoformat(iso).strftime("%A %-d %B %Y %H:%M CET")
    return {"text": text, "iso": iso, "full": full}


SHELL = {
    "home": "#",
    "places": [
        {"label": "Today", "href": "#", "icon": "sun", "current": True, "count": 4},
        {"label": "Courses", "href": "#", "icon": "people", "current": False},
        {"label": "Register", "href": "#", "icon": "journal-text", "current": False},
    ],
    "person": {"name": "Dr Ana Reyes", "role": "prescriber"},
    "sign_out": "#",
}
NOTICES = {
    "read_only": {
        "tone": "warn",
        "icon": "lock-fill",
        "title": "Read-only",
        "text": "Nothing can be recorded at the moment. Use the paper procedure.",
    },
    "offline": {
        "tone": "unknown",
        "icon": "wifi-off",
        "title": "No connection",
        "text": "What you see is from 18:42. Nothing was sent.",
    },
    "demo": {
        "tone": "info",
        "title": "Demo clinic",
        "text": "Everybody here is invented. The day is Saturday 10 January 2026.",
    },
}
BANNER: dict[str, Any] = {
    "name": "Lucia Ferrari",
    "href": "#",
    "born": "14 Mar 1987",
    "age": "38 years",
    "course": "LF-0107",
    "facts": [
        {"label": "Weight", "value": "70 kg", "detail": "5 Jan 2026"},
        {"label": "Level", "value": "2", "detail": "delegate holds, 4 troches a fill"},
        {"label": "Delegate", "value": "Marco Ferrari", "detail": "household"},
        {"label": "Prescriber", "value": "Dr Ana Reyes"},
        {"label": "Prescription", "value": "19 days left", "detail": "4 of 8 filled"},
        {"label": "Next evaluation", "value": "4 Feb", "detail": "in 25 days"},
    ],
    "alerts": [
        {"tone": "refuse", "word": "Penicillin allergy", "icon": "exclamation-octagon-fill"},
        {"tone": "warn", "word": "Count open", "icon": None},
    ],
}
BANNER_STALE = BANNER | {
    "name": "Bartholomew Featherstonehaugh-Nakamura",
    "facts": [
        {
            "label": "Weight",
            "value": "82 kg",
            "detail": "1 Sep 2025",
            "tone": "warn",
            "word": "too old",
        },
        *BANNER["facts"][1:],
    ],
    "alerts": [],
}
STRIP: dict[str, Any] = {
    "product": "ketamine 100 mg, sublingual",
    "unit": "Troches",
    "total": 28,
    "groups": [
        {
            "label": "In somebody's hands",
            "units": 11,
            "cells": [
                {
                    "kind": "site",
                    "label": "Clinic safe",
                    "who": "set aside for Lucia",
                    "units": 4,
                },
                {
                    "kind": "transit",
                    "label": "On its way",
                    "who": "to Marco, since 11:00",
                    "units": 4,
                },
                {
                    "kind": "delegate",
                    "label": "Delegate's box",
                    "who": "Marco Ferrari",
                    "units": 3,
                },
                {"kind": "patient", "label": "Patient", "who": "Lucia Ferrari", "units": 0},
            ],
        },
        {
            "label": "Out of hands",
            "units": 17,
            "cells": [
                {"kind": "taken", "label": "Taken", "who": "all observed", "units": 15},
                {"kind": "wasted", "label": "Wasted", "who": "witnessed", "units": 1},
                {
                    "kind": "returned",
                    "label": "Returned",
                    "who": "for destruction",
                    "units": 1,
                },
                {"kind": "unaccounted", "label": "Unaccounted", "units": 0},
            ],
        },
    ],
}


def strip_with(counts: list[int], notes: list[dict[str, str]]) -> dict[str, Any]:
    """The strip with other counts, in the same order."""
    left = iter(counts)
    groups = []
    for group in STRIP["groups"]:
        cells = [cell | {"units": next(left)} for cell in group["cells"]]
        groups.append(group | {"cells": cells, "units": sum(c["units"] for c in cells)})
    product = f"ketamine {sum(counts) * 10} mg, sublingual"
    return STRIP | {
        "product": product,
        "groups": groups,
        "total": sum(counts),
        "notes": notes,
    }


STRIP_MISSING = strip_with(
    [0, 0, 2, 0, 5, 0, 0, 1],
    [
        {
            "tone": "refuse",
            "word": "Case open",
            "text": "One troche moved to unaccounted by Dr Reyes, 9 Jan; lot K2511-07.",
        }
    ],
)
STRIP_OPEN = strip_with(
    [0, 0, 3, 0, 1, 0, 0, 0],
    [
        {
            "tone": "warn",
            "word": "Count open",
            "text": "Marco counted 2 on 9 Jan 20:00, the ledger says 3. Fills wait.",
        }
    ],
)
STRIP_NEW = strip_with([0, 0, 0, 0, 0, 0, 0, 0], [])
STRIP_ODD = {
    "product": "ketamine 50 mg/ml nasal spray",
    "unit": "Sprays",
    "total": 480,
    "groups": [
        {
            "label": "In somebody's hands",
            "units": 118,
            "cells": [
                {"kind": "delegate", "label": "Delegate's box", "who": "Marco", "units": 118}
            ],
        },
        {
            "label": "Out of hands",
            "units": 362,
            "cells": [
                {"kind": "taken", "label": "Taken", "units": 359},
                {"kind": "wasted", "label": "Wasted", "units": 3},
                {"kind": "unaccounted", "label": "Unaccounted", "units": 0},
            ],
        },
    ],
}
SAY = panel_words()
HELP = {
    "title": SAY["help"],
    "lines": [
        {
            "label": "Rivers Clinic, today until 18:00",
            "value": "020 555 0100",
            "href": "tel:0205550100",
        },
        {"label": "Crisis line, day and night", "value": "988", "href": "tel:988"},
        {"label": "Life in danger", "value": "911", "href": "tel:911"},
    ],
    "task": "Dr Reyes has been asked to speak with Lucia today before 17:00.",
}
REFUSED = {
    "answer": "refused",
    "say": SAY,
    "word": "Refused",
    "act": "Fill 4 troches for Marco Ferrari at Corner Pharmacy",
    "reasons": [
        {
            "tone": "refuse",
            "word": "Refused",
            "says": "The last count differs and nobody has explained it",
            "found": "counted 2",
            "limit": "ledger says 3",
            "ways": [
                {
                    "label": "A recount that agrees, or the case closed by a prescriber",
                    "href": None,
                }
            ],
            "citation": {
                "text": "Wis. Admin. Code DHS 75.59(21)",
                "badges": ["practice", "unverified"],
            },
            "href": "#",
        },
        {
            "tone": "refuse",
            "word": "Refused, may be waived",
            "says": "The fill is too early",
            "found": "5 days early",
            "limit": "at most 2 days",
            "clears": at("Tuesday 13 January", "2026-01-13T00:00+01:00"),
            "ways": [{"label": "A new evaluation that changes the plan", "href": None}],
            "waiver": "The prescriber with a reason, and a second prescriber's signature",
            "citation": {
                "text": "N.Y. Pub. Health Law § 3339",
                "href": "#",
                "badges": ["law"],
            },
            "href": "#",
        },
        {
            "tone": "warn",
            "word": "Warning",
            "says": "The evaluation is nearly due",
            "found": "24 days old",
            "limit": "at most 30 days",
            "citation": {"text": "this project's default", "badges": ["judgement"]},
        },
    ],
    "checked": "4 other rules checked, in order",
    "passed": [
        {"says": "Prescription signed, in date", "numbers": "19 days left"},
        {"says": "Doses per fill at level 2", "numbers": "4, at most 4"},
        {"says": "Supply in hand after this fill", "numbers": "25 days, at most 30"},
        {"says": "One active source", "numbers": "1"},
    ],
    "policy": "Policy article, version 2026-01-02",
    "override": {"label": "Ask for an override", "href": "#"},
    "help": HELP,
}
WARNED = {
    "answer": "warned",
    "say": SAY,
    "word": "Allowed, with warnings",
    "act": "Give Lucia 1 troche now",
    "reasons": [
        {
            "tone": "warn",
            "word": "Warning",
            "says": "Close to the smallest spacing",
            "found": "49 h since the last dose",
            "limit": "at least 48 h",
            "citation": {"text": "esketamine label", "badges": ["label"]},
        }
    ],
    "policy": "Policy article, version 2026-01-02",
}
ALLOWED = {
    "answer": "allowed",
    "say": SAY,
    "checked": "4 rules checked, in order",
    "word": "Allowed",
    "act": "Hand over 4 troches to Marco Ferrari",
    "passed": REFUSED["passed"],
    "policy": "Policy article, version 2026-01-02",
}
UNKNOWN = {
    "answer": "unknown",
    "say": SAY,
    "word": "Could not be checked",
    "act": "Prescribe 8 troches of 100 mg for 28 days",
    "reasons": [
        {
            "tone": "unknown",
            "word": "Cannot tell",
            "says": "The dose for each kilogram cannot be worked out",
            "found": "weight is 131 days old",
            "limit": "at most 90 days",
            "ways": [{"label": "A weight taken today", "href": None}],
            "waiver": "The prescriber with a reason",
            "citation": {"text": "this project's default", "badges": ["judgement"]},
        }
    ],
    "policy": "Policy article, version 2026-01-02",
}
WAITING = {
    "answer": "waiting",
    "say": SAY,
    "word": "Not checked yet",
    "act": "Say how many, and the answer stands here before you send.",
}
FIELDS = [
    {
        "id_for_label": "id_units",
        "html_name": "units",
        "label": "How many",
        "help_text": "Prescribed 8, filled 4, left 4",
        "errors": [],
        "value": 4,
        "required": True,
        "type": "number",
        "suffix": "troches",
        "attrs": [("min", 1), ("inputmode", "numeric")],
    },
    {
        "id_for_label": "id_lot",
        "html_name": "lot",
        "label": "Lot",
        "help_text": "",
        "errors": [],
        "value": None,
        "required": True,
        "type": "select",
        "options": [
            {
                "value": "K2511-07",
                "label": "K2511-07, 42 in stock, use before 30 Jun 2026",
                "selected": True,
            }
        ],
    },
    {
        "id_for_label": "id_taker",
        "html_name": "taker",
        "label": "Handed to",
        "help_text": "",
        "errors": [],
        "value": None,
        "required": True,
        "type": "radio",
        "options": [
            {
                "value": "marco",
                "label": "Marco Ferrari",
                "hint": "delegate, accepted 6 Jan 2026",
                "selected": True,
            },
            {
                "value": "post",
                "label": "Courier",
                "hint": "Marco accepts at the door",
                "selected": False,
            },
        ],
    },
    {
        "id_for_label": "id_record",
        "html_name": "record",
        "label": "Dispensing record",
        "help_text": "The pharmacy's own number, for the register",
        "errors": ["Two fills cannot carry the same number. RX-4471 was used on 6 January."],
        "value": "RX-4471",
        "required": True,
        "type": "text",
        "attrs": [("autocomplete", "off")],
    },
    {
        "id_for_label": "id_note",
        "html_name": "note",
        "label": "Note",
        "help_text": "",
        "errors": [],
        "value": None,
        "required": False,
        "type": "textarea",
    },
    {
        "id_for_label": "id_seen",
        "html_name": "seen",
        "label": "I have seen Marco's identity card",
        "help_text": "",
        "errors": [],
        "value": True,
        "required": True,
        "type": "checkbox",
    },
]
ACTIONS_OFF = {
    "id": "actions",
    "primary": {"label": "Fill 4 troches", "disabled": True, "icon": "capsule"},
    "why": "Refused by 2 rules; what would change it stands beside each.",
    "others": [
        {
            "label": "Record this refusal and call the patient",
            "icon": "telephone",
            "name": "write-down",
            "value": "refusal",
        },
        {"label": "Count the box", "href": "#"},
    ],
}
ACTIONS_ON = {
    "id": "actions-on",
    "primary": {"label": "Fill 4 troches", "disabled": False, "icon": "capsule"},
    "others": [{"label": "Cancel", "href": "#"}],
}
TABS = {
    "label": "Parts of this course",
    "tabs": [
        {"label": "Timeline", "href": "#", "current": True},
        {"label": "Plan", "href": "#", "current": False},
        {"label": "Counts", "href": "#", "current": False, "count": 1, "tone": "warn"},
        {"label": "Evaluations", "href": "#", "current": False, "count": 3},
        {"label": "Journal", "href": "#", "current": False, "count": 214},
    ],
}
TIMELINE = {
    "days": [
        {
            "label": "Today, Saturday 10 January 2026",
            "events": [
                {
                    "when": at("11:04", "2026-01-10T11:04+01:00"),
                    "who": "Corner Pharmacy",
                    "says": "asked to fill 4 troches for Marco Ferrari",
                    "icon": "x-octagon-fill",
                    "tone": "refuse",
                    "word": "Refused",
                    "reasons": [
                        "Count open: counted 2, ledger says 3",
                        "Too early: 5 days, at most 2 days",
                    ],
                    "note": "Dr Reyes was asked to speak with Lucia today.",
                    "href": "#",
                    "link": "Why",
                },
                {
                    "when": at("08:10", "2026-01-10T08:10+01:00"),
                    "who": "Lucia Ferrari",
                    "says": "checked in: mood 6, craving 2, slept well",
                    "icon": "chat-square-text",
                    "tone": "quiet",
                },
            ],
        },
        {
            "label": "Yesterday, Friday 9 January 2026",
            "events": [
                {
                    "when": at("20:00", "2026-01-09T20:00+01:00"),
                    "who": "Marco Ferrari",
                    "says": "counted 2 troches; the ledger says 3",
                    "icon": "exclamation-triangle-fill",
                    "tone": "warn",
                    "word": "Count differs",
                    "note": "Case C-12 opened.",
                    "href": "#",
                    "link": "Open the case",
                },
                {
                    "when": at("19:40", "2026-01-09T19:40+01:00"),
                    "who": "Marco Ferrari",
                    "says": "counted 12 troches",
                    "icon": "123",
                    "tone": "quiet",
                    "corrected": True,
                    "note": "Corrected 20:00 by Marco Ferrari: a slip of the finger.",
                },
                {
                    "when": at("10:15", "2026-01-09T10:15+01:00"),
                    "who": "Dr Ana Reyes",
                    "says": "waived the warning about the dose rise, with Dr Osei",
                    "icon": "pen-fill",
                    "tone": "warn",
                    "word": "Override",
                    "reasons": ["Reason: returning from a pause. Ends 16 January."],
                },
            ],
        },
        {
            "label": "Wednesday 7 January 2026",
            "events": [
                {
                    "when": at("20:10", "2026-01-07T20:10+01:00"),
                    "who": "Lucia Ferrari",
                    "says": "took 1 troche, given and observed by Marco Ferrari",
                    "icon": "capsule",
                    "tone": "quiet",
                    "note": "Recorded next day 09:02 by Nurse Okafor.",
                }
            ],
        },
        {
            "label": "Tuesday 6 January 2026",
            "events": [
                {
                    "when": at("18:30", "2026-01-06T18:30+01:00"),
                    "who": "Marco Ferrari",
                    "says": "accepted 4 troches from Corner Pharmacy",
                    "icon": "box-arrow-in-down",
                    "tone": "quiet",
                },
                {
                    "when": at("11:00", "2026-01-06T11:00+01:00"),
                    "who": "Corner Pharmacy",
                    "says": "filled 4 troches for Marco Ferrari",
                    "icon": "bag-plus",
                    "tone": "quiet",
                },
            ],
        },
        {
            "label": "Monday 5 January 2026",
            "events": [
                {
                    "when": at("09:20", "2026-01-05T09:20+01:00"),
                    "who": "Dr Ana Reyes",
                    "says": "prescribed 8 troches for 28 days, 4 a fill",
                    "icon": "file-earmark-medical",
                    "tone": "info",
                }
            ],
        },
    ],
    "older": {"label": "Earlier: 41 entries", "href": "#"},
}
TODAY = {
    "title": "Needs you",
    "count": 4,
    "tone": "refuse",
    "lead": True,
    "rows": [
        {
            "tone": "refuse",
            "word": "Cut off",
            "name": "Lucia Ferrari",
            "href": "#",
            "who": "level 2 · Marco holds 3 troches",
            "why": "Her fill was refused and she has no dose planned; call her today",
            "since": at("17:00", "2026-01-10T17:00+01:00"),
            "since_word": "before",
            "action": {"label": "Call and settle", "href": "#", "icon": "telephone"},
        },
        {
            "tone": "warn",
            "word": "Count differs",
            "name": "Tomás Brandt",
            "href": "#",
            "who": "level 1 · Ilse holds 1 troche",
            "why": "Counted 1, the ledger says 2",
            "since": at("yesterday 20:00", "2026-01-09T20:00+01:00"),
            "since_word": "since",
            "action": {"label": "Open the case", "href": "#"},
        },
        {
            "tone": "unknown",
            "word": "Not checked",
            "name": "Bartholomew Featherstonehaugh-Nakamura",
            "href": "#",
            "who": "level 0",
            "why": "The weight is 131 days old, so the next dose cannot be judged",
            "action": {"label": "Enter weight", "href": "#"},
        },
        {
            "tone": "warn",
            "word": "Late",
            "icon": "clock-fill",
            "name": "Priya Raman",
            "href": "#",
            "who": "level 3 · Dev holds 6 troches",
            "why": "Monthly evaluation, fills stop on 12 January",
            "since": at("8 Jan", "2026-01-08T09:00+01:00"),
            "since_word": "due",
            "action": {"label": "Evaluate", "href": "#"},
        },
    ],
    "folded": {
        "label": "18 more courses need nothing today",
        "rows": [
            {
                "tone": "ok",
                "word": "In order",
                "name": "Jonas Lind",
                "href": "#",
                "who": "level 2 · Eva holds 4 troches",
                "why": "Checked in 07:55; next dose Monday",
            }
        ],
        "more": {"label": "All courses", "href": "#"},
    },
}
SIGN = {
    "title": "To sign",
    "count": 2,
    "rows": [
        {
            "tone": "info",
            "word": "Second signature",
            "icon": "pen-fill",
            "name": "Mara Novak",
            "href": "#",
            "why": "Dr Osei asks to waive the dose rise: from 100 mg to 150 mg",
            "action": {"label": "Look", "href": "#"},
        },
        {
            "tone": "info",
            "word": "Renewal",
            "icon": "arrow-repeat",
            "name": "Jonas Lind",
            "href": "#",
            "why": "Evaluated today; 8 troches for 28 days as before",
            "action": {"label": "Prescribe", "href": "#"},
        },
    ],
}
EMPTY = {
    "icon": "check2-circle",
    "tone": "ok",
    "title": "Nothing needs you now",
    "text": "22 courses are in order. Next: Priya Raman's evaluation on Monday.",
    "action": {"label": "All courses", "href": "#"},
}
REGISTER = {
    "place": "Rivers Clinic, main safe",
    "product": "ketamine 100 mg sublingual troche",
    "lot": "K2511-07",
    "expires": "30 Jun 2026",
    "unit": "troches",
    "balance": 41,
    "opening": {"when": at("1 Jan 00:00", "2026-01-01T00:00+01:00"), "balance": 12},
    "rows": [
        {
            "when": at("5 Jan 08:30", "2026-01-05T08:30+01:00"),
            "says": "Received",
            "party": "from Northside Compounding, invoice 8841",
            "into": 40,
            "out": None,
            "balance": 52,
            "who": "T. Adeyemi, pharmacist",
            "witness": "Nurse Okafor",
        },
        {
            "when": at("6 Jan 11:00", "2026-01-06T11:00+01:00"),
            "says": "Filled for Lucia Ferrari, LF-0107",
            "party": "to Marco Ferrari",
            "into": None,
            "out": 4,
            "balance": 48,
            "who": "T. Adeyemi, pharmacist",
        },
        {
            "when": at("6 Jan 11:20", "2026-01-06T11:20+01:00"),
            "says": "Filled for Tomás Brandt, TB-0093",
            "party": "to Ilse Brandt",
            "into": None,
            "out": 4,
            "balance": 44,
            "who": "T. Adeyemi, pharmacist",
            "corrected": True,
        },
        {
            "when": at("6 Jan 11:24", "2026-01-06T11:24+01:00"),
            "says": "Correction of 11:20: 2, not 4",
            "party": "to Ilse Brandt",
            "into": 2,
            "out": None,
            "balance": 46,
            "who": "T. Adeyemi, pharmacist",
            "witness": "Nurse Okafor",
        },
        {
            "when": at("7 Jan 15:05", "2026-01-07T15:05+01:00"),
            "says": "Wasted, broken troche",
            "party": "denatured",
            "into": None,
            "out": 1,
            "balance": 45,
            "who": "Nurse Okafor",
            "witness": "Dr Osei",
        },
        {
            "when": at("8 Jan 18:00", "2026-01-08T18:00+01:00"),
            "says": "Counted 45",
            "party": "agrees",
            "into": None,
            "out": None,
            "balance": 45,
            "who": "T. Adeyemi, pharmacist",
            "witness": "Nurse Okafor",
        },
        {
            "when": at("9 Jan 11:00", "2026-01-09T11:00+01:00"),
            "says": "Filled for Priya Raman, PR-0061",
            "party": "to Dev Raman",
            "into": None,
            "out": 4,
            "balance": 41,
            "who": "T. Adeyemi, pharmacist",
        },
        {
            "when": at("9 Jan 18:00", "2026-01-09T18:00+01:00"),
            "says": "Counted 40",
            "party": "",
            "into": None,
            "out": None,
            "balance": 41,
            "who": "T. Adeyemi, pharmacist",
            "witness": "Nurse Okafor",
            "off": "one short, case open",
        },
    ],
    "closing": {"when": at("10 Jan 12:00", "2026-01-10T12:00+01:00"), "balance": 41},
}
SIGN_IN = {
    "action": "#",
    "error": "This name and password do not go together.",
    "fields": [
        {
            "id_for_label": "id_login",
            "html_name": "login",
            "label": "Name or e-mail",
            "errors": [],
            "value": "ana.reyes",
            "required": True,
            "type": "text",
            "attrs": [("autocomplete", "username")],
        },
        {
            "id_for_label": "id_password",
            "html_name": "password",
            "label": "Password",
            "errors": [],
            "value": None,
            "required": True,
            "type": "password",
            "attrs": [("autocomplete", "current-password")],
        },
    ],
    "demo_action": "#",
    "demo": [
        {"value": "reyes", "label": "Dr Ana Reyes", "role": "prescriber"},
        {"value": "okafor", "label": "Chidi Okafor", "role": "nurse"},
        {"value": "adeyemi", "label": "Temi Adeyemi", "role": "pharmacist"},
        {"value": "marco", "label": "Marco Ferrari", "role": "delegate"},
        {"value": "lucia", "label": "Lucia Ferrari", "role": "patient"},
    ],
}
CONTEXT: dict[str, Any] = {
    "shell": SHELL,
    "banner": BANNER,
    "banner_stale": BANNER_STALE,
    "strip": STRIP,
    "strip_missing": STRIP_MISSING,
    "strip_open": STRIP_OPEN,
    "strip_new": STRIP_NEW,
    "strip_odd": STRIP_ODD,
    "refused": REFUSED,
    "warned": WARNED,
    "allowed": ALLOWED,
    "unknown": UNKNOWN,
    "waiting": WAITING,
    "fields": FIELDS,
    "actions_off": ACTIONS_OFF,
    "actions_on": ACTIONS_ON,
    "tabs": TABS,
    "timeline": TIMELINE,
    "today": TODAY,
    "sign": SIGN,
    "empty": EMPTY,
    "register": REGISTER,
    "sign_in": SIGN_IN,
    "notice_read_only": NOTICES["read_only"],
    "notice_offline": NOTICES["offline"],
}
