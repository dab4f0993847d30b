"""The tables, in four groups that must not be confused.

The *directory* knows people by name and may be corrected or erased. The *journal* is the
only record and is never changed; it holds ids. *Projections* repeat what the journal says
in the shape that lists need; `verify` rebuilds and compares them. What is *told* remembers
which messages there are: it is what keeps them from going out twice, or never.
"""

# ruff: noqa: DJ008 - nobody reads a row as text: there is no admin site
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from dosekeeper.core.events import COURSE_ID_MAX
from dosekeeper.core.people import Role
from dosekeeper.core.units import ID_MAX


STREAM_MAX = len("course:") + ID_MAX
HAND_MAX = len("delegate:") + ID_MAX
WORD_MAX = 24
DIGEST_LENGTH = 64
PASSWORD_LENGTH = 128
KEY_MAX = 255
CHANNEL_MAX = 8
ADDRESS_MAX = 500
LANGUAGE_MAX = 8
REFERENCE_MAX = 16
ERROR_MAX = 200
PHONE_MAX = 60
WAKING_LENGTH = 16
ROLES = [(role.value, role.value) for role in Role]


# --- directory ---------------------------------------------------------------------


class Person(models.Model):
    """Somebody the journal knows by `id` only."""

    id = models.CharField(primary_key=True, max_length=ID_MAX)
    name = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True, blank=True)


class Account(AbstractUser):
    """A way to sign in. Its name is a user name; the person's name is in Person alone."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    person = models.OneToOneField(
        Person, models.PROTECT, related_name="account", null=True, blank=True
    )
    # Its password is known to everybody: it opens in demo mode and never elsewhere.
    demo = models.BooleanField(default=False)

    @property
    def shut(self) -> bool:
        """Whether nobody may sign in with it here and now."""
        return not self.is_active or (self.demo and not settings.DEMO)


class Site(models.Model):
    """A clinic or pharmacy. `clinic` is set on a pharmacy that belongs to a clinic."""

    id = models.CharField(primary_key=True, max_length=ID_MAX)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=8, choices=[("clinic", "clinic"), ("pharmacy", "pharmacy")]
    )
    inside = models.BooleanField(default=False)
    zone = models.CharField(max_length=64)
    policy = models.CharField(max_length=ID_MAX)
    clinic = models.ForeignKey(
        "self", models.PROTECT, related_name="pharmacies", null=True, blank=True
    )
    # What people call, as they write it; empty where nobody gave one.
    phone = models.CharField(max_length=PHONE_MAX, blank=True)


class Duty(models.Model):
    """What a person is at a site."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="duties")
    site = models.ForeignKey(Site, models.CASCADE, related_name="duties")
    role = models.CharField(max_length=WORD_MAX, choices=ROLES)
    # Stands in for colleagues of the same role who do not do what is expected of them.
    deputy = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "site", "role"], name="duty_once"),
        ]


class Contact(models.Model):
    """One way to reach a person. Never in the journal: it may be changed and erased."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=CHANNEL_MAX)
    address = models.CharField(max_length=ADDRESS_MAX)
    language = models.CharField(max_length=LANGUAGE_MAX)
    on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "channel"], name="contact_once"),
        ]


class MayFill(models.Model):
    """A pharmacy outside the clinic that a course has chosen, before its first fill."""

    course = models.CharField(max_length=COURSE_ID_MAX)
    site = models.ForeignKey(Site, models.CASCADE, related_name="may_fill")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "site"], name="may_fill_once"),
        ]


class ApiToken(models.Model):
    """A bearer's secret, as its hash. The secret itself is shown once and kept nowhere."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    hashed = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class SecretLink(models.Model):
    """What lets somebody in without an account, as hashes; see `store.links`.

    `used_at` is when it was used up; for a device when its PIN was typed last, and none
    once it was locked by hand.
    """

    kind = models.CharField(max_length=WORD_MAX)
    hashed = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    course = models.CharField(max_length=COURSE_ID_MAX)
    label = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    pin_hashed = models.CharField(max_length=PASSWORD_LENGTH, blank=True)
    tries = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["course", "person", "kind"], name="link_of_course"),
        ]


# --- journal -----------------------------------------------------------------------


class JournalRow(models.Model):
    """One fact. `body` is the whole entry; the other columns repeat it for looking up.

    `id` is the order in which facts were written, over all streams.
    """

    stream = models.CharField(max_length=STREAM_MAX)
    position = models.PositiveIntegerField()
    verb = models.CharField(max_length=WORD_MAX)
    kind = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_person = models.CharField(max_length=ID_MAX)
    by_role = models.CharField(max_length=WORD_MAX)
    second_person = models.CharField(max_length=ID_MAX, blank=True)
    second_role = models.CharField(max_length=WORD_MAX, blank=True)
    key = models.CharField(max_length=KEY_MAX, null=True, unique=True)  # noqa: DJ001 - no key is not an empty key
    policy = models.CharField(max_length=200)
    corrects = models.PositiveIntegerField(null=True)
    prev_digest = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    digest = models.CharField(max_length=DIGEST_LENGTH)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "position"], name="journal_position"),
        ]
        indexes: ClassVar = [
            # What was refused or overridden lately: few rows of many.
            models.Index(
                fields=["recorded_at"],
                name="journal_notable",
                condition=Q(kind="refused") | Q(verb="waive"),
            ),
        ]


class MovementRow(models.Model):
    """One movement of one fact, for the register and for tracing a lot.

    `site` is the site whose stock it comes from or goes to, if either.
    """

    row = models.ForeignKey(JournalRow, models.PROTECT, related_name="movements")
    number = models.PositiveSmallIntegerField()
    giver = models.CharField(max_length=HAND_MAX)
    taker = models.CharField(max_length=HAND_MAX)
    site = models.CharField(max_length=ID_MAX, null=True)  # noqa: DJ001 - most are at no site
    product = models.CharField(max_length=ID_MAX)
    lot = models.CharField(max_length=ID_MAX)
    units = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["row", "number"], name="movement_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="movement_moves"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["product", "lot"], name="movement_lot"),
            models.Index(
                fields=["site", "row"],
                name="movement_site",
                condition=Q(site__isnull=False),
            ),
        ]


class StreamHead(models.Model):
    """Where a stream ends. Whoever appends holds this row's lock first.

    An append-only table has no row to lock; without this one two fills would both read
    the last dose as there (docs/decisions/0010-one-journal.md).
    """

    stream = models.CharField(primary_key=True, max_length=STREAM_MAX)
    position = models.PositiveIntegerField()
    digest = models.CharField(max_length=DIGEST_LENGTH, blank=True)


# --- projections -------------------------------------------------------------------


class Holding(models.Model):
    """What a hand holds. A site's stock stands on the site's stream, whoever moved it.

    A stock's row stays when it reaches zero: the order of `id` is the order in which the
    lots came, and the older lot goes first. Other hands' rows go.
    """

    stream = models.CharField(max_length=STREAM_MAX)
    hand = models.CharField(max_length=HAND_MAX)
    product = models.CharField(max_length=ID_MAX)
    lot = models.CharField(max_length=ID_MAX)
    units = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stream", "hand", "product", "lot"], name="holding_once"
            ),
            # The source alone may run below zero: it is where units come from.
            models.CheckConstraint(
                condition=Q(units__gte=0) | Q(hand="source"),
                name="holding_not_below_zero",
            ),
        ]


class CourseIndex(models.Model):
    """One line a course, for lists."""

    course = models.CharField(primary_key=True, max_length=COURSE_ID_MAX)
    patient = models.CharField(max_length=ID_MAX, db_index=True)
    clinic = models.CharField(max_length=ID_MAX, db_index=True)
    zone = models.CharField(max_length=64)
    policy = models.CharField(max_length=ID_MAX)
    level = models.CharField(max_length=WORD_MAX)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    evaluated_on = models.DateField(null=True)
    runs_out_on = models.DateField(null=True)
    script_ends_on = models.DateField(null=True)
    script_units_left = models.PositiveIntegerField(null=True)
    home_units = models.PositiveIntegerField()
    open_offers = models.PositiveIntegerField()
    open_cases = models.PositiveIntegerField()
    open_tasks = models.PositiveIntegerField()
    open_losses = models.PositiveIntegerField(default=0)
    other_source = models.BooleanField(default=False)
    decision = models.CharField(max_length=WORD_MAX, default="")
    case_at = models.DateTimeField(null=True)
    case_gap = models.IntegerField(null=True)
    offered_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=WORD_MAX, default="")
    dose_due_at = models.DateTimeField(null=True)
    asked_from_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)


class CourseTie(models.Model):
    """A person whom the course's own journal ties to it: its patient, its delegates."""

    course = models.CharField(max_length=COURSE_ID_MAX)
    person = models.CharField(max_length=ID_MAX, db_index=True)
    role = models.CharField(max_length=WORD_MAX, choices=ROLES)
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "person", "role"], name="tie_once"),
        ]


class CourseSite(models.Model):
    """A site that has filled for a course."""

    course = models.CharField(max_length=COURSE_ID_MAX)
    site = models.CharField(max_length=ID_MAX, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "site"], name="course_site_once"),
        ]


class TaskRow(models.Model):
    """A word that a clinician still owes a patient."""

    course = models.CharField(max_length=COURSE_ID_MAX)
    position = models.PositiveIntegerField()
    verb = models.CharField(max_length=WORD_MAX)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "position"], name="task_once"),
        ]


# --- told --------------------------------------------------------------------------


class Watch(models.Model):
    """Up to where a stream was looked through for what is due, and when to look again.

    A stream whose head has moved on from `position`, or whose `next_at` has come, is looked
    through again; and one that was `woken` since: the last look answered the waking that is
    in `answers`. `doctor` is whose course it is. `error` says why the last look failed.
    """

    stream = models.CharField(primary_key=True, max_length=STREAM_MAX)
    position = models.PositiveIntegerField()
    next_at = models.DateTimeField(db_index=True)
    woken = models.CharField(max_length=WAKING_LENGTH, blank=True)
    answers = models.CharField(max_length=WAKING_LENGTH, blank=True)
    doctor = models.CharField(max_length=ID_MAX, blank=True)
    error = models.CharField(max_length=ERROR_MAX, blank=True)


class OutboxRow(models.Model):
    """One message to one person on one channel, because of one step of an expectation.

    Written in the transaction that found the step due, and never twice: that is the unique
    constraint. `next_try_at` is also the lease: whoever takes a row to send it puts it off,
    so that it comes up again if they die. The text is made when it is sent. `rank` is its
    kind's place in the order of what is worst. `withdrawn_at` is since when it need not be
    told any more; when it must be told again after all, that is taken back.
    """

    step = models.CharField(max_length=KEY_MAX)
    person = models.CharField(max_length=ID_MAX, db_index=True)
    channel = models.CharField(max_length=CHANNEL_MAX)
    message_id = models.CharField(max_length=KEY_MAX, unique=True)
    reference = models.CharField(max_length=REFERENCE_MAX, db_index=True)
    stream = models.CharField(max_length=STREAM_MAX)
    site = models.CharField(max_length=ID_MAX)
    kind = models.CharField(max_length=WORD_MAX)
    role = models.CharField(max_length=WORD_MAX, choices=ROLES)
    rank = models.PositiveSmallIntegerField()
    step_at = models.DateTimeField()
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=ERROR_MAX, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "person", "channel"], name="message_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="outbox_waiting",
                condition=Q(sent_at=None, failed_at=None, withdrawn_at=None),
            ),
            models.Index(
                fields=["failed_at"],
                name="outbox_failed",
                condition=Q(failed_at__isnull=False),
            ),
            models.Index(
                fields=["withdrawn_at"],
                name="outbox_withdrawn",
                condition=Q(withdrawn_at__isnull=False),
            ),
        ]


class Heartbeat(models.Model):
    """When something that has to run by itself last did."""

    name = models.CharField(primary_key=True, max_length=WORD_MAX)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
