"""One measured line, and what it is held beside in the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """`beside` is the rate of the bare thing, measured in the same minute."""

    what: str
    per_second: float
    beside: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None

    @property
    def share(self) -> float | None:
        return self.per_second / self.beside if self.beside else None


def table(rows: list[Row]) -> str:
    """Write rows as a table for a terminal and for a page."""
    lines = [
        "| what | a second | beside | share | p50 ms | p99 ms |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = (
            row.what,
            f"{row.per_second:,.0f}",
            f"{row.beside:,.0f}" if row.beside else "",
            f"{row.share:.0%}" if row.share else "",
            f"{row.p50_ms:.1f}" if row.p50_ms is not None else "",
            f"{row.p99_ms:.1f}" if row.p99_ms is not None else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
