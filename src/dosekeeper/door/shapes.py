"""The shapes of what a door shows: plain data, the same for a page and for JSON.

They are types, so that mypy holds ``showing`` to them and the API's schema is made from
them: what is documented is what is sent. Instants are UTC and end in ``Z``.
"""

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from dosekeeper.core.acts import Topic
from dosekeeper.core.plan import Level
from dosekeeper.core.policy import Basis
from dosekeeper.core.verdict import Answer, Number, Strength


class Citation(TypedDict):
    """Where a number comes from, and how far that may be relied on."""

    basis: Basis
    text: str
    source: str
    checked_on: str | None
    expires_on: str | None
    verified: bool
    line: str


class Way(TypedDict):
    """A verb (or word) that would clear a reason, and how to say it."""

    word: str
    label: str


class ReasonShown(TypedDict):
    """Why a rule speaks. ``numbers`` are what was compared, ``sentence`` says it."""

    rule: str
    finding: str
    strength: Strength
    treated_as: Strength
    blocks: bool
    numbers: Mapping[str, Number]
    sentence: str
    citation: Citation | None
    clears_at: str | None
    clears_by: list[Way]
    may_waive: list[str]
    second: bool
    waived_by: int | None


class VerdictShown(TypedDict):
    """The answer with every reason, in reading order."""

    answer: Answer
    label: str
    allowed: bool
    waivable: bool
    reasons: list[ReasonShown]


class Who(TypedDict):
    """A person in the role they acted in."""

    person: str
    role: str


class Moved(TypedDict):
    """Whole units of one product and lot, from one hand into another."""

    giver: str
    taker: str
    product: str
    lot: str
    units: int


class EntryShown(TypedDict):
    """One row of a journal. ``expected`` is what the books said when somebody counted."""

    stream: str
    position: int
    verb: str
    done: bool
    at: str
    recorded_at: str
    by: Who
    second: Who | None
    act: Mapping[str, Any]
    movements: list[Moved]
    expected: int | None
    reasons: list[ReasonShown]
    task_due_at: str | None
    policy: str
    sentence: str


class Held(TypedDict):
    """Units of one product and lot in one hand.

    ``units`` is null where a count is expected of the asker: a count is blind.
    """

    hand: str
    kind: str
    name: str
    product: str
    lot: str
    units: int | None


class NamedPerson(TypedDict):
    """A person and the name the directory has for them."""

    id: str
    name: str


class PlanShown(TypedDict):
    """A dose of one product, so many a week, at least so many hours apart."""

    product: str
    dose_ug: int
    units_per_dose: int
    doses_per_week: int
    spacing_hours: int
    place: str


class ScriptShown(TypedDict):
    """A prescription as it stands."""

    position: int
    prescriber: str
    plan: PlanShown
    doses: int
    doses_per_fill: int
    units_left: int
    starts_on: str
    ends_on: str
    stopped_at: str | None


class OfferShown(TypedDict):
    """Units in transit between two hands."""

    position: int
    at: str
    giver: str
    recipient: str
    units: int
    prescription: int | None


class DelegateShown(TypedDict):
    """A trusted person, and whether the role is theirs now."""

    id: str
    name: str
    appointed_at: str
    identified_at: str | None
    accepted_at: str | None
    revoked_at: str | None
    from_on: str | None
    until_on: str | None
    backup: bool
    holds_role: bool


class CaseShown(TypedDict):
    """An open count difference; ``gap_units`` is counted minus expected, as explained."""

    position: int
    at: str
    hand: str
    product: str
    lot: str | None
    counted_units: int
    gap_units: int
    counted_by: str


class TaskShown(TypedDict):
    """A clinician owes the patient a word, by an instant."""

    position: int
    verb: str
    opened_at: str
    due_at: str


class WaiverShown(TypedDict):
    """An override that is not used yet."""

    position: int
    rule: str
    of_verb: str
    by: Who
    expires_at: str


class EvaluationShown(TypedDict):
    """A signed re-evaluation."""

    position: int
    at: str
    on: str
    by: str
    decision: str
    scores: Mapping[str, int]


class DoseShown(TypedDict):
    """The last dose taken."""

    position: int
    at: str
    on: str
    mass_ug: int


class FollowShown(TypedDict):
    """The daily check-in: by which hour it is answered, and how many days were missed."""

    since_at: str
    by_hour: int
    missed_days: int


class CheckInShown(TypedDict):
    """The answers of one day; a null was not answered. ``late`` came after the day's end."""

    position: int
    at: str
    on: str
    late: bool
    answers: Mapping[str, int | bool | None]
    worry: str


class ObservedShown(TypedDict):
    """A look at the patient after the last dose."""

    position: int
    at: str
    by: str
    condition: str
    ended: bool
    problem: str


class ReportShown(TypedDict):
    """Somebody said that something is wrong. ``open`` while nobody has answered."""

    position: int
    at: str
    by: Who
    concern: str
    text: str
    private: bool
    open: bool


class AcknowledgedShown(TypedDict):
    """Something that is due, and who took it on."""

    expectation: str
    at: str
    by: Who
    note: str


class ChartShown(TypedDict):
    """A course as its journal tells it; a null means not known.

    ``withheld`` says that some of it is not shared with the asker.
    """

    course: str
    patient: NamedPerson
    clinic: str
    zone: str
    policy: str
    today: str
    opened_at: str | None
    closed_at: str | None
    level: Level
    plan: PlanShown | None
    end_point: str
    ends_on: str | None
    weight_g: int | None
    weighed_at: str | None
    agreed: list[Who]
    delegates: list[DelegateShown]
    evaluation: EvaluationShown | None
    prescription: ScriptShown | None
    runs_out_on: str | None
    days_left: int | None
    doses_taken: int
    last_dose: DoseShown | None
    observed: list[ObservedShown]
    follow: FollowShown | None
    check_ins: list[CheckInShown]
    reports: list[ReportShown]
    acknowledged: list[AcknowledgedShown]
    shared: list[Topic]
    holdings: list[Held]
    home_units: int | None
    offers: list[OfferShown]
    cases: list[CaseShown]
    losses: list[int]
    tasks: list[TaskShown]
    waivers: list[WaiverShown]
    position: int
    withheld: bool


class CourseRowShown(TypedDict):
    """One line of a list of courses, worst first; ``task_due_at`` is the earliest word owed.

    ``days_left`` are days until all fills so far run out, negative when they have. A trusted
    person is told of no open task or case here, whether there is one or not.
    """

    course: str
    patient: NamedPerson
    clinic: str
    policy: str
    level: str
    evaluated_on: str | None
    runs_out_on: str | None
    days_left: int | None
    script_ends_on: str | None
    script_units_left: int | None
    home_units: int | None
    open_offers: int
    open_cases: int
    open_tasks: int
    task_due_at: str | None


class RegisterLine(TypedDict):
    """One movement into or out of a stock, or one count of it.

    ``change`` is signed; ``balance`` is what is left of that product and lot, ``of_product``
    of all its lots. On a count ``difference`` is counted minus expected.
    """

    number: int
    stream: str
    position: int
    verb: str
    at: str
    recorded_at: str
    by: Who
    second: Who | None
    product: str
    lot: str | None
    other: str | None
    change: int
    balance: int
    of_product: int
    counted: int | None
    difference: int | None


class Help(TypedDict):
    """Where somebody can get help now.

    ``verified`` is false where nobody of this project has checked, and then ``note`` says so
    in words for whoever needs the number; else it is empty.
    """

    name: str
    contact: str
    when: str
    verified: bool
    note: str
