"""The trusted person and the days between, from a sentence to its act and back.

What is not said of a check-in was not answered. ``build`` and ``tell`` do the other verbs.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dosekeeper.core import acts
from dosekeeper.core.notation.scene import Scene
from dosekeeper.core.notation.sentence import Said
from dosekeeper.core.people import Actor


_VETTED = ("adult", "in_treatment", "patients", "paid")


def _agree(said: Said, *_: Any) -> acts.Act:
    return acts.Agree(
        text_version=said.get("text_version", "1"),
        vetting=_vetting(said),
        training=_training(said),
    )


def _vetting(said: Said) -> acts.Vetting | None:
    if not any(name in said.values for name in _VETTED):
        return None
    asked = "all of 'adult, not in treatment, 0 other patients, unpaid', or none"
    adult, in_treatment, patients, paid = (said.need(name, asked) for name in _VETTED)
    return acts.Vetting(
        adult=adult == "yes",
        in_treatment=in_treatment == "yes",
        patients=patients,
        paid=paid == "yes",
    )


def _training(said: Said) -> acts.Training | None:
    if "training" not in said.values and "right" not in said.values:
        return None
    asked = "both of 'training 1, 6 of 6 right', or neither"
    return acts.Training(
        version=said.need("training", asked),
        right=said.need("right", asked),
        questions=said.values["questions"],
    )


def _appoint(said: Said, *_: Any) -> acts.Act:
    return acts.Appoint(
        delegate=said.need("delegate", "a name, 'as' and the relation"),
        relation=said.values["relation"],
        legal_basis=said.need("legal_basis", "'basis' and the legal basis"),
        consent=said.get("consent", ""),
        identity=said.get("identity", ""),
        from_on=said.get("from_on"),
        until_on=said.get("until"),
        backup="backup" in said.values,
    )


def _share(said: Said, *_: Any) -> acts.Act:
    topics = tuple(topic for topic in acts.Topic if topic in said.values)
    if bool(topics) is ("nothing" in said.values):
        said.place.fail("say what is shared, such as 'check-ins, body', or 'nothing'")
    return acts.Share(topics=topics)


def _follow(said: Said, *_: Any) -> acts.Act:
    daily = said.need("daily", "'daily' or 'no more'") == "yes"
    hour = {"by_hour": said.get("by_hour")} if "by_hour" in said.values else {}
    return acts.Follow(daily=daily, **hour)


def _check_in(said: Said, *_: Any) -> acts.Act:
    answers = {name: said.get(name) for name in acts.ANSWERS}
    return acts.CheckIn(
        **answers,
        worry=said.get("worry", ""),
        delegates_phone="delegates_phone" in said.values,
    )


def _observe(said: Said, scene: Scene, *_: Any) -> acts.Act:
    doses = scene.chart.doses
    dose = said.get("entry", doses[-1].position if doses else None)
    if dose is None:
        said.place.fail("no dose was taken yet (or name one: 'entry 5')")
    return acts.Observe(
        dose=dose,
        condition=said.need("condition", "a colon and 'well', 'drowsy' or 'unwell'"),
        ended="ended" in said.values,
        problem=said.get("problem", ""),
    )


def _sign_round(said: Said, scene: Scene, _: Actor, at: datetime) -> acts.Act:
    return acts.SignRound(
        on=said.get("on", scene.chart.day(at)),
        listed=said.need("listed", "a colon and how many were listed: '12 listed'"),
        left=said.get("left", 0),
        note=said.get("note", ""),
        instead_of=said.get("instead_of", ""),
    )


BUILDERS: Mapping[str, Callable[[Said, Scene, Actor, datetime], acts.Act]] = {
    "agree": _agree,
    "appoint": _appoint,
    "revoke": lambda said, *_: acts.Revoke(
        delegate=said.need("delegate", "a name"), reason=said.get("reason", "")
    ),
    "identify": lambda said, *_: acts.Identify(
        delegate=said.need("delegate", "a name"),
        method=said.need("method", "a colon and by what"),
    ),
    "share": _share,
    "follow": _follow,
    "check-in": _check_in,
    "observe": _observe,
    "report": lambda said, *_: acts.Report(
        concern=said.need("concern", "what is wrong, such as 'unwell' or 'box'"),
        text=said.get("text", ""),
        private="private" in said.values,
    ),
    "acknowledge": lambda said, *_: acts.Acknowledge(
        expectation=said.need("expectation", "the key of what is late"),
        note=said.get("note", ""),
    ),
    "sign-round": _sign_round,
}
"""Verb to what makes its act of a sentence."""

_Told = dict[str, Any]


def _yes(said: object) -> str:
    return "yes" if said else "no"


def _tell_agree(act: acts.Agree, *_: Any) -> _Told:
    told: _Told = {"text_version": None if act.text_version == "1" else act.text_version}
    if (vetting := act.vetting) is not None:
        told |= {name: _yes(getattr(vetting, name)) for name in _VETTED}
        told["patients"] = vetting.patients
    if (training := act.training) is not None:
        told |= {"training": training.version, "right": training.right}
        told["questions"] = training.questions
    return told


TELLERS: Mapping[type[acts.Act], Callable[[Any, Actor, Scene], _Told]] = {
    acts.Agree: _tell_agree,
    acts.Appoint: lambda act, *_: {
        "until": act.until_on,
        "backup": "yes" if act.backup else None,
    },
    acts.Share: lambda act, *_: dict.fromkeys(act.topics or ("nothing",), "yes"),
    acts.Follow: lambda act, *_: {
        "daily": _yes(act.daily),
        "by_hour": act.by_hour if act.daily else None,
    },
    acts.CheckIn: lambda act, *_: {"delegates_phone": "yes" if act.delegates_phone else None},
    acts.Observe: lambda act, *_: {
        "entry": act.dose,
        "ended": "yes" if act.ended else None,
    },
    acts.Report: lambda act, *_: {"private": "yes" if act.private else None},
}
"""Act to what a sentence says of it beside the fields that go by their own names."""

AS_THEY_ARE: Mapping[type[acts.Act], tuple[str, ...]] = {
    acts.Appoint: ("delegate", "relation", "legal_basis", "consent", "identity", "from_on"),
    acts.Revoke: ("delegate", "reason"),
    acts.Identify: ("delegate", "method"),
    acts.CheckIn: (*acts.ANSWERS, "worry"),
    acts.Observe: ("condition", "problem"),
    acts.Report: ("concern", "text"),
    acts.Acknowledge: ("expectation", "note"),
    acts.SignRound: ("on", "instead_of", "listed", "left", "note"),
}
"""Act to the fields that a sentence says by their own names."""
