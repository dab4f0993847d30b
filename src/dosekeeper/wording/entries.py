"""One line of the timeline: what was done, or asked for and refused.

Who did it stands beside the line, so the line begins with the verb.
"""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo

from dosekeeper.core import acts
from dosekeeper.core.events import Done, Entry
from dosekeeper.core.units import Mass
from dosekeeper.core.verdict import Strength
from dosekeeper.wording.sentences import NOT_RECORDED
from dosekeeper.wording.values import Names, day_text, form_of, instant_text, shown
from dosekeeper.wording.words import frame, label, units_text, words


def entry_sentence(
    entry: Entry,
    names: Names | None = None,
    zone: tzinfo | None = None,
    product: str = "",
) -> str:
    """Return what an entry says in one line; ``names`` is who people are, by their id.

    ``product`` is what its units are of, where the act leaves that to a prescription.
    """
    names = names or {}
    fact = entry.fact
    template = words()["entries"][entry.verb]
    parts = _parts(fact.act, names, zone, product)
    if not isinstance(fact, Done):
        unsure = all(r.strength is Strength.CANNOT_TELL for r in fact.reasons if r.blocks)
        asked = str(template["asked"]).format_map(parts)
        return frame("unchecked" if unsure else "refused", asked=asked)
    parts["moved"] = _moved(fact)
    form = "done"
    if isinstance(fact.act, acts.Count) and fact.expected not in {None, fact.act.units}:
        form, parts["expected"] = "differs", str(fact.expected)
    match fact.act:
        case acts.TakeDose(already=True):
            form = "already"
        case acts.Follow(daily=False) | acts.Observe(ended=True):
            form = "ended"
        case _:
            pass
    said = str(template[form]).format_map(parts)
    if entry.second is None:
        return said
    second = names.get(entry.second.person, entry.second.person)
    return frame("second", said=said, second=second)


def deed(
    act: acts.Act,
    names: Names | None = None,
    zone: tzinfo | None = None,
    product: str = "",
) -> str:
    """Return what an act asks for, before anything came of it: ``fill 4 troches for ...``.

    ``product`` is what its units are of, where the act leaves that to a prescription.
    """
    asked = str(words()["entries"][act.verb]["asked"])
    return asked.format_map(_parts(act, names or {}, zone, product)).removeprefix("to ")


class _Parts(dict[str, str]):
    """The parts of an act in words; what an act leaves open is said to be open."""

    def __missing__(self, name: str) -> str:
        return NOT_RECORDED


def _parts(act: acts.Act, names: Names, zone: tzinfo | None, product: str = "") -> _Parts:
    """Put every field of an act into words, those of its plan or holding among them."""
    flat = _flat(act)
    form = form_of(str(flat.get("product", product)))
    parts = _Parts()
    for name, value in flat.items():
        if name != "topics":
            parts[name] = _text(act, name, value, names, form, zone)
    return _told(act, parts, names)


def _told(act: acts.Act, parts: _Parts, names: Names) -> _Parts:
    """Add what an act says that no single field of it does."""
    match act:
        case acts.CheckIn():
            parts["answers"] = _answers(act)
        case acts.Share(topics=topics):
            seen = topics or ("nothing",)
            parts["topics"] = ", ".join(label("topic", topic) for topic in seen)
        case acts.Report(text=str(text)):
            parts["told"] = frame("told", text=text) if text else ""
        case acts.SignRound(instead_of=who):
            person = names.get(who, who)
            parts["instead"] = frame("instead", person=person) if who else ""
        case acts.Acknowledge(expectation=key):
            parts["expectation"] = label("expectation", key.partition(":")[0])
        case _:
            pass
    return parts


def _answers(act: acts.CheckIn) -> str:
    """Write what was answered. Every answer stands in the entry itself."""
    told = [_answer(name, answer) for name, answer in act.told()]
    if act.worry:
        told.append(frame("worry", text=act.worry))
    said = ", ".join(told)
    return frame("answers", answers=said) if said else ""


def _answer(name: str, answer: int) -> str:
    if isinstance(answer, bool):
        return label("question", name if answer else f"not-{name}")
    return f"{label('question', name)} {answer}"


def _flat(act: object) -> dict[str, object]:
    flat: dict[str, object] = {}
    assert is_dataclass(act)
    for field in fields(act):
        value = getattr(act, field.name)
        if is_dataclass(value) and not isinstance(value, Mass):
            flat |= _flat(value)
        else:
            flat[field.name] = value
    return flat


def _text(
    act: acts.Act,
    name: str,
    value: object,
    names: Names,
    form: str,
    zone: tzinfo | None,
) -> str:
    match value:
        case None:
            return NOT_RECORDED
        case Mass():
            return value.text
        case datetime():
            return instant_text(value, zone)
        case date():
            return day_text(value)
        case tuple():
            return _scores(value)
        case acts.WaiveReason():
            return label("waive-reason", value)
        case int() | str():
            return shown(name, value, names, form, zone)
        case _:
            raise AssertionError(f"{act.verb}.{name} is {value!r}")


def _scores(scores: tuple[acts.Score, ...]) -> str:
    if not scores:
        return ""
    return frame("scores", scores=", ".join(f"{s.instrument} {s.value}" for s in scores))


def _moved(done: Done) -> str:
    """Write what moved: ``4 troches``; several forms are told apart."""
    units: dict[str, int] = {}
    for movement in done.movements:
        form = form_of(movement.product)
        units[form] = units.get(form, 0) + movement.units
    return ", ".join(units_text(form, number) for form, number in units.items())
