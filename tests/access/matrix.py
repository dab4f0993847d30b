"""Who gets through which door: written by hand, row by row, for every address there is.

A row says, for each method, who is let in. Everybody else of the cast is turned away: with
404 where they have nothing to do with what the address names (Oscar, always), with 403
where they are `known` to it and may not ask for this. A method that is not in a row is
refused to all. An address that is in no row fails the test, so a new page is not finished
before somebody has written down who may see it.
"""

from dataclasses import dataclass, field


CAST = "lucia marco dr-reyes dr-chen nell femi ines mona aude oscar"
COURSE = "lucia marco dr-reyes dr-chen nell femi ines mona aude"
PRESCRIBERS = "dr-reyes dr-chen"
CLINICIANS = f"{PRESCRIBERS} nell"
PHARMACISTS = "femi ines"
STAFF = f"{CLINICIANS} {PHARMACISTS} mona"
HOLDERS = "lucia marco"
ROUNDS = f"{PRESCRIBERS} mona oscar"
MESSAGES = f"{CLINICIANS} ines mona aude oscar"
HARBOR = "dr-reyes dr-chen nell mona aude"
MAIN = "nell ines mona aude"


@dataclass(frozen=True)
class Row:
    """An address of the API. `case` names the act of `test_every_verb` that is sent."""

    methods: dict[str, str]
    known: str = ""
    case: str = ""
    example: str = ""


@dataclass(frozen=True)
class Library(Row):
    """A page of the account library: about oneself, and never about a course."""

    methods: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ByLink(Row):
    """A page that a secret link opens to whoever holds it, signed in or not.

    Without one there is nothing there, for everybody alike. What a link opens, and what it
    does not, is held by tests of its own (tests/check_in).
    """


def course_act(verb: str, who: str, known: str = COURSE) -> tuple[str, Row]:
    return f"api/v1/courses/<course>/{verb}", Row({"POST": who}, known, f"course {verb}")


def site_act(verb: str, who: str, known: str = MAIN) -> tuple[str, Row]:
    return f"api/v1/sites/<site>/{verb}", Row({"POST": who}, known, f"site {verb}")


API: dict[str, Row] = {
    "api/v1/openapi.json": Row({"GET": CAST}),
    "api/v1/me": Row({"GET": CAST}),
    "api/v1/courses": Row({"GET": CAST}),
    "api/v1/courses/<course>": Row({"GET": COURSE}),
    "api/v1/courses/<course>/journal": Row({"GET": COURSE}),
    "api/v1/courses/<course>/holdings": Row({"GET": COURSE}),
    "api/v1/sites/<site>/register": Row({"GET": MAIN}),
    **dict(
        [
            course_act("open", f"{CLINICIANS} mona", HARBOR),
            course_act("plan", PRESCRIBERS),
            course_act("agree", f"{PRESCRIBERS} {HOLDERS}"),
            course_act("appoint", f"{CLINICIANS} lucia"),
            course_act("revoke", f"{CLINICIANS} {HOLDERS} mona"),
            course_act("weigh", CLINICIANS),
            course_act("evaluate", PRESCRIBERS),
            course_act("level", PRESCRIBERS),
            course_act("check-source", STAFF),
            course_act("prescribe", PRESCRIBERS),
            course_act("stop", PRESCRIBERS),
            course_act("fill", "femi"),
            course_act("hand-over", f"{CLINICIANS} {HOLDERS}"),
            course_act("accept", HOLDERS),
            course_act("decline", HOLDERS),
            course_act("expire", STAFF),
            course_act("dose", f"{CLINICIANS} {HOLDERS}"),
            course_act("count", f"{STAFF} {HOLDERS}"),
            course_act("resolve", f"{PRESCRIBERS} {PHARMACISTS} mona"),
            course_act("waste", f"{STAFF} marco"),
            course_act("return", f"{STAFF} {HOLDERS}"),
            course_act("lost", f"{STAFF} {HOLDERS}"),
            course_act("found", f"{STAFF} {HOLDERS}"),
            course_act("correct", STAFF),
            course_act("waive", f"{CLINICIANS} {PHARMACISTS}"),
            course_act("contact", f"{CLINICIANS} {PHARMACISTS}"),
            course_act("close", PRESCRIBERS),
            course_act("identify", STAFF),
            course_act("share", "lucia"),
            course_act("follow", CLINICIANS),
            course_act("check-in", "lucia"),
            course_act("observe", f"{CLINICIANS} marco"),
            course_act("report", HOLDERS),
            course_act("acknowledge", STAFF),
            site_act("sign-round", f"{PRESCRIBERS} mona", HARBOR),
            site_act("open-site", "mona", HARBOR),
            site_act("receive", "ines nell"),
            site_act("count", "ines nell mona"),
            site_act("resolve", "ines mona"),
            site_act("waste", "ines nell mona"),
            site_act("return", "ines nell mona"),
            site_act("lost", "ines nell mona"),
            site_act("found", "ines nell mona"),
            site_act("correct", "ines nell mona"),
        ]
    ),
    # Words that are no verb, and addresses that are none: the same to everybody.
    "api/v1/courses/<name>/<word>": Row({}, example="api/v1/courses/lucia/steal"),
    "api/v1/sites/<name>/<word>": Row({}, example="api/v1/sites/main-pharmacy/steal"),
    "api/v1/^(?P<rest>.*)$": Row({}, example="api/v1/patients"),
}

ACCOUNTS: dict[str, Row] = dict.fromkeys(
    (
        "accounts/",
        "accounts/demo/",
        "accounts/login/",
        "accounts/logout/",
        "accounts/inactive/",
        "accounts/signup/",
        "accounts/reauthenticate/",
        "accounts/email/",
        "accounts/confirm-email/",
        "accounts/^confirm-email/(?P<key>[-:\\w]+)/$",
        "accounts/password/change/",
        "accounts/password/set/",
        "accounts/password/reset/",
        "accounts/password/reset/done/",
        "accounts/password/reset/key/done/",
        "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "accounts/login/code/confirm/",
        "accounts/2fa/",
        "accounts/2fa/authenticate/",
        "accounts/2fa/reauthenticate/",
        "accounts/2fa/totp/activate/",
        "accounts/2fa/totp/deactivate/",
        "accounts/2fa/recovery-codes/",
        "accounts/2fa/recovery-codes/generate/",
        "accounts/2fa/recovery-codes/download/",
        "accounts/2fa/webauthn/",
        "accounts/2fa/webauthn/add/",
        "accounts/2fa/webauthn/reauthenticate/",
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        "accounts/2fa/webauthn/keys/<int:pk>/edit/",
    ),
    Library(),
)


def act_page(address: str, who: str, known: str, verb: str) -> dict[str, Row]:
    """The page of an act and its verdict, by one of its verbs.

    tests/web/test_who_may_ask holds every verb to the rows of the API above.
    """
    verdict = f"{address}verdict"
    form = {"GET": who, "HEAD": who, "POST": who}
    return {
        address: Row(form, known, example=verb),
        verdict: Row({"POST": who}, known, example=f"{verb}verdict"),
    }


ANYBODY = f"{CAST} nobody"
WEB: dict[str, Row] = {
    "healthz": Row({"GET": ANYBODY, "HEAD": ANYBODY}),
    "readyz": Row({"GET": ANYBODY, "HEAD": ANYBODY}),
    "": Row({"GET": CAST, "HEAD": CAST}),
    # It opens for whom the message was sent to: tests/messages/test_pages.py.
    # Nobody yet is first sent round once, from a page of ours.
    "go/<id:reference>/": Row({"GET": "", "HEAD": ""}, example="go/abcdefgh234567/?here=1"),
    "messages/": Row({"GET": MESSAGES, "HEAD": MESSAGES}),
    "messages/to-me/": Row({"GET": CAST, "HEAD": CAST, "POST": CAST}),
    "today/worker.js": Row({"GET": ANYBODY, "HEAD": ANYBODY}),
    "today/<str:secret>/": ByLink(
        {"GET": "", "HEAD": "", "POST": ""}, example="today/not-a-link/"
    ),
    "today/<str:secret>/answers": ByLink({"POST": ""}, example="today/not-a-link/answers"),
    "today/<str:secret>/private": ByLink({"POST": ""}, example="today/not-a-link/private"),
    "courses/<id:course>/check-in-link/": Row({"POST": f"{CLINICIANS} lucia"}, COURSE),
    "courses/<id:course>/not-safe/": Row(
        {"GET": "lucia", "HEAD": "lucia", "POST": "lucia"}, COURSE
    ),
    # Anybody may stand before these doors; what opens them is no account (tests/trusted).
    "invitation/": Row({"GET": ANYBODY, "HEAD": ANYBODY, "POST": ANYBODY}),
    "invitation/<slug:step>/": Row(
        {"GET": ANYBODY, "HEAD": ANYBODY, "POST": ANYBODY}, example="invitation/role/"
    ),
    "box/": Row({"GET": ANYBODY, "HEAD": ANYBODY}),
    "box/pin/": Row({"POST": ANYBODY}),
    "box/lock/": Row({"POST": ANYBODY}),
    "box/forget/": Row({"POST": ANYBODY}),
    "box/other/<int:number>/": Row({"POST": ANYBODY}, example="box/other/1/"),
    "box/watch/": Row({"GET": ANYBODY, "HEAD": ANYBODY, "POST": ANYBODY}),
    "box/<box-verb:verb>/": Row(
        {"GET": ANYBODY, "HEAD": ANYBODY, "POST": ANYBODY}, example="box/dose/"
    ),
    "box/<box-verb:verb>/verdict": Row({"POST": ANYBODY}, example="box/dose/verdict"),
    "courses/<id:course>/invite/<id:delegate>/": Row(
        {"POST": f"{CLINICIANS} lucia"}, COURSE, example="courses/lucia/invite/marco/"
    ),
    # Which phone is not said here, so that whoever is let in is asked which.
    "courses/<id:course>/phones/": Row({"POST": COURSE}),
    "courses/": Row({"GET": CAST, "HEAD": CAST}),
    "round/": Row({"GET": ROUNDS, "HEAD": ROUNDS}),
    "courses/<id:course>/": Row({"GET": COURSE, "HEAD": COURSE}),
    "courses/<id:course>/journal/": Row({"GET": COURSE, "HEAD": COURSE}),
    "courses/<id:course>/plot.svg": Row({"GET": COURSE, "HEAD": COURSE}),
    "sites/<id:site>/register/": Row(
        {"GET": MAIN, "HEAD": MAIN}, example="sites/main-pharmacy/register/"
    ),
    "rules/": Row({"GET": CAST, "HEAD": CAST}),
    "rules/<id:word>/": Row({"GET": CAST, "HEAD": CAST}, example="rules/early-fill/"),
    **act_page(
        "courses/<id:course>/<course-verb:verb>/", PHARMACISTS, COURSE, "courses/lucia/fill/"
    ),
    **act_page(
        "sites/<id:site>/<site-verb:verb>/", "ines nell", MAIN, "sites/main-pharmacy/receive/"
    ),
}
"""The pages. Who is not signed in is sent to the sign-in instead of 401."""

MATRIX = API | ACCOUNTS | WEB
