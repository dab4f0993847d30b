"""What goes out comes in the same, to the last digest; what is wrong changes nothing."""

import json
from pathlib import Path

import pytest

from dosekeeper.store import reading, verify
from tests.support.engines import django_uses, on_sqlite


@pytest.fixture
def elsewhere():
    """Another, empty installation."""
    with on_sqlite() as made:
        yield lambda: django_uses(made)


def head() -> str:
    report = verify.verify()
    assert report.ok, report.problems
    return report.head


def exported(run, tmp_path: Path, *arguments: object) -> Path:
    file = tmp_path / "all.ndjson"
    done = run("export", *(arguments or ("--all",)), "--to", file)
    assert done.exit_code == 0, done.output
    return file


def test_lines_of_json_come_in_as_they_went_out(run, clinic, elsewhere, tmp_path):
    file, here = exported(run, tmp_path), head()
    with elsewhere():
        done = run("import", file)
        assert done.exit_code == 0, done.output
        assert "15 journals: " in done.output
        assert head() == here
        again = tmp_path / "again.ndjson"
        run("export", "--all", "--to", again)
        assert again.read_bytes() == file.read_bytes()


def test_text_charts_come_in_as_they_went_out(run, clinic, elsewhere, tmp_path):
    done = run("export", "--all", "--format", "notation", "--to", tmp_path)
    assert done.exit_code == 0, done.output
    here, files = head(), sorted(tmp_path.glob("*.txt"))
    assert len(files) == 15
    with elsewhere():
        done = run("import", *files)
        assert done.exit_code == 0, done.output
        assert head() == here


def test_the_same_file_again_changes_nothing(run, clinic, tmp_path):
    file, here = exported(run, tmp_path), head()
    done = run("import", file)
    assert ": 0 entries written, " in done.output
    assert head() == here


def test_one_course_goes_to_the_terminal(run, clinic):
    lines = run("export", "lucia").output.splitlines()
    assert [json.loads(line)["entry"]["stream"] for line in lines] == ["course:lucia"] * len(
        lines
    )
    assert len(lines) == len(reading.entries("course:lucia"))
    text = run("export", "lucia", "--format", "notation").output
    assert text.startswith("course lucia")


def test_a_file_that_says_something_else_is_refused_whole(run, clinic, elsewhere, tmp_path):
    file = exported(run, tmp_path, "lucia")
    with elsewhere():
        assert run("import", file).exit_code == 0
        other, here = exported(run, tmp_path, "lucia"), head()
    # Two installations that went on differently from the same beginning.
    with elsewhere():
        lines = other.read_text().splitlines(keepends=True)
        (*_, at) = (each for each, line in enumerate(lines) if '"units":2' in line)
        lines[at] = lines[at].replace('"units":2', '"units":1')
        other.write_text("".join(lines))
        done = run("import", other)
        assert done.exit_code == 1
        assert head() == here


def test_a_conflict_leaves_the_other_journals_of_the_file_alone_too(
    run, clinic, elsewhere, tmp_path
):
    everything = exported(run, tmp_path)
    lucia = tmp_path / "lucia.ndjson"
    run("export", "lucia", "--to", lucia)
    short = "".join(lucia.read_text().splitlines(keepends=True)[:10])
    with elsewhere():
        part = tmp_path / "part.ndjson"
        part.write_text(short)
        run("import", part)
        done = run("weigh", "lucia", "--weight-g", 70_000)  # nobody acts here
        assert done.exit_code == 1
        gap = tmp_path / "gap.ndjson"
        gap.write_text("".join(lucia.read_text().splitlines(keepends=True)[12:]))
        done = run("import", gap, everything)
        assert done.exit_code == 1
        assert "does not follow on entry 10" in done.stderr
        assert reading.streams() == ["course:lucia"]


@pytest.mark.parametrize(
    ("found", "spoiled", "told"),
    [
        ('"}', '"', "is not JSON"),
        ('"format":', '"shape":', "is not a line of dosekeeper-journal"),
        ('"units":4', '"units":5', "digest"),
        ('"units":4', '"units":-4', ""),
        ('"units":4', '"units":4.0', ""),
        ('"units":4', '"colour":4', ""),
    ],
)
def test_a_spoiled_line_is_named_and_nothing_is_written(
    run, clinic, elsewhere, tmp_path, found, spoiled, told
):
    file = exported(run, tmp_path, "lucia")
    lines = file.read_text().splitlines()
    number = next(i for i, line in enumerate(lines) if '"units":4' in line)
    assert found in lines[number]
    lines[number] = lines[number].replace(found, spoiled)
    file.write_text("\n".join(lines) + "\n")
    with elsewhere():
        done = run("import", file)
        assert done.exit_code == 1
        assert done.stderr.startswith(f"error: {file}:{number + 1}: ")
        assert told in done.stderr
        assert reading.streams() == []


def test_the_file_of_a_wrong_line_is_named_among_several(run, clinic, elsewhere, tmp_path):
    good = exported(run, tmp_path, "lucia")
    bad = tmp_path / "bad.ndjson"
    bad.write_text("{}\n")
    with elsewhere():
        done = run("import", good, bad)
        assert done.stderr.startswith(f"error: {bad}:1: ")
        assert reading.streams() == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "is not UTF-8 text, from byte 0"),
        (b"course lucia\nnonsense\n", ":2:1: "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(run, sqlite_engine, tmp_path, content, told):
    file = tmp_path / "file"
    file.write_bytes(content)
    done = run("import", file)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"error: {file}")
    assert told in done.stderr
    assert reading.streams() == []


def test_questions_and_mixtures_are_no_history(run, clinic, tmp_path):
    text = run("export", "lucia", "--format", "notation").output
    asks = tmp_path / "asks.txt"
    asks.write_text(f"{text}ask 2030-01-01 10:00 counted 1 dose by marco\n")
    assert "a question is no history" in run("import", asks).stderr
    lines = exported(run, tmp_path)
    assert "do not go in together" in run("import", asks, lines).stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name a course, or site:NAME, or --all"),
        (("nobody",), "course:nobody: nothing is written there"),
        (("--all", "--format", "notation"), "name a folder with --to"),
        (("lucia", "--to", "no/such/folder/file"), "No such file or directory"),
        (("lucia", "--format", "yaml"), "yaml"),
    ],
)
def test_a_wrong_asking_says_so(run, clinic, arguments, told):
    done = run("export", *arguments)
    assert done.exit_code == 1
    assert told in done.stderr


def test_an_import_that_is_not_there(run, sqlite_engine):
    done = run("import", "none-such")
    assert done.stderr == "error: none-such: No such file or directory\n"
