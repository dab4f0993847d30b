"""A journal that was rewritten whole is in order; only a head kept elsewhere says it is not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection

from dosekeeper.core import acts
from dosekeeper.core.units import BadValueError
from dosekeeper.store import reading, transfer
from dosekeeper.store.codec import digest_of
from dosekeeper.store.heads import heads, read_heads
from dosekeeper.store.journal import CHARTS
from dosekeeper.store.verify import verify
from tests import cast
from tests.support.engines import django_uses, on_sqlite


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@contextmanager
def a_copy_of(lines) -> Iterator[None]:
    """Put a database in the place of this one, made of such lines."""
    with on_sqlite() as other, django_uses(other):
        CHARTS.forget()
        transfer.import_lines(lines)
        yield
        connection.close()
    CHARTS.forget()


def exported() -> list[str]:
    return list(transfer.export_streams(reading.streams()))


def chained_anew(lines: list[str]) -> list[str]:
    """Make every digest right again, as whoever owns the database can."""
    ends: dict[str, str] = {}
    made = []
    for line in lines:
        told = json.loads(line)
        entry = told["entry"]
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        told["prev_digest"] = ends.get(entry["stream"], "")
        ends[entry["stream"]] = told["digest"] = digest_of(told["prev_digest"], text)
        made.append(json.dumps(told))
    return made


def test_heads_say_where_every_stream_ends(told):
    kept = heads(NOW)
    report = verify()
    assert (kept.at, kept.digest) == (NOW, report.head)
    assert [end.stream for end in kept.ends] == sorted(reading.streams())
    for end in kept.ends:
        last = reading.sealed(end.stream)[-1]
        assert (end.position, end.digest) == (last.entry.position, last.digest)


def test_they_are_read_back_from_print_and_by_nobody_half(told):
    kept = heads(NOW)
    assert read_heads(kept.text) == kept
    typed = kept.text.replace(" ", "   ").replace("\n", "\r\n") + "\n\n"
    assert read_heads(typed) == kept


def test_what_has_grown_since_still_holds_them(told):
    kept = heads(NOW)
    assert verify(kept).ok
    told.do(acts.Weigh(weight_g=70_500), cast.NELL)
    report = verify(kept)
    assert report.ok
    assert report.head != kept.digest


def test_a_stream_that_was_shortened_is_seen_with_its_head_alone(told, django_db_blocker):
    kept, lines = heads(NOW), exported()
    last = max(n for n, line in enumerate(lines) if f'"stream":"{cast.COURSE}"' in line)
    length = len(reading.entries(cast.COURSE))
    with a_copy_of([*lines[:last], *lines[last + 1 :]]):
        assert verify().ok, "nothing in it says that there was more"
        (problem,) = verify(kept).problems
        assert (problem.stream, problem.position) == (cast.COURSE, length)
        assert (
            problem.what == f"was there when the heads were kept; it ends at {length - 1} now"
        )


def test_a_stream_that_is_gone_is_seen(told, django_db_blocker):
    kept = heads(NOW)
    rest = list(transfer.export_stream(cast.COURSE))
    with a_copy_of(rest):
        assert verify().ok
        found = {(p.stream, p.what) for p in verify(kept).problems}
        gone = "was there when the heads were kept; it ends at 0 now"
        assert found == {("course:dana", gone), (cast.SITE, gone)}


def test_a_chain_that_was_rewritten_whole_is_seen_with_its_head_alone(told, django_db_blocker):
    kept, lines = heads(NOW), exported()
    weighed = next(n for n, line in enumerate(lines) if '"weight_g":70000' in line)
    stream = json.loads(lines[weighed])["entry"]["stream"]
    lines[weighed] = lines[weighed].replace('"weight_g":70000', '"weight_g":90000')
    with a_copy_of(chained_anew(lines)):
        assert verify().ok, "every digest in it is right"
        (problem,) = verify(kept).problems
        assert problem.stream == stream
        assert problem.what == "had another digest when the heads were kept"


SPOILED = {
    "": ("line 1", "is not the first line"),
    "hello\n": ("line 1", "is not the first line"),
    "dosekeeper-heads 1\nat noon\n": ("line 2", "no instant"),
    "dosekeeper-heads 1\nat 2026-03-01T12:00:00\n": ("line 2", "no instant"),
    "dosekeeper-heads 1\nat 2026-03-01T12:00:00+00:00\n": (
        "line 3",
        "the last line is missing",
    ),
    "dosekeeper-heads 1\nat 2026-03-01T12:00:00+00:00\ncourse:a x 1\n": (
        "line 3",
        "is no head",
    ),
    f"dosekeeper-heads 1\nat 2026-03-01T12:00:00+00:00\ncourse:a 0 {'0' * 64}\n": (
        "line 3",
        "is no head",
    ),
    f"dosekeeper-heads 1\nat 2026-03-01T12:00:00+00:00\nall 0 {'0' * 64}\n": (
        "line 3",
        "not the digest",
    ),
}


@pytest.mark.parametrize("text", SPOILED)
def test_what_is_not_whole_is_no_evidence(text):
    field, what = SPOILED[text]
    with pytest.raises(BadValueError, match=what) as caught:
        read_heads(text)
    assert caught.value.field == field


def test_a_line_that_was_changed_or_is_missing_is_seen(told):
    lines = heads(NOW).text.splitlines()
    for spoiled in (
        [*lines[:2], *lines[3:]],
        [*lines[:3], lines[2], *lines[3:]],
        [*lines[:2], lines[2].replace(" ", " 1", 1), *lines[3:]],
        [*lines, lines[2]],
        lines[:-1],
    ):
        with pytest.raises(BadValueError):
            read_heads("\n".join(spoiled))
