"""How somebody is reached, as they fill it in themselves: one field a channel."""

from datetime import datetime
from typing import Any

from django import forms

from dosekeeper.core.units import BadValueError
from dosekeeper.door import reaching
from dosekeeper.notify import Channel
from dosekeeper.store import contacts
from dosekeeper.wording import LANGUAGES, label


_INPUTS = {
    Channel.EMAIL: {"type": "email", "autocomplete": "email"},
    Channel.SMS: {"type": "tel", "autocomplete": "tel", "inputmode": "tel"},
    Channel.PUSH: {"type": "text", "autocomplete": "off"},
}
_ADDRESS = {
    Channel.EMAIL: "E-mail address",
    Channel.SMS: "Mobile number",
    Channel.PUSH: "Name at the push service",
}
_HINTS = {Channel.SMS: "With its country: +1 555 123 4567"}


class ContactForm(forms.Form):
    """A language, and for each channel an address and whether it is on."""

    language = forms.ChoiceField(
        label="Language of the messages",
        choices=[(word, label("language", word)) for word in LANGUAGES],
    )

    def __init__(self, person: str, data: Any = None) -> None:
        """Ask about the channels this clinic has, and show what is known."""
        self._person = person
        self._before = {way.channel: way for way in contacts.contacts_of(person)}
        spoken = next((way.language for way in self._before.values()), LANGUAGES[0])
        super().__init__(data, initial={"language": spoken})
        self._channels = tuple(reaching.offered())
        for channel in self._channels:
            self._ask(channel)

    def _ask(self, channel: Channel) -> None:
        way = self._before.get(channel)
        # A whole Apprise address was entered by whoever runs the machine, and is theirs.
        own = way is not None and "://" not in way.address
        widget = forms.TextInput(attrs=_INPUTS[channel])
        widget.input_type = _INPUTS[channel]["type"]
        self.fields[channel] = forms.CharField(
            label=_ADDRESS[channel],
            help_text=_HINTS.get(channel, ""),
            required=False,
            initial=way.address if way and own else "",
            widget=widget,
        )
        self.fields[f"{channel}-on"] = forms.BooleanField(
            label=f"Send me messages by {label('channel', channel)}",
            required=False,
            initial=way.on if way else True,
        )

    def kept(self, now: datetime) -> bool:
        """Keep what was filled in; an empty address is forgotten. False when one is wrong."""
        for channel in self._channels:
            address, way = self.cleaned_data[channel], self._before.get(channel)
            if not address:
                if way is not None and "://" not in way.address:
                    contacts.remove_contact(self._person, channel)
                continue
            try:
                reaching.keep(
                    self._person,
                    channel,
                    address,
                    now=now,
                    language=self.cleaned_data["language"],
                    on=self.cleaned_data[f"{channel}-on"],
                )
            except BadValueError as error:
                self.add_error(channel, f"It {str(error).partition(': ')[2]}.")
        return not self.errors
