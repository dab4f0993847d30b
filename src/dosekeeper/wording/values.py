"""Numbers, days and words as people read them. The name of a value says what it is.

The core ends names with their unit (``supply_days``, ``dose_ug``, ``due_on``), so that one
table here is enough, and no sentence can print micrograms by mistake.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo

from dosekeeper.core.ledger import Hand, HandKind, kind_of, who_of
from dosekeeper.core.product import product_of
from dosekeeper.core.units import BadValueError, hours_text, mg_text
from dosekeeper.wording.languages import FIRST
from dosekeeper.wording.patient import patient_date
from dosekeeper.wording.words import counted, label, units_text, words


Names = Mapping[str, str]
_NAMED = frozenset(
    {
        "clinic",
        "delegate",
        "about",
        "given_by",
        "holder",
        "observed_by",
        "patient",
        "person",
        "prescriber",
        "recipient",
        "site",
    }
)
_LABELS: Mapping[str, str] = {
    "concern": "concern",
    "condition": "condition",
    "after": "owed-after",
    "by_role": "role",
    "custody": "custody",
    "decision": "decision",
    "evidence": "evidence",
    "finding": "finding",
    "giver": "hand",
    "level": "level",
    "of_verb": "verb",
    "order": "order",
    "outcome": "outcome",
    "place": "place",
    "result": "source-check",
    "role": "role",
    "route": "route",
    "rule": "rule",
    "taker": "hand",
    "verb": "verb",
}


def shown(
    name: str,
    value: int | str,
    names: Names,
    form: str = "unit",
    zone: tzinfo | None = None,
    language: str = FIRST,
) -> str:
    """Write a value for people, by its name. ``form`` is what units are of."""
    if name in _NAMED:
        return names.get(str(value), str(value))
    if kind := _LABELS.get(name):
        return label(kind, str(value), language)
    if name in {"product", "planned_product", "before_product"}:
        return product_text(str(value))
    if name == "hand":
        return hand_name(Hand(str(value)), names, language)
    if isinstance(value, int):
        return _number(name, value, form, language)
    if name == "on" or name.endswith("_on"):
        return day_text(date.fromisoformat(value), language)
    if name.endswith("_at"):
        return instant_text(datetime.fromisoformat(value), zone, language)
    return value


def _number(name: str, number: int, form: str, language: str) -> str:
    """Write a whole number with the unit its name ends with; none is written bare."""
    if name == "gap_units":
        return _gap(number, form, language)
    stem = name
    for bound in ("_max", "_min", "_free"):
        stem = stem.removesuffix(bound)
    if stem.endswith("units"):
        return units_text(form, number, language)
    for ending, write in _ENDINGS.items():
        if stem == ending or stem.endswith(f"_{ending}"):
            return write(number, language)
    return str(number)


def _gap(number: int, form: str, language: str) -> str:
    word = "missing" if number < 0 else "too-many"
    units = units_text(form, abs(number), language)
    return counted(word, abs(number), language, units=units)


def _noun(name: str) -> Callable[[int, str], str]:
    return lambda number, language: counted(name, number, language)


_ENDINGS: Mapping[str, Callable[[int, str], str]] = {
    "ug_per_kg": lambda n, _: f"{mg_text(n)} mg/kg",
    "ug": lambda n, _: f"{mg_text(n)} mg",
    "doses_per_week": _noun("doses-per-week"),
    "doses_per_fill": _noun("doses"),
    "days": _noun("days"),
    "weeks": _noun("weeks"),
    "hours": _noun("hours"),
    "minutes": lambda n, _: hours_text(n),
    "doses": _noun("doses"),
    "points": _noun("points"),
    "counts": _noun("counts"),
    "answers": _noun("answers"),
    "answers_all": _noun("answers"),
    "losses": _noun("losses"),
    "refills": _noun("refills"),
    "rises": _noun("rises"),
    "patients": _noun("patients"),
    "percent": lambda n, _: f"{n} %",
    "g": lambda n, _: f"{mg_text(n)} kg",
    "systolic": lambda n, _: f"{n} mmHg",
    "diastolic": lambda n, _: f"{n} mmHg",
    "pulse": _noun("beats"),
}
"""What a name ends with to how its number is written; the first that fits counts."""


def day_text(day: date, language: str = FIRST) -> str:
    """Write a day as people say it: ``5 Jan 2026``."""
    if language != FIRST:
        return patient_date(day, language)
    return f"{day.day} {day:%b} {day.year}"


def instant_text(instant: datetime, zone: tzinfo | None = None, language: str = FIRST) -> str:
    """Write an instant on the wall of a zone, else of its own: ``5 Jan 2026, 18:30``.

    The first instant of a day is the day: nobody is told to come back at midnight.
    """
    local = instant.astimezone(zone) if zone else instant
    day = day_text(local.date(), language)
    return day if (local.hour, local.minute) == (0, 0) else f"{day}, {local:%H:%M}"


def product_text(product_id: str) -> str:
    """Write a product as its id tells it: ``ketamine 100 mg sublingual troche``."""
    try:
        drug = product_of(product_id)
    except BadValueError:
        return product_id
    form = drug.form.replace("-", " ")
    return f"{drug.substance} {drug.unit_mass.text} {drug.route} {form}"


def form_of(product_id: str | None) -> str:
    """Return what one unit of a product is, for ``units_text``."""
    try:
        return product_of(product_id).form if product_id else "unit"
    except BadValueError:
        return "unit"


def hand_name(holder: Hand, names: Names, language: str = FIRST) -> str:
    """Name a hand for people: ``Marco Ferrari's box``, ``the source``."""
    kind, who = kind_of(holder), who_of(holder)
    if not who:
        return label("hand", kind, language)
    name = offer_name(who) if kind is HandKind.OFFER else names.get(who, who)
    return str(words(language)["labels"]["named-hand"][kind]).format_map({"name": name})


def offer_name(who: str) -> str:
    """Name an offer by its entry: ``lucia.7`` is ``entry 7``."""
    _, dot, position = who.rpartition(".")
    return f"entry {position}" if dot else who
