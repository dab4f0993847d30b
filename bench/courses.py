"""Make courses that wait for their first fill: `python -m bench.courses 800`.

Written without waiting for the disk: what is measured comes afterwards, in a server with the
settings that are shipped.
"""

import json
import sys
from datetime import UTC, datetime, timedelta

import django


def main(many: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    hurry = {
        "sqlite": "PRAGMA synchronous = OFF",
        "postgresql": "SET synchronous_commit = off",
    }
    with connection.cursor() as cursor:
        cursor.execute(hurry[connection.vendor])

    from tests.support.clinic import open_clinic

    tokens = open_clinic()
    begun = datetime.now(UTC) - timedelta(hours=1)
    for number in range(many):
        one(f"course-{number}", begun)
    print(json.dumps(tokens | {"cookie": signed_in("dr-reyes")}))


def signed_in(person: str) -> str:
    """Sign a person in and return the cookie."""
    from tests.support.clinic import Clinic

    browser = Clinic(engine=None).client(person)  # type: ignore[arg-type]  # it asks none
    return browser.cookies["sessionid"].value


def one(course: str, begun: datetime) -> None:
    from dataclasses import replace

    from dosekeeper.core.acts import OpenCourse
    from dosekeeper.core.people import Role
    from dosekeeper.store import directory
    from tests.support.clinic import PRESCRIPTION, beginning, write

    # A patient has one open course, so each of these has its own.
    patient = course.replace("course", "patient")
    directory.add_person(patient, patient.replace("-", " ").capitalize())
    for minute, (by, act) in enumerate(beginning(begun)[: PRESCRIPTION + 1]):
        own = replace(act, patient=patient) if isinstance(act, OpenCourse) else act
        who = replace(by, person=patient) if by.role is Role.PATIENT else by
        write(course, who, own, begun + timedelta(minutes=minute))
    directory.let_fill(course, "corner-pharmacy")


if __name__ == "__main__":
    main(int(sys.argv[1]))
