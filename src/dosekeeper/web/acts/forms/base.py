"""What all forms of acts share: made for a scene, read into plain data, blamed by field."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import DjangoTemplates
from typing_extensions import override

from dosekeeper.core.acts import ACTS
from dosekeeper.core.order import MAY_BE_LATE
from dosekeeper.core.units import BadValueError
from dosekeeper.door import Second
from dosekeeper.web.acts.fields import Choices, Moment, Pick, Secret, Whole, Words, plain
from dosekeeper.web.presenters.units import unit_name
from dosekeeper.web.scene import Scene
from dosekeeper.wording import label


Fact = dict[str, str]
SECOND = ("second_username", "second_password", "second_code")
"""The fields in which a second person signs."""


class Renderer(DjangoTemplates):
    """Fields are drawn by the one partial that draws all fields."""

    field_template_name = "components/field.html"


class ActForm(forms.Form):
    """The form of one verb.

    ``title`` and ``button`` are what people read; ``blame`` says at which field a place
    in the act is wrong, where the names differ.
    """

    verb: ClassVar[str]
    title: str
    button: str
    intro: str = ""
    blame: ClassVar[Mapping[str, str]] = {}
    fold: ClassVar[tuple[str, ...]] = ("at",)
    fold_label: ClassVar[str] = "It happened earlier"
    optional = "optional"
    """The word at a field that may be left open."""
    signing = True
    untouched = False
    initial: dict[str, Any]
    default_renderer = Renderer()
    use_required_attribute = True

    def __init__(
        self,
        scene: Scene,
        data: Mapping[str, Any] | None = None,
        asked: Mapping[str, Any] | None = None,
    ) -> None:
        """``asked`` are values a link brought along; they only fill the form in."""
        self.scene = scene
        self.nothing = ""
        super().__init__(data)
        self.fields["key"] = forms.CharField(widget=forms.HiddenInput(), max_length=64)
        self.initial = {"key": secrets.token_hex(16)}
        if self.verb in MAY_BE_LATE:
            self._let_be_late()
        self.asked = {name: value for name, value in (asked or {}).items() if value}
        self.set_up()
        self.initial |= {n: v for n, v in self.asked.items() if n in self.fields and n != "key"}

    def set_up(self) -> None:
        """Offer what there is to choose, and fill in what is likely."""

    def facts(self) -> Sequence[Fact]:
        """What somebody wants to see before typing a number."""
        return ()

    def asked_first(self) -> list[forms.BoundField]:
        """The fields somebody has to look at."""
        return [field for field in self.visible_fields() if field.name not in self.fold]

    def folded(self) -> list[forms.BoundField]:
        """The fields few need; they stand behind one line."""
        return [field for field in self.visible_fields() if field.name in self.fold]

    @property
    def unfolded(self) -> bool:
        """Whether that line stands open: somebody has to look at what is behind it."""
        return any(field.errors for field in self.folded())

    # --- read ------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """The plain data of the act, as a door reads it."""
        found = {field.name: self.part(field.name) for field in fields(ACTS[self.verb])}
        return {name: value for name, value in found.items() if value is not None}

    def part(self, name: str) -> Any:
        """One field of the act."""
        return plain(self.cleaned_data.get(name))

    def at(self) -> datetime | None:
        """When it happened, if that was not now."""
        at: datetime | None = self.cleaned_data.get("at")
        return at

    def second(self) -> Second | None:
        """Who signs beside the one who asks."""
        return None

    def deed(self) -> str:
        """What is asked for, where the act itself only names a number of the journal."""
        return ""

    def moved_product(self) -> str:
        """What is moved, where the act itself leaves that to a prescription."""
        return ""

    @property
    def wants_second(self) -> bool:
        """Whether a second person signs on this form."""
        return "second_password" in self.fields

    @property
    def stream(self) -> str:
        """The stream the act is for."""
        return self.scene.stream

    def filled(self) -> "ActForm":
        """The same form as if it had been sent untouched, to ask what would come of it."""
        data = {name: self.get_initial_for_field(f, name) for name, f in self.fields.items()}
        made = type(self)(self.scene, {n: v for n, v in data.items() if v is not None})
        made.untouched = True
        return made

    def unsigned(self) -> None:
        """Ask for nothing that only sending it needs: its key, a second signature."""
        self.signing = False
        for name in ("key", *SECOND):
            if name in self.fields:
                self.fields[name].required = False

    def renew_key(self) -> None:
        """Make what is sent next a new request."""
        if self.is_bound:
            self.data = {name: self.data[name] for name in self.data}
            self.data["key"] = secrets.token_hex(16)

    # --- blame -------------------------------------------------------------------------

    def blame_for(self, error: BadValueError) -> None:
        """Put an error of the core at the field it is about."""
        place = error.field
        last = place.rpartition(".")[2]
        names = (self.blame.get(place), self.blame.get(last), place, last)
        name = next((each for each in names if each in self.fields), None)
        self.add_error(name, error.message if name else str(error))

    # --- set up ------------------------------------------------------------------------

    def offer(
        self, name: str, choices: Choices, *, nothing: str = "", likely: Any = None
    ) -> None:
        """Give a field its choices; a single one is not asked for."""
        field = self.fields[name]
        assert isinstance(field, Pick)
        found = list(choices)
        field.choices = found
        self.initial[name] = likely or (found[0][0] if found else "")
        if len(found) == 1 and self.asked.get(name, found[0][0]) == found[0][0]:
            field.widget = forms.HiddenInput()
        if not found and not self.nothing:
            self.nothing = nothing

    def suffix(self, name: str, product: str) -> None:
        """Say what is counted."""
        field = self.fields[name]
        assert isinstance(field, Whole)
        field.suffix = unit_name(product, 2)

    def _let_be_late(self) -> None:
        field = Moment(
            required=False,
            label="When it happened",
            help_text="Leave empty for now. At most seven days back.",
        )
        field.zone = self.scene.chart.zone
        self.fields["at"] = field


class WithSecond(ActForm):
    """A form on which a second person signs in, for this one act."""

    second_says = "Second person"

    def ask_second(self, *, required: bool = True) -> None:
        """Add the three fields at the end."""
        name = Words(
            label=f"{self.second_says}: user name",
            help_text="They sign themselves, here. Nothing of it is kept.",
            required=required,
            max_length=150,
        )
        password = Secret(
            label=f"{self.second_says}: password",
            required=required,
            max_length=4096,
            strip=False,
        )
        name.expected = password.expected = True
        code = Secret(
            label="Code from their authenticator",
            help_text="Only if they have set one up; a recovery code will do.",
            required=False,
            max_length=64,
        )
        self.fields |= dict(zip(SECOND, (name, password, code), strict=True))

    @override
    def second(self) -> Second | None:
        cleaned = self.cleaned_data
        name, password = cleaned.get("second_username"), cleaned.get("second_password")
        code = cleaned.get("second_code") or ""
        return Second(name, password, code) if name and password else None


def words_of(kind: str, members: Any) -> list[tuple[str, str]]:
    """The choices of an enumeration, in people's words."""
    return [(str(each), label(kind, str(each)).capitalize()) for each in members]
