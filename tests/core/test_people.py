"""Who may ask for what at all."""

import pytest

from dosekeeper.core.acts import ACTS
from dosekeeper.core.people import MAY, Actor, Role, may
from dosekeeper.core.plan import Level, Place, Plan
from dosekeeper.core.units import BadValueError, Mass
from tests.cast import CAST, TROCHE


TABLE = """\
accept        . . . D P . .
acknowledge   R N F . . M .
agree         R . . D P . .
appoint       R N . . P . .
check-in      . . . . P . .
check-source  R N F . . M .
close         R . . . . . .
contact       R N F . . . .
correct       R N F . . M .
count         R N F D P M .
decline       . . . D P . .
dose          R N . D P . .
evaluate      R . . . . . .
expire        R N F . . M .
fill          . . F . . . .
follow        R N . . . . .
found         R N F D P M .
hand-over     R N . D P . .
identify      R N F . . M .
level         R . . . . . .
lost          R N F D P M .
observe       R N . D . . .
open          R N . . . M .
open-site     . . . . . M .
plan          R . . . . . .
prescribe     R . . . . . .
receive       . N F . . . .
report        . . . D P . .
resolve       R . F . . M .
return        R N F D P M .
revoke        R N . D P M .
share         . . . . P . .
sign-round    R . . . . M .
stop          R . . . . . .
waive         R N F . . . .
waste         R N F D . M .
weigh         R N . . . . .
"""
COLUMNS = (
    Role.PRESCRIBER,
    Role.NURSE,
    Role.PHARMACIST,
    Role.DELEGATE,
    Role.PATIENT,
    Role.MANAGER,
    Role.AUDITOR,
)


def test_the_table_of_roles_and_verbs_is_this():
    rows = [line.split() for line in TABLE.splitlines()]
    assert [row[0] for row in rows] == sorted(ACTS)
    for verb, *marks in rows:
        told = {role for role, mark in zip(COLUMNS, marks, strict=True) if mark != "."}
        assert MAY[verb] == told, verb


def test_an_unknown_verb_is_nobodys():
    assert not any(may(role, "destroy-evidence") for role in Role)


def test_people_are_ids_not_names():
    assert len({actor.person for actor in CAST}) == len(CAST)
    with pytest.raises(BadValueError):
        Actor("Lucia Ferreira", Role.PATIENT)


def test_a_plan_is_whole_units_and_counts_days_up():
    plan = Plan(product=TROCHE, dose=Mass.mg(300), doses_per_week=2, spacing_hours=48)
    assert plan.units_per_dose == 3
    assert plan.place is Place.HOME
    assert [plan.days_for(n) for n in (0, 1, 2, 3, 8, 9)] == [0, 4, 7, 11, 28, 32]


@pytest.mark.parametrize(
    ("dose", "per_week", "hours", "field"),
    [
        ("150", 2, 48, "dose"),
        ("0", 2, 48, "dose"),
        ("100", 0, 48, "doses_per_week"),
        ("100", 169, 48, "doses_per_week"),
        ("100", 2, -1, "spacing_hours"),
        ("100", 2, 1_441, "spacing_hours"),
    ],
)
def test_a_plan_nobody_could_carry_out_is_refused(
    dose: str, per_week: int, hours: int, field: str
):
    with pytest.raises(BadValueError) as error:
        Plan(product=TROCHE, dose=Mass.mg(dose), doses_per_week=per_week, spacing_hours=hours)
    assert error.value.field == field


def test_the_ladder_has_five_rungs():
    assert [level.value for level in Level] == ["L0", "L1", "L2", "L3", "L4"]
