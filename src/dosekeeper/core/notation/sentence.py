"""A sentence as what it says, field by field, with the column of each."""

from dataclasses import dataclass, field
from typing import Any, NoReturn

from dosekeeper.core.notation.grammar import FORMS, OPENINGS
from dosekeeper.core.notation.kinds import KINDS
from dosekeeper.core.notation.phrase import Form, Phrase, Slot
from dosekeeper.core.notation.words import (
    Place,
    Sign,
    Split,
    Token,
    did_you_mean,
    in_quotes,
    show,
)


_SKIPPED = frozenset({",", ":", "and"})
_FIRST_WORDS = sorted({words[0] for words in OPENINGS})


@dataclass(slots=True)
class Said:
    """What one sentence says. ``scores`` are the only thing that may be said often."""

    form: Form
    place: Place
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    scores: list[tuple[str, int]] = field(default_factory=list)

    def get(self, name: str, default: Any = None) -> Any:
        """Return what was said of a field."""
        return self.values.get(name, default)

    def need(self, name: str, asked: str) -> Any:
        """Return what was said of a field, or fail with what is missing."""
        if name not in self.values:
            self.place.fail(f"{self.form.past!r} needs {asked}")
        return self.values[name]

    def at(self, name: str) -> Place:
        """Return where a field was said, for an error about it."""
        return self.place.at(self.columns.get(name, self.place.column))

    def put(self, name: str, value: Any, place: Place) -> None:
        """Take a field in; saying it twice is an error."""
        if name in self.values:
            place.fail(f"{name.replace('_', ' ')} is said twice")
        self.values[name] = value
        self.columns[name] = place.column


def read_sentence(line: Split, start: int, place: Place) -> Said:
    """Read the tokens from ``start`` on as one sentence."""
    tokens = line.tokens[start:]
    if not tokens:
        place.fail("a sentence is missing, such as 'counted 2 doses by marco'")
    form, length = _opening(tokens, place)
    said = Said(form, place.at(tokens[0].column))
    read_phrases(said, form.phrases, tokens[length:], line.raw)
    return said


def _opening(tokens: tuple[Token, ...], place: Place) -> tuple[Form, int]:
    words = tuple(token.text.lower().removesuffix(":") for token in tokens[:2])
    for length in (2, 1):
        if words[:length] in OPENINGS:
            return OPENINGS[words[:length]], length
    first = tokens[0]
    hint = did_you_mean(first.text, _FIRST_WORDS)
    return place.at(first.column).fail(
        f"{show(first.text)} is not something that happens here{hint}"
    )


def read_phrases(
    said: Said, phrases: tuple[Phrase, ...], tokens: tuple[Token, ...], raw: str
) -> None:
    """Read phrases in any order; after a colon a verb with a closing text takes the rest."""
    rest = said.form.rest
    while tokens:
        token = tokens[0]
        if rest and token.sign is Sign.MARK and token.text == ":":
            _closing(said, rest, tokens[1:], raw[token.column :])
            return
        if token.sign is not Sign.QUOTED and token.text.lower() in _SKIPPED:
            tokens = tokens[1:]
            continue
        found = next((phrase for phrase in phrases if phrase.matches(tokens)), None)
        if found is None:
            _unknown(said, phrases, token)
        _take(said, found, tokens)
        tokens = tokens[len(found.parts) :]


def _closing(said: Said, rest: str, tokens: tuple[Token, ...], raw: str) -> None:
    if len(tokens) == 1 and tokens[0].sign is Sign.QUOTED:
        raw = tokens[0].text
    place = said.place.at(tokens[0].column if tokens else said.place.column)
    said.put(rest, KINDS["text"].read(raw.strip(), place), place)


def _take(said: Said, phrase: Phrase, tokens: tuple[Token, ...]) -> None:
    values = []
    for part, token in zip(phrase.parts, tokens, strict=False):
        if isinstance(part, Slot):
            place = said.place.at(token.column)
            values.append((part.name, KINDS[part.kind].read(token.text, place), place))
    if phrase.names == ("instrument", "score"):
        said.scores.append((values[0][1], values[1][1]))
        return
    place = said.place.at(tokens[0].column)
    for name, value, where in [*values, *((n, v, place) for n, v in phrase.constants.items())]:
        said.put(name, value, where)


def _unknown(said: Said, phrases: tuple[Phrase, ...], token: Token) -> NoReturn:
    firsts = [phrase.first for phrase in phrases if phrase.first]
    hint = did_you_mean(token.text, firsts)
    if token.text in firsts:
        shapes = sorted({spell(phrase) for phrase in phrases if phrase.first == token.text})
        hint = f"; it is written {' or '.join(shapes)}"
    said.place.at(token.column).fail(
        f"{show(token.text)} does not fit into a sentence of {said.form.past!r}{hint}"
    )


def spell(phrase: Phrase) -> str:
    """Write a phrase's shape for people: ``'for N days'``."""
    words = [
        "N"
        if isinstance(p, Slot) and p.kind in {"whole", "mg", "kg"}
        else p.name.upper().replace("_", "-")
        if isinstance(p, Slot)
        else p.replace("(s)", "s")
        for p in phrase.parts
    ]
    return f"'{' '.join(words)}'"


def write_sentence(
    verb: str,
    values: dict[str, Any],
    scores: tuple[tuple[str, int], ...] = (),
    *,
    past: bool,
) -> str:
    """Write what is said of an act as a sentence; what has no phrase is left out."""
    form = FORMS[verb]
    left = dict(values)
    text = opening = form.past if past else form.base
    for phrase in form.phrases:
        if phrase.names == ("instrument", "score"):
            told = [f"{name} {score}" for name, score in scores]
            text += f": {', '.join(told)}" if told else ""
        elif all(name in left for name in phrase.names) and all(
            left[name] == value for name, value in phrase.constants.items()
        ):
            # "shared check-ins, body": no comma after the verb.
            joint = phrase.joint.removeprefix(",") if text == opening else phrase.joint
            text += joint + " ".join(_tell(phrase, left))
            for name in phrase.names:
                del left[name]
    closing = left.get(form.rest, "") if form.rest else ""
    return f"{text}: {quote_rest(closing)}" if closing else text


def _tell(phrase: Phrase, values: dict[str, Any]) -> list[str]:
    words: list[str] = []
    for part in phrase.parts:
        if isinstance(part, Slot):
            words.append(KINDS[part.kind].write(values[part.name]))
        else:
            one = "1" in words
            words.append(part.replace("(s)", "" if one else "s"))
    return words


def quote_rest(text: str) -> str:
    """Write a closing text as it is, or in quotes where a sign in it could mislead."""
    plain = not any(sign in text for sign in '"{}#\\') and text == " ".join(text.split())
    return text if plain else in_quotes(text)
