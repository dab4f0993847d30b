"""Policies to read, compare and check; and a rule explained. No database is needed."""

import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from dosekeeper.cli.database import home
from dosekeeper.cli.ends import CommandError, say_readable
from dosekeeper.cli.terminal import say, table
from dosekeeper.core.gates import RULES, STANDS_BEFORE
from dosekeeper.core.policy import Cite, Policy, Setting, Value
from dosekeeper.rulebook import Profile, Rulebook, profile_file
from dosekeeper.wording import badges, day_text, findings, label, ways_out


app = typer.Typer(
    no_args_is_help=True, help="Read, compare and check policies: the values and their sources."
)
Which = Annotated[str, typer.Argument(help="A policy's name, or a file of one.")]


@app.command("list")
def list_policies() -> None:
    """List the policies there are here, the clinic's own last; 1 when one is broken."""
    book = _rulebook()

    def row(name: str) -> tuple[object, ...]:
        profile = book.profile(name)
        return name, profile.title, profile.extends or "-", profile.policy.version

    columns = ("policy", "title", "stands on", "version")
    say_readable(columns, book.names(), row)


@app.command()
def show(
    name: Which = "article",
    rule: Annotated[str, typer.Option(help="Only this rule.")] = "",
) -> None:
    """Show every value of a policy with its source, and how far that may be relied on."""
    profile = _profile(name)
    if rule:
        _known(rule)
    _head(profile)
    rows = [
        (setting.rule, setting.name, *_cells(setting, value))
        for setting in profile.policy.settings.values()
        if rule in {"", setting.rule}
        for value in setting.values
    ]
    say(table(("rule", "setting", "value", "from", "basis", "source"), rows))
    for (word, setting_name), why in profile.loosens.items():
        if rule in {"", word}:
            say(f"loosened: {word}.{setting_name}: {why}", "yellow")
    for note in () if rule else profile.notes:
        say(f"note: {note.text} ({note.cite.citation}; {_badges(note.cite)})")


@app.command()
def diff(one: Which, other: Which) -> None:
    """Show what differs between two policies today: values, and who stands behind them."""
    first, second = _profile(one), _profile(other)
    rows = list(_differences(first.policy, second.policy))
    if not rows:
        say(f"{first.name} and {second.name} do not differ")
        return
    say(table(("rule", "setting", first.name, second.name, "which is"), rows))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A clinic's own policy file.")],
) -> None:
    """Check a policy file: what is wrong with it is told with its line, and ends with 1."""
    profile = profile_file(file)
    ground = _rulebook().profile(profile.extends)
    changed = [k for k, s in profile.policy.settings.items() if s != ground.policy.settings[k]]
    say(f"{file.name} is in order: {profile.title}")
    say(f"It stands on {profile.extends} and sets {len(changed)} of its {_count(profile)}.")
    for (rule, name), why in profile.loosens.items():
        if (rule, name) not in ground.loosens:
            say(f"loosened: {rule}.{name}: {why}", "yellow")
    for rule, name in changed:
        setting = profile.policy.settings[rule, name]
        for value in setting.values:
            doubts = [badge for badge in _badge_words(value.cite) if badge in _DOUBTS]
            if doubts:
                say(f"{' and '.join(doubts)}: {rule}.{name} ({setting.place})", "yellow")


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's word.")],
) -> None:
    """Explain a rule: what for, its values everywhere, their sources, what clears it."""
    _known(rule)
    summary, _, rest = (inspect.getdoc(RULES[rule]) or "").partition("\n\n")
    say(f"{label('rule', rule)} ({rule})", "bold")
    say(_flowing(summary))
    for part in rest.split("\n\n"):
        if part:
            say()
            say(_flowing(part))
    say()
    verbs = ", ".join(label("verb", verb) for verb in STANDS_BEFORE[rule])
    say(f"Stands before: {verbs}")
    say("It can say:")
    for line in findings(rule):
        say(f"  - {line}")
    say(f"Cleared when: {'; or '.join(ways_out(rule)) or 'what was asked is changed'}")
    say()
    book = _rulebook()
    rows = [
        (setting.name, name, *_cells(setting, value))
        for setting in book.profile("article").policy.of_rule(rule)
        for name, own in _distinct(book, setting)
        for value in own.values
    ]
    say(table(("setting", "policy", "value", "from", "basis", "source"), rows))


_DOUBTS = {"unverified", "expired"}


def _distinct(book: Rulebook, base: Setting) -> Iterator[tuple[str, Setting]]:
    """Yield the policies in which a setting is not just that of the policy below."""
    for name in book.names():
        profile = book.profile(name)
        own = profile.policy.settings[base.rule, base.name]
        below = book.profile(profile.extends).policy.settings if profile.extends else {}
        if below.get((base.rule, base.name)) != own:
            yield name, own


def _differences(one: Policy, other: Policy) -> Iterator[tuple[str, ...]]:
    today = _today()
    for key, setting in one.settings.items():
        before, after = setting.on(today), other.settings[key].on(today)
        if before == after:
            continue
        if before.amount == after.amount:
            word = "the same, on another source"
        else:
            looser = setting.looser(before.amount, after.amount)
            word = "looser" if looser else "stricter"
        yield (*key, _said(setting, before), _said(setting, after), word)


def _said(setting: Setting, value: Value) -> str:
    return f"{setting.text(value.amount)} ({_badges(value.cite)})"


def _cells(setting: Setting, value: Value) -> tuple[str, str, Text, str]:
    start = "" if value.from_on == date.min else day_text(value.from_on)
    words = _badge_words(value.cite)
    style = "yellow" if _DOUBTS & set(words) else "dim" if "judgement" in words else ""
    basis = Text(", ".join(words), style)
    return setting.text(value.amount), start, basis, value.cite.citation


def _badges(cite: Cite) -> str:
    return ", ".join(_badge_words(cite))


def _badge_words(cite: Cite) -> list[str]:
    return [label("basis", badge) for badge in badges(cite, _today())]


def _head(profile: Profile) -> None:
    say(f"{profile.name}: {profile.title}", "bold")
    ground = f", stands on {profile.extends}" if profile.extends else ""
    say(f"version {profile.policy.version}{ground}; {_count(profile)}")
    say("Not legal or medical advice: who uses a policy answers for it.")


def _count(profile: Profile) -> str:
    return f"{len(profile.policy.settings)} settings"


def _known(rule: str) -> None:
    if rule in RULES:
        return
    near = get_close_matches(rule, RULES, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(RULES)}"
    raise CommandError(f"{rule[:80]!r} is no rule{hint}")


def _profile(name: str) -> Profile:
    """Find a policy by its name, or read it from a file."""
    if name.endswith(".toml"):
        return profile_file(Path(name))
    return _rulebook().profile(name)


def _rulebook() -> Rulebook:
    """Open the rulebook of this installation, the clinic's own folder among it."""
    folder = home() / "policies"
    return Rulebook(clinic_files=folder if folder.is_dir() else None)


def _flowing(text: str) -> str:
    """Join the lines of a paragraph; the terminal folds them where it ends."""
    return text if text.startswith("- ") else " ".join(text.split())


def _today() -> date:
    return datetime.now(UTC).date()
