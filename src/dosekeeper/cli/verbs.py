"""Every verb of the desk, through the same door as the web and the API.

``do`` takes any verb with ``field=value`` words. Each verb is a command of its own too,
whose options are read off its act: a new act has its command at once.
"""

import inspect
import re
from collections.abc import Callable
from typing import Annotated, Any

import typer

from dosekeeper.cli.ends import EXIT_CODES, CommandError
from dosekeeper.cli.fields import Leaf, from_words, leaves, nested, plain, shape
from dosekeeper.cli.hints import HELP
from dosekeeper.cli.identity import As, Token, acting_person, code_of, password_of
from dosekeeper.cli.terminal import say_json
from dosekeeper.core.acts import ACTS, COURSE_VERBS, Act
from dosekeeper.core.events import course_stream, site_stream
from dosekeeper.core.people import MAY
from dosekeeper.core.plain import Plain
from dosekeeper.core.units import BadValueError


PANEL = "Acts"
Where = Annotated[
    str, typer.Argument(metavar="COURSE", help="A course, or site:NAME for a site's stock.")
]
At = Annotated[
    str, typer.Option(metavar="INSTANT", help="When it happened, with its offset; else now.")
]
Key = Annotated[
    str, typer.Option(help="Your own key: asked again with it, the first answer comes again.")
]
SecondName = Annotated[
    str,
    typer.Option(
        "--second", metavar="USERNAME", help="The second person, who types their password."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Judge, and write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def do(  # noqa: PLR0913 - the parts of a request
    where: Where,
    verb: Annotated[str, typer.Argument(help="What to do; `dosekeeper --help` lists them.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=VALUE]...", help="The fields, or all of them as JSON."),
    ] = None,
    *,
    username: As = "",
    token: Token = "",
    at: At = "",
    key: Key = "",
    second: SecondName = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Do anything the desk knows, by its verb.

    Exit code: 0 allowed, 2 refused, 3 could not be checked, 1 an error.
    """
    act = ACTS.get(verb)
    if act is None:
        raise BadValueError("verb", f"{verb[:80]!r} is not one of {', '.join(sorted(ACTS))}")
    data = from_words(act, words or [])
    _ask(
        (where, verb, data),
        (username, token),
        at,
        key,
        second,
        dry_run=dry_run,
        as_json=as_json,
    )


def stream_of(where: str, verb: str = "dose") -> str:
    """Name the stream that somebody means: a course, or ``site:main``."""
    kind, colon, name = where.partition(":")
    if colon and kind in {"site", "course"}:
        return site_stream(name) if kind == "site" else course_stream(name)
    return course_stream(where) if verb in COURSE_VERBS else site_stream(where)


def _ask(  # noqa: PLR0913 - the parts of a request
    asked: tuple[str, str, dict[str, Plain]],
    signed: tuple[str, str],
    at: str,
    key: str,
    second: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    where, verb, data = asked
    stream = stream_of(where, verb)
    person = acting_person(*signed)
    from django.utils import timezone

    from dosekeeper import door
    from dosekeeper.cli.answer import as_data, show
    from dosekeeper.cli.looking import names_of
    from dosekeeper.store import reading

    moment = door.read_instant("at", at) if at else None
    beside = None
    if second:
        beside = door.Second(second, password_of(second), code_of(second))
    now = timezone.now()
    try:
        if dry_run:
            outcome = door.rehearse(
                person, stream, verb, data, now=now, at=moment, second=beside
            )
        else:
            outcome = door.submit(
                person, stream, verb, data, now=now, at=moment, second=beside, key=key or None
            )
    except door.SecondNotKnownError as error:
        raise CommandError("the second person is not known here") from error
    except door.GuessedTooOftenError as error:
        raise CommandError(f"too many wrong passwords; {error}") from error
    if as_json:
        say_json(as_data(outcome))
    else:
        chart = reading.chart(stream)
        show(outcome, verb, names_of(chart), chart)
    raise typer.Exit(EXIT_CODES[outcome.verdict.answer])


# --- one command a verb --------------------------------------------------------------


def command_of(verb: str) -> Callable[..., None]:
    """Make the command of a verb: its fields become options."""
    act = ACTS[verb]
    found = leaves(act)

    def command(**given: Any) -> None:
        values: dict[tuple[str, ...], Plain] = {}
        for leaf in found:
            text = given[leaf.name]
            if leaf.many and text:
                values[leaf.path] = [plain(leaf, each) for each in text]
            elif not leaf.many and text is not None:
                values[leaf.path] = plain(leaf, text)
        _ask(
            (given["where"], verb, nested(values)),
            (given["username"], given["token"]),
            given["at"],
            given["key"],
            given["second"],
            dry_run=given["dry_run"],
            as_json=given["as_json"],
        )

    parameters = [_parameter("where", Where), *(_option(leaf) for leaf in found), *_COMMON]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__name__ = verb.replace("-", "_")
    command.__doc__ = _help(act)
    return command


def _parameter(name: str, annotation: object, default: object = ...) -> inspect.Parameter:
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=annotation,
        default=inspect.Parameter.empty if default is ... else default,
    )


_COMMON = (
    _parameter("username", As, ""),
    _parameter("token", Token, ""),
    _parameter("at", At, ""),
    _parameter("key", Key, ""),
    _parameter("second", SecondName, ""),
    _parameter("dry_run", DryRun, default=False),
    _parameter("as_json", AsJson, default=False),
)


def _option(leaf: Leaf) -> inspect.Parameter:
    # Options are text to typer: the door alone says what is wrong with a value, and where.
    option = typer.Option(
        leaf.option,
        metavar=shape(leaf),
        help=HELP.get(leaf.name, ""),
        rich_help_panel="Fields",
    )
    if leaf.many:
        return _parameter(leaf.name, Annotated[list[str] | None, option], None)
    if leaf.required:
        return _parameter(leaf.name, Annotated[str, option])
    return _parameter(leaf.name, Annotated[str | None, option], None)


def _help(act: type[Act]) -> str:
    """Word a command's help: the first sentence of the act's own, and who may ask."""
    first = re.sub(r"\s+", " ", (act.__doc__ or "").split("\n\n")[0]).strip()
    who = ", ".join(sorted(MAY[act.verb]))
    return f"{first.replace('``', '`')}\n\nMay be asked for by: {who}."


def add_to(app: typer.Typer) -> None:
    """Put ``do`` and one command a verb on the command line."""
    app.command(rich_help_panel=PANEL)(do)
    for verb in sorted(ACTS):
        app.command(verb, rich_help_panel=PANEL)(command_of(verb))
