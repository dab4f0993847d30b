"""Kinds of fields. They read what was typed, strictly; whether it may be is not theirs.

A field never refuses a choice that is no longer open: the desk does, with a reason. And a
form that is sent twice must mean the same act the second time, when the first has already
changed what there is to choose from.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from typing_extensions import override

from dosekeeper.core.units import TEXT_MAX


_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,6}([.,][0-9]{1,3})?", re.ASCII)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)
Choices = Iterable[tuple[str, str]]


class Whole(forms.CharField):
    """A whole number, and no number that only looks like one: ``1.0`` is not ``1``."""

    default_error_messages: ClassVar = {"invalid": "{typed!r} is not a whole number"}
    expected = False

    def __init__(self, *, suffix: str = "", least: int = 1, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "min": least, "step": 1}
        super().__init__(widget=forms.NumberInput(attrs=attrs), **options)
        self.suffix = suffix

    @override
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"].format(typed=text[:40]))
        return int(text)


class Thousandths(forms.CharField):
    """A decimal number kept as whole thousandths: mg as micrograms, kg as grams."""

    def __init__(self, *, suffix: str, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)
        self.suffix = suffix

    @override
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if not _DECIMAL.fullmatch(text):
            raise forms.ValidationError(
                f"{text[:40]!r} is not a number of {self.suffix} with at most three decimals"
            )
        whole, _, rest = text.replace(",", ".").partition(".")
        return int(whole) * 1000 + int(rest.ljust(3, "0") or "0")


class Pick(forms.ChoiceField):
    """One of what is offered. ``large`` draws each choice as a target for a thumb."""

    def __init__(self, *, large: bool = False, choices: Choices = (), **options: Any) -> None:
        widget: Any = forms.RadioSelect() if large else forms.Select()
        super().__init__(choices=list(choices), widget=widget, **options)

    @override
    def valid_value(self, value: Any) -> bool:
        return True


class YesNo(Pick):
    """Yes or no; one that need not be answered also offers not to."""

    def __init__(self, **options: Any) -> None:
        choices = [("yes", "Yes"), ("no", "No")]
        if options.get("required") is False:
            choices.append(("unsaid", "No answer"))
            options.setdefault("initial", "unsaid")
        super().__init__(large=True, choices=choices, **options)

    @override
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text not in {"yes", "no", "unsaid", ""}:
            raise forms.ValidationError(f"{text[:40]!r} is neither yes nor no")
        return text == "yes" if text in {"yes", "no"} else None


class Words(forms.CharField):
    """A line of text; ``rows`` makes it a larger field, the line break still no sign of it."""

    expected = False

    def __init__(self, *, rows: int = 0, **options: Any) -> None:
        options.setdefault("max_length", TEXT_MAX)
        attrs: dict[str, Any] = {"autocomplete": "off"}
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs=attrs)
        super().__init__(widget=widget, **options)

    @override
    def to_python(self, value: Any) -> Any:
        # The enter key in a larger field is a pause for breath, not a control character.
        text = super().to_python(value)
        return re.sub(r"\s*\r?\n\s*", " ", text) if text else text


class Secret(forms.CharField):
    """What only its owner types: never shown again, never kept."""

    expected = False

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        super().__init__(widget=widget, **options)


class Day(forms.DateField):
    """A calendar day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)


class Moment(forms.CharField):
    """A time on the clinic's wall; the zone is set when the form is made."""

    default_error_messages: ClassVar = {"invalid": "{typed!r} is not a day and a time"}
    zone = ZoneInfo("UTC")

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        super().__init__(widget=widget, **options)

    @override
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if not _LOCAL.fullmatch(text):
            raise self._unreadable(text)
        try:
            local = datetime.fromisoformat(text)
        except ValueError as error:
            raise self._unreadable(text) from error
        return in_zone(local, self.zone)

    def _unreadable(self, text: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages["invalid"].format(typed=text[:40]))


def in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a time on the wall.

    Of an hour that comes twice, the later one: after a dose it asks for the longer wait.
    """
    instant = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        raise forms.ValidationError(f"the clocks skipped {local:%H:%M} that night")
    return instant


def plain(value: Any) -> Any:
    """What a cleaned value is in the plain data of an act; nothing for what was left open."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def hours_from(now: datetime, hours: Iterable[int]) -> list[datetime]:
    """Full minutes that many hours from now."""
    start = now.replace(second=0, microsecond=0)
    return [start + timedelta(hours=each) for each in hours]
