"""The invitation: opened with a code, read one question a screen, signed with a PIN.

The link's secret stands behind the # of its address. A browser sends that to nobody, so it is
in no log and in no other page's referrer; the page hands it over in a form. What was answered
so far is kept in a signed cookie of these pages: nothing is on the record before it is signed.
"""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dosekeeper import door
from dosekeeper.core.events import course_stream
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Verdict
from dosekeeper.door import trusted
from dosekeeper.door.trusted import GuessedTooOftenError, PinError
from dosekeeper.store import directory
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.links import LinkView
from dosekeeper.web import asking, phone
from dosekeeper.web.check_in.page import language_of
from dosekeeper.web.trusted.speaking import open_to_phones, show, where, words
from dosekeeper.wording import said, training


COOKIE = "dosekeeper_invitation"
KEPT_SECONDS = 2 * 60 * 60
OTHERS_MAX = 99
READ = ("role", "limits", "call")
VETTING = ("adult", "in_treatment", "patients", "paid")
SIGNED = ("agreement", "pin")


@dataclass(slots=True)
class State:
    """How far somebody is: what they read, answered, knew. ``told`` is the last question."""

    secret: str
    language: str = ""
    seen: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    told: str = ""
    right: bool = False


# --- the way through it ---------------------------------------------------------------------


def steps_of(link: LinkView) -> list[str]:
    """All screens in their order; who has signed already only chooses a PIN."""
    if trusted.signed(link):
        return ["pin"]
    lessons = [f"lesson-{each.word}" for each in training.lessons()]
    return [*READ, *VETTING, *lessons, "question", *SIGNED]


def first_open(state: State, steps: list[str]) -> str:
    """The first screen that is not done."""
    return next(step for step in steps if not _done(state, step))


def _done(state: State, step: str) -> bool:
    if step in VETTING:
        return step in state.answers
    if step == "question":
        return not state.left and not state.told
    return step in state.seen


# --- the door -------------------------------------------------------------------------------


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def _enter(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, "enter", {})
    secret = request.POST.get("link", "").strip().rpartition("#")[2]
    try:
        link = trusted.enter(
            secret, request.POST.get("code", ""), where=where(request), now=asking.now()
        )
    except NotYoursError:
        return show(request, "enter", {"wrong": "wrong", "link": secret[:200]}, status=422)
    except GuessedTooOftenError:
        return show(request, "enter", {"wrong": "too_many"}, status=429)
    state = State(secret, left=[each.word for each in training.questions()])
    answer = redirect("invitation-step", first_open(state, steps_of(link)))
    _keep(answer, state)
    return answer


enter = open_to_phones(_enter)
enter.__doc__ = "The link and the code; whatever is wrong with either gets the same answer."


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def _step(request: HttpRequest, step: str) -> HttpResponse:
    state = _kept(request)
    if state is None:
        return redirect("invitation")
    state.language = language_of(request)
    answer: HttpResponse
    try:
        link = trusted.invitation(state.secret, now=asking.now())
        return _at(request, link, state, step)
    except (NotYoursError, BadValueError) as error:
        if isinstance(error, BadValueError) and error.field == "vetting.patients":
            state.answers.pop("patients")  # they hold one more since they were asked
            answer = redirect("invitation-step", "patients")
            _keep(answer, state)
            return answer
        answer = show(request, "enter", {"wrong": "ended"}, status=404)
        answer.delete_cookie(COOKIE, path=reverse("invitation"), samesite="Strict")
        return answer


step = open_to_phones(_step)
step.__doc__ = "One screen of the invitation; none can be left out."


def _at(request: HttpRequest, link: LinkView, state: State, step: str) -> HttpResponse:
    steps = steps_of(link)
    if step == "not-yet":
        return _not_yet(request, link, state)
    if step not in steps or steps.index(step) > steps.index(first_open(state, steps)):
        return redirect("invitation-step", first_open(state, steps))
    if request.method == "POST":
        return _taken(request, link, state, step)
    return _screen(request, link, state, step)


# --- what is shown ---------------------------------------------------------------------------


def _screen(
    request: HttpRequest,
    link: LinkView,
    state: State,
    step: str,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    chart, steps = trusted.chart_of(link), steps_of(link)
    say = words(state.language, chart)
    at = steps.index(step)
    context = {
        "step": step,
        "kind": _kind(step, state),
        "screen": _words_of(step, state, say),
        "wrong": wrong,
        "progress": say["page"]["step"].format(number=at + 1, steps=len(steps)),
        "back": reverse("invitation-step", args=[steps[at - 1]]) if at else "",
        "given": state.answers.get(step),
        "only": steps == ["pin"],
    }
    return show(request, "step", context, chart, status)


def _kind(step: str, state: State) -> str:
    if step == "patients":
        return "number"
    if step == "question":
        return "told" if state.told else "yes-no"
    if step in VETTING:
        return "yes-no"
    return step if step in SIGNED else "read"


def _words_of(step: str, state: State, say: Any) -> dict[str, Any]:
    if step in VETTING:
        return {"title": say["vetting"]["title"], **say["vetting"][step]}
    if step.startswith("lesson-"):
        lesson = next(
            each
            for each in training.lessons(state.language)
            if each.word == step.removeprefix("lesson-")
        )
        return {"over": say["lesson"]["title"], "title": lesson.title, "lines": lesson.lines}
    if step == "question":
        return _question(state, say)
    return dict(say[step])


def _question(state: State, say: Any) -> dict[str, Any]:
    asked = {each.word: each for each in training.questions(state.language)}
    title = say["question"]["title"]
    if state.told:
        question = asked[state.told]
        verdict = say["question"]["right" if state.right else "wrong"]
        again = "" if state.right else say["question"]["again"]
        return {
            "title": title,
            "asks": question.asks,
            "verdict": verdict,
            "right": state.right,
            "because": question.because,
            "again": again,
        }
    return {"title": title, "asks": asked[state.left[0]].asks}


# --- what is taken ---------------------------------------------------------------------------


def _taken(request: HttpRequest, link: LinkView, state: State, step: str) -> HttpResponse:
    if step == "pin":
        return _sign(request, link, state)
    if step == "question":
        _answer(request, state)
    elif step in VETTING:
        wrong = _vet(request, link, state, step)
        if wrong:
            return _screen(request, link, state, step, wrong, 422)
    elif step not in state.seen:
        state.seen.append(step)
    if step == VETTING[-1] and not _rehearsed(link, state).allowed:
        answer = redirect("invitation-step", "not-yet")
    else:
        answer = redirect("invitation-step", _after(link, state, step))
    _keep(answer, state)
    return answer


def _after(link: LinkView, state: State, step: str) -> str:
    if not _done(state, step):
        return step
    steps = steps_of(link)
    return steps[steps.index(step) + 1]


def _vet(request: HttpRequest, link: LinkView, state: State, step: str) -> str:
    """Take one answer; return what is wrong with it."""
    text = request.POST.get("answer", "").strip()
    if step != "patients":
        if text not in {"yes", "no"}:
            return "answer"
        state.answers[step] = text == "yes"
        return ""
    if not (text.isascii() and text.isdigit() and int(text) <= OTHERS_MAX):
        return "number"
    if int(text) < directory.boxes_of(link.person, besides=link.course):
        return "fewer"
    state.answers[step] = int(text)
    return ""


def _answer(request: HttpRequest, state: State) -> None:
    """Take the answer to a question of the training, or go on after its explanation.

    A wrong one is explained, and asked again after the others.
    """
    if state.told:
        state.told = ""
        return
    given = request.POST.get("answer", "")
    if given not in {"yes", "no"} or not state.left:
        return
    word = state.left.pop(0)
    right = {each.word: each.right for each in training.questions()}[word]
    state.told, state.right = word, (given == "yes") is right
    if not state.right:
        state.left.append(word)


def _act(state: State, *, whole: bool = False) -> dict[str, Any]:
    """The act that is signed. ``whole`` asks as if the training were over."""
    known = {
        each.word: each.right
        for each in training.questions()
        if whole or each.word not in state.left
    }
    graded = training.graded(known)
    version = words(state.language)["agreement"]["version"]
    return {
        "text_version": f"trusted-{version}-{state.language}",
        "vetting": {name: state.answers.get(name) for name in VETTING},
        "training": {
            "version": graded.version,
            "right": graded.right,
            "questions": graded.questions,
        },
    }


def _rehearsed(link: LinkView, state: State) -> Verdict:
    outcome = door.rehearse(
        link.person,
        course_stream(link.course),
        "agree",
        _act(state, whole=True),
        now=asking.now(),
    )
    return outcome.verdict


def _not_yet(request: HttpRequest, link: LinkView, state: State) -> HttpResponse:
    """Why it goes no further; the clinic is told when they say so."""
    if any(name not in state.answers for name in VETTING):
        return redirect("invitation-step", first_open(state, steps_of(link)))
    judged = _rehearsed(link, state)
    if judged.allowed:
        return redirect("invitation-step", first_open(state, steps_of(link)))
    told = request.method == "POST"
    if told:
        _submit(link, state, whole=True)
    chart = trusted.chart_of(link)
    names = directory.names([link.person, chart.patient])
    why, reasons = words(state.language, chart)["not_yet"]["why"], judged.blocking
    context = {
        "reasons": [why.get(r.finding) or said(r, names, chart.zone).line for r in reasons],
        "told": told,
        "change": reverse("invitation-step", args=[VETTING[0]]),
    }
    return show(request, "not_yet", context, chart, 422)


def _submit(link: LinkView, state: State, *, whole: bool = False) -> Verdict:
    outcome = door.submit(
        link.person,
        course_stream(link.course),
        "agree",
        _act(state, whole=whole),
        now=asking.now(),
        key=secrets.token_hex(16),
    )
    return outcome.verdict


def _sign(request: HttpRequest, link: LinkView, state: State) -> HttpResponse:
    """Sign and let this phone in; a phone that is new to who has signed is let in only."""
    pin = trusted.digits(request.POST.get("pin", ""))
    try:
        trusted.check_pin(pin)
    except PinError as error:
        return _screen(request, link, state, "pin", error.word, 422)
    if pin != trusted.digits(request.POST.get("again", "")):
        return _screen(request, link, state, "pin", "differ", 422)
    if not trusted.signed(link) and not _submit(link, state).allowed:
        answer = redirect("invitation-step", "not-yet")
        _keep(answer, state)
        return answer
    now = asking.now()
    secret = trusted.begin(link, pin, phone.label_of(request), now=now)
    answer = redirect("box")
    phone.remember(request, answer, secret, now)
    phone.note_open(answer, trusted.phone(secret, now=now), now)
    answer.delete_cookie(COOKIE, path=reverse("invitation"), samesite="Strict")
    return answer


# --- what is kept in between ----------------------------------------------------------------


def _keep(answer: HttpResponse, state: State) -> None:
    answer.set_cookie(
        COOKIE,
        signing.dumps(asdict(state), salt=COOKIE, compress=True),
        max_age=KEPT_SECONDS,
        path=reverse("invitation"),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def _kept(request: HttpRequest) -> State | None:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return State(**kept)
