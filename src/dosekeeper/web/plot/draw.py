"""The plot itself: bands on one time axis, told apart in grey print as well.

Every band says in words what it shows; nothing is told by colour alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

from dosekeeper.core.plan import Level
from dosekeeper.web.plot.story import Told
from dosekeeper.web.plot.tokens import Theme, colours


WIDTH = 860
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
KEPT = 256
_SAID = (
    ("mood", "circle", [1, 0], "--dk-accent"),
    ("craving", "square", [5, 3], "--dk-ink"),
)
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is drawn on: its colours, and the rows the marks are drawn from.

    The rows stay beside the picture until it is whole: the library copies what it holds
    again and again.
    """

    ink: Mapping[str, str]
    rows: dict[str, Rows] = field(default_factory=dict)

    def chart(self, rows: Iterable[dict[str, Any]]) -> alt.Chart:
        """Begin marks for these rows."""
        name = f"rows-{len(self.rows)}"
        self.rows[name] = list(rows)
        return alt.Chart(alt.NamedData(name=name))


@lru_cache(maxsize=KEPT)
def svg(found: Told, theme: Theme) -> str:
    """Draw a course. The same story is drawn once, since a story is what a chart tells."""
    paper = Paper(colours(theme))
    bands = [
        _visits(found, paper),
        _level(found, paper),
        _supply(found, paper),
        _doses(found, paper),
        _out(found, paper),
        *([_answers(found, paper)] if found.follows else []),
    ]
    last = len(bands) - 1
    drawn = alt.vconcat(
        *(
            alt.layer(*band, _today(found, paper), _evaluated(found, paper))
            .resolve_scale(y="shared")
            .properties(width=WIDTH, height=height)
            for band, height in bands
        ),
        spacing=18,
    )
    # Held to the schema by a test; here that would take twice as long as the drawing.
    spec = drawn.configure(**_config(paper)).to_dict(validate=False)
    for number, band in enumerate(spec["vconcat"]):
        _axis_on_the_last_only(band, number == last)
    spec["datasets"] = paper.rows
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _x(found: Told) -> alt.X:
    scale = alt.Scale(domain=[_ms(found.first_on), _ms(found.last_on)], type="utc")
    axis = alt.Axis(title=None, format="%-d %b", tickCount=8, grid=False, labelFlush=False)
    return alt.X("on:T", scale=scale, axis=axis)


def _ms(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400_000


def _steps(points: tuple[tuple[date, Any], ...], until: date) -> Rows:
    rows = [{"on": _ms(day), "value": value} for day, value in points]
    return [*rows, {"on": _ms(until), "value": points[-1][1]}] if points else rows


def _until(found: Told) -> date:
    return min(found.today, found.last_on)


def _visits(found: Told, paper: Paper) -> tuple[list[alt.Chart], int]:
    rows = [{"on": _ms(day), "value": 0, "said": said} for day, said in found.evaluations]
    today = [{"on": _ms(found.today), "value": 0, "said": "today"}]
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[-1, 1]),
        axis=alt.Axis(
            title="Evaluations" if found.evaluates else None,
            values=[],
            grid=False,
            domain=False,
        ),
    )
    points = paper.chart(rows).mark_point(
        shape="diamond", size=90, filled=True, opacity=1, color=paper.ink["--dk-ink"]
    )
    words = paper.chart(rows).mark_text(dx=9, align="left", color=paper.ink["--dk-ink"])
    now = paper.chart(today).mark_text(dx=6, align="left", color=paper.ink["--dk-ink-soft"])
    return [
        points.encode(x=_x(found), y=y),
        words.encode(x=_x(found), y=y, text="said:N"),
        now.encode(x=_x(found), y=y, text="said:N"),
    ], 24


def _level(found: Told, paper: Paper) -> tuple[list[alt.Chart], int]:
    rows = [
        {"on": row["on"], "value": int(str(row["value"])[1:])}
        for row in _steps(found.levels, _until(found))
    ]
    most = len(Level) - 1
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, most]),
        axis=alt.Axis(title="Level", values=list(range(most + 1)), format="d"),
    )
    line = paper.chart(rows).mark_line(
        interpolate="step-after", strokeWidth=2.5, color=paper.ink["--dk-accent"]
    )
    return [line.encode(x=_x(found), y=y)], 72


def _supply(found: Told, paper: Paper) -> tuple[list[alt.Chart], int]:
    scripts = [
        {
            "on": _ms(first),
            "to": _ms(min(last + timedelta(days=1), found.last_on)),
            "value": 1,
            "doses": str(doses),
        }
        for first, last, doses in found.scripts
    ]
    fills = [{"on": _ms(day), "value": 0, "units": str(units)} for day, units in found.fills]
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[-0.6, 1.5]),
        axis=alt.Axis(
            title="Supply",
            values=[0, 1],
            labelExpr="datum.value == 1 ? 'prescribed' : 'filled'",
            grid=False,
        ),
    )
    bars = paper.chart(scripts).mark_bar(
        height=12,
        color=paper.ink["--dk-hold-box"],
        stroke=paper.ink["--dk-surface"],
        strokeWidth=1.5,
    )
    points = paper.chart(fills).mark_point(
        shape="triangle-up", size=90, filled=True, opacity=1, color=paper.ink["--dk-ink"]
    )
    words = paper.chart(fills).mark_text(dx=9, align="left", color=paper.ink["--dk-ink"])
    signed = paper.chart(scripts).mark_text(
        dx=6, align="left", fontWeight="bold", color=paper.ink["--dk-surface"]
    )
    return [
        bars.encode(x=_x(found), x2="to:T", y=y),
        signed.encode(x=_x(found), y=y, text="doses:N"),
        points.encode(x=_x(found), y=y),
        words.encode(x=_x(found), y=y, text="units:N"),
    ], 64


def _doses(found: Told, paper: Paper) -> tuple[list[alt.Chart], int]:
    bars = [
        {
            "on": _ms(week.starts_on),
            "to": _ms(min(week.starts_on + timedelta(days=7), found.last_on)),
            "value": n,
            "none": 0,
        }
        for week in found.weeks
        if (n := week.taken)
    ]
    plans = _steps(found.plans, _until(found))
    most = max([row["value"] for row in (*bars, *plans)], default=1)
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, most + 0.5]),
        axis=alt.Axis(title="Doses a week", tickCount=3, format="d", tickMinStep=1),
    )
    taken = paper.chart(bars).mark_bar(
        color=paper.ink["--dk-gone-wasted"], stroke=paper.ink["--dk-surface"], strokeWidth=1.5
    )
    planned = paper.chart(plans).mark_line(
        interpolate="step-after", strokeDash=[5, 3], strokeWidth=2, color=paper.ink["--dk-ink"]
    )
    return [
        taken.encode(x=_x(found), x2="to:T", y=y, y2="none:Q"),
        planned.encode(x=_x(found), y=y),
    ], 72


def _out(found: Told, paper: Paper) -> tuple[list[alt.Chart], int]:
    rows = _steps(found.out, _until(found))
    y = alt.Y(
        "value:Q",
        stack=None,
        scale=alt.Scale(domainMin=0, nice=True),
        axis=alt.Axis(title="Units out", tickCount=3, format="d", tickMinStep=1),
    )
    area = paper.chart(rows).mark_area(
        interpolate="step-after",
        color=paper.ink["--dk-hold-patient"],
        opacity=0.55,
        line={"color": paper.ink["--dk-hold-site"], "strokeWidth": 2},
    )
    return [area.encode(x=_x(found), y=y)], 72


def _answers(found: Told, paper: Paper) -> tuple[list[alt.Chart], int]:
    """Mood as a line with dots, craving dashed with squares; late ones hollow."""
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[-1.5, 10]),
        axis=alt.Axis(title="Mood, craving", values=[0, 5, 10], format="d"),
    )
    missed = paper.chart({"on": _ms(on), "value": -1} for on in found.missed).mark_point(
        shape="cross",
        angle=45,
        size=36,
        filled=True,
        opacity=1,
        color=paper.ink["--dk-ink-soft"],
    )
    drawn = [missed.encode(x=_x(found), y=y)]
    for name, shape, dash, ink in _SAID:
        rows = list(_said(found, name))
        colour = paper.ink[ink]
        line = paper.chart(rows).mark_line(strokeWidth=2, strokeDash=dash, color=colour)
        points = paper.chart(rows).mark_point(
            shape=shape, size=34, filled=True, opacity=1, stroke=colour, strokeWidth=1.5
        )
        word = paper.chart({**row, "said": name} for row in rows[-1:]).mark_text(
            dx=8, align="left", color=colour
        )
        fill = alt.condition(
            alt.datum.late, alt.value(paper.ink["--dk-surface"]), alt.value(colour)
        )
        drawn += [
            line.encode(x=_x(found), y=y, detail="run:N"),
            points.encode(x=_x(found), y=y, fill=fill),
            word.encode(x=_x(found), y=y, text="said:N"),
        ]
    return drawn, 96


def _said(found: Told, name: str) -> Iterator[dict[str, Any]]:
    """One row a day; a day without an answer ends a run, so that no line leads over it."""
    run, before = 0, None
    for each in found.said:
        number = getattr(each, name)
        if number is None:
            continue
        run += before is not None and (each.on - before).days > 1
        before = each.on
        yield {"on": _ms(each.on), "value": number, "late": each.late, "run": run}


def _today(found: Told, paper: Paper) -> alt.Chart:
    line = paper.chart([{"on": _ms(found.today)}]).mark_rule(
        color=paper.ink["--dk-ink-soft"], strokeDash=[1, 3], strokeWidth=1.5
    )
    return _layer(line.encode(x=_x(found)))


def _evaluated(found: Told, paper: Paper) -> alt.Chart:
    rows = [{"on": _ms(day)} for day, _ in found.evaluations]
    line = paper.chart(rows).mark_rule(color=paper.ink["--dk-line-strong"], strokeWidth=1)
    return _layer(line.encode(x=_x(found)))


def _layer(made: Any) -> alt.Chart:
    assert isinstance(made, alt.Chart)
    return made


def _axis_on_the_last_only(band: dict[str, Any], last: bool) -> None:  # noqa: FBT001
    """One time axis: the bands above have none of their own."""
    if last:
        return
    for layer in band["layer"]:
        layer["encoding"]["x"]["axis"] = None


def _config(paper: Paper) -> dict[str, Any]:
    soft = paper.ink["--dk-ink-soft"]
    return {
        "background": paper.ink["--dk-surface"],
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": soft,
            "labelFontSize": 12,
            "titleColor": paper.ink["--dk-ink"],
            "titleFontSize": 12,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": -78,
            "titleY": -8,
            "domainColor": paper.ink["--dk-line-strong"],
            "tickColor": paper.ink["--dk-line-strong"],
            "gridColor": paper.ink["--dk-line"],
        },
        "text": {"fontSize": 12},
    }
