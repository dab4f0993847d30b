"""A policy file that is wrong is refused with file, line and a sentence: all of them."""

from pathlib import Path

import pytest

from dosekeeper.core.policy import PolicyError
from dosekeeper.rulebook import Rulebook, load, load_file


HEAD = """\
title = "Harbor Clinic"
extends = "article"

[sources.ours]
basis = "judgement"
citation = "Meeting of 5 January 2026"

"""
LINE = HEAD.count("\n") + 1  # where what is added begins

# What stands after the head, the line that is blamed (counted from there), the sentence.
REFUSED: list[tuple[str, int, str]] = [
    # --- what nobody knows
    (
        "[dose-celing]\nstrength = { value = 'refuse', cite = 'ours' }",
        1,
        "dose-celing is no rule",
    ),
    (
        "[spacing]\nhours = { value = 72, cite = 'ours' }",
        2,
        "spacing.hours is unknown; spacing has strength, hours-min",
    ),
    (
        "[spacing]\nhours-min = { value = 72, cite = 'ours', why = 'x' }",
        2,
        "spacing.hours-min.why: no such key",
    ),
    (
        "[spacing.hours-min]\nvalue = 72\ncite = 'ours'\nloosen = 'x'",
        4,
        "spacing.hours-min.loosen: no such key",
    ),
    (
        "[spacing]\nhours-min = { value = 72, cite = 'ours', unit = 'hours' }",
        2,
        "spacing.hours-min: unit stands in the base",
    ),
    ("[spacing]\nhours-min = 72", 2, "spacing.hours-min: is no table"),
    ("spacing = 72", 1, "spacing: is no table"),
    (
        "[sources.more]\nbasis = 'judgement'\ncitation = 'x'\npage = 3",
        4,
        "sources.more.page: no such key",
    ),
    # --- citations
    (
        "[spacing]\nhours-min = { value = 72 }",
        2,
        "spacing.hours-min: has no citation: cite names a source",
    ),
    (
        "[spacing]\nhours-min = { value = 72, cite = 'theirs' }",
        2,
        "spacing.hours-min: cites 'theirs', which is no source",
    ),
    (
        "[sources.own]\nbasis = 'judgement'\ncitation = 'x'",
        1,
        "source 'own' is defined below",
    ),
    (
        (
            "[sources.more]\nbasis = 'judgement'\ncitation = 'x'\n"
            "[spacing]\nhours-min = { value = 72, cite = 'ours' }"
        ),
        1,
        "source 'more' is cited by nothing",
    ),
    (
        "[sources.more]\nbasis = 'rumour'\ncitation = 'x'",
        1,
        (
            "sources.more: basis 'rumour' is none of"
            " law, label, guideline, practice, article, judgement"
        ),
    ),
    (
        "[sources.more]\nbasis = 'law'\nverified = true",
        1,
        "sources.more: has no citation",
    ),
    (
        "[sources.more]\nbasis = 'law'\ncitation = ' '",
        3,
        "sources.more.citation: needs 1 to 2000 characters",
    ),
    (
        "[sources.more]\nbasis = 'law'\ncitation = 7",
        3,
        "sources.more.citation: 7 is no text",
    ),
    (
        "[sources.more]\nbasis = 'law'\ncitation = 'x'",
        1,
        "sources.more: says neither verified = true nor verified = false",
    ),
    (
        "[sources.more]\nbasis = 'law'\ncitation = 'x'\nverified = true",
        1,
        "sources.more: is verified, and does not say when: checked-on",
    ),
    (
        "[sources.more]\nbasis = 'judgement'\ncitation = 'x'\nverified = true",
        1,
        "sources.more: a judgement is neither verified nor unverified",
    ),
    (
        "[sources.more]\nbasis = 'law'\ncitation = 'x'\nverified = true\nchecked-on = 'May'",
        1,
        "sources.more: checked-on is 'May', no day such as 2026-01-31",
    ),
    (
        "[notes]\nmore = { text = 'x' }",
        2,
        "notes.more: has no citation: cite names a source",
    ),
    # --- values
    ("[spacing]\nhours-min = { cite = 'ours' }", 2, "spacing.hours-min: has no value"),
    (
        "[spacing]\nhours-min = { value = '72', cite = 'ours' }",
        2,
        "spacing.hours-min: is '72', not a whole number from 0 to 100000",
    ),
    (
        "[spacing]\nhours-min = { value = 72.5, cite = 'ours' }",
        2,
        "spacing.hours-min: is 72.5, not a whole number from 0 to 100000",
    ),
    (
        "[spacing]\nhours-min = { value = -1, cite = 'ours' }",
        2,
        "spacing.hours-min: is -1, not a whole number from 0 to 100000",
    ),
    (
        "[spacing]\nhours-min = { value = true, cite = 'ours' }",
        2,
        "spacing.hours-min: is True, not a whole number from 0 to 100000",
    ),
    (
        "[clinic-only]\nall-ketamine = { value = 1, cite = 'ours' }",
        2,
        "clinic-only.all-ketamine: is 1, neither true nor false",
    ),
    (
        "[dose-ceiling]\noral-warn-mg = { value = 150, cite = 'ours' }",
        2,
        'dose-ceiling.oral-warn-mg: is 150, not a mass such as "150 mg"',
    ),
    (
        "[dose-ceiling]\noral-warn-mg = { value = '150 ug', cite = 'ours' }",
        2,
        "dose-ceiling.oral-warn-mg: is '150 ug', not a mass such as \"150 mg\"",
    ),
    (
        "[dose-ceiling]\noral-warn-mg = { value = '2 mg/kg', cite = 'ours' }",
        2,
        "dose-ceiling.oral-warn-mg: is '2 mg/kg', not a mass such as \"150 mg\"",
    ),
    (
        "[dose-ceiling]\noral-warn-mg = { value = '0.0001 mg', cite = 'ours' }",
        2,
        "dose-ceiling.oral-warn-mg: is '0.0001 mg': '0.0001' mg is not a whole number of ug",
    ),
    (
        "[dose-ceiling]\noral-warn-mg = { value = 'many mg', cite = 'ours' }",
        2,
        "dose-ceiling.oral-warn-mg: is 'many mg', not a mass such as \"150 mg\"",
    ),
    (
        "[dose-ceiling]\noral-warn-mg = { value = '1e2 mg', cite = 'ours' }",
        2,
        "dose-ceiling.oral-warn-mg: is '1e2 mg', not a mass such as \"150 mg\"",
    ),
    (
        "[dose-ceiling]\noral-warn-mg = { value = '999999999 mg', cite = 'ours' }",
        2,
        (
            "dose-ceiling.oral-warn-mg: is '999999999 mg':"
            " 999999999000 is not between 0 and 100000000"
        ),
    ),
    (
        "[spacing]\nstrength = { value = 'forbid', cite = 'ours' }",
        2,
        "spacing.strength: is 'forbid', none of off, warn, override, refuse",
    ),
    (
        "[vitals]\nunknown = { value = 'off', cite = 'ours' }",
        2,
        "vitals.unknown: is 'off': what cannot be told is at least warned about",
    ),
    (
        "[held-by-delegate]\nl1 = { value = 'mother', cite = 'ours' }",
        2,
        "held-by-delegate.l1: is 'mother', none of patient, delegate, clinic",
    ),
    (
        "[vitals]\nmay-waive = { value = 'prescriber boss', cite = 'ours' }",
        2,
        (
            "vitals.may-waive: is 'prescriber boss', not some of the roles prescriber, nurse,"
            " pharmacist, delegate, patient, manager, auditor"
        ),
    ),
    (
        "[scores-asked]\nasks = { value = 'phq-9 urinary phq-9', cite = 'ours' }",
        2,
        "scores-asked.asks: is 'phq-9 urinary phq-9', not some instruments, each once",
    ),
    (
        "[scores-asked]\nasks = { value = 'phq-9 PHQ', cite = 'ours' }",
        2,
        (
            "scores-asked.asks: is 'phq-9 PHQ': 'PHQ' is not a word of a-z, 0-9, '-' and '.',"
            " at most 64"
        ),
    ),
    # --- dates
    (
        "[spacing]\nhours-min = { value = 72, cite = 'ours', dated = [] }",
        2,
        "spacing.hours-min: has both a value and dated values",
    ),
    (
        "[spacing]\nhours-min = { dated = [] }",
        2,
        "spacing.hours-min: dated is no list of values",
    ),
    (
        "[spacing]\nhours-min = { dated = [72] }",
        2,
        "spacing.hours-min.dated.0: 72 is no table",
    ),
    (
        "[spacing]\nhours-min = { dated = [{ from-on = '2026', value = 72, cite = 'ours' }] }",
        2,
        "spacing.hours-min.dated.0: from-on is '2026', no day such as 2026-01-31",
    ),
    (
        (
            "[[spacing.hours-min.dated]]\nfrom-on = 2026-02-01\nvalue = 72\ncite = 'ours'\n"
            "[[spacing.hours-min.dated]]\nfrom-on = 2026-03-01\nvalue = '72'\ncite = 'ours'"
        ),
        5,
        "spacing.hours-min.dated.1: is '72', not a whole number from 0 to 100000",
    ),
    (
        (
            "[spacing]\n[[spacing.hours-min.dated]]\nfrom-on = 2026-02-01T10:00:00\n"
            "value = 72\ncite = 'ours'"
        ),
        2,
        (
            "spacing.hours-min.dated.0: from-on is datetime.datetime(2026, 2, 1, 10, 0),"
            " no day such as 2026-01-31"
        ),
    ),
    (
        (
            "[spacing]\nhours-min = { dated = [{ value = 72, cite = 'ours' },"
            " { value = 73, cite = 'ours' }] }"
        ),
        2,
        "spacing.hours-min.dated.1: from-on is None, no day such as 2026-01-31",
    ),
    (
        (
            "[spacing]\nhours-min = { dated = ["
            "{ from-on = 2026-02-01, value = 72, cite = 'ours' },"
            " { from-on = 2026-02-01, value = 96, cite = 'ours' }] }"
        ),
        2,
        "spacing.hours-min.dated.1: from-on 2026-02-01 stands there twice",
    ),
    (
        (
            "[spacing]\nhours-min = { dated = ["
            "{ from-on = 2026-02-01, value = 72, cite = 'ours' },"
            " { from-on = 2026-01-01, value = 96, cite = 'ours' }] }"
        ),
        2,
        "spacing.hours-min.dated.1: from-on 2026-01-01 stands there out of order",
    ),
    # --- loosening in silence
    (
        "[days-supply]\ndays-max = { value = 31, cite = 'ours' }",
        2,
        (
            "days-supply.days-max would loosen 30 days to 31 days; a layer may only tighten,"
            " unless it says why in 'loosens'"
        ),
    ),
    (
        "[spacing]\nhours-min = { value = 47, cite = 'ours' }",
        2,
        (
            "spacing.hours-min would loosen 48 hours to 47 hours; a layer may only tighten,"
            " unless it says why in 'loosens'"
        ),
    ),
    (
        "[dose-ceiling]\nsublingual-refuse-mg = { value = '350 mg', cite = 'ours' }",
        2,
        (
            "dose-ceiling.sublingual-refuse-mg would loosen 300 mg to 350 mg; a layer may only"
            " tighten, unless it says why in 'loosens'"
        ),
    ),
    (
        "[clinic-only]\nesketamine = { value = false, cite = 'ours' }",
        2,
        (
            "clinic-only.esketamine would loosen yes to no; a layer may only tighten,"
            " unless it says why in 'loosens'"
        ),
    ),
    (
        "[observer]\nstrength = { value = 'warn', cite = 'ours' }",
        2,
        (
            "observer.strength would loosen refuse to warn; a layer may only tighten,"
            " unless it says why in 'loosens'"
        ),
    ),
    (
        "[held-by-delegate]\nl3 = { value = 'patient', cite = 'ours' }",
        2,
        (
            "held-by-delegate.l3 would loosen delegate to patient; a layer may only tighten,"
            " unless it says why in 'loosens'"
        ),
    ),
    (
        "[vitals]\nmay-waive = { value = 'prescriber pharmacist', cite = 'ours' }",
        2,
        (
            "vitals.may-waive would loosen prescriber, nurse to prescriber, pharmacist; a layer"
            " may only tighten, unless it says why in 'loosens'"
        ),
    ),
    (
        (
            "[spacing]\nhours-min = { dated = ["
            "{ from-on = 2026-02-01, value = 72, cite = 'ours' },"
            " { from-on = 2026-03-01, value = 24, cite = 'ours' }] }"
        ),
        2,
        (
            "spacing.hours-min would loosen 48 hours to 24 hours; a layer may only tighten,"
            " unless it says why in 'loosens'"
        ),
    ),
    (
        "[spacing]\nhours-min = { value = 24, cite = 'ours', loosens = '' }",
        2,
        "spacing.hours-min.loosens: needs 1 to 2000 characters",
    ),
    # --- what cannot all be meant
    (
        "[dose-ceiling]\noral-refuse-mg = { value = '250 mg', cite = 'ours' }",
        2,
        "dose-ceiling.oral-override-mg (300 mg) is above dose-ceiling.oral-refuse-mg (250 mg)",
    ),
    (
        "[doses-per-fill]\nl2 = { value = 1, cite = 'ours' }",
        2,
        "doses-per-fill.l1 (2 doses) is above doses-per-fill.l2 (1 dose)",
    ),
    (
        "[evaluation-due]\ndays-max = { value = 20, cite = 'ours' }",
        2,
        "evaluation-due.warn-from-day (23 days) is above evaluation-due.days-max (20 days)",
    ),
    (
        "[early-fill]\ndays-max = { value = 1, cite = 'ours' }",
        2,
        "early-fill.free-days (2 days) is above early-fill.days-max (1 day)",
    ),
    (
        "[supply-in-hand]\ndays-max = { value = 14, cite = 'ours' }",
        2,
        "days-per-fill.l3 (28 days) is above supply-in-hand.days-max (14 days)",
    ),
    (
        "[spacing]\nhours-min = { value = 168, cite = 'ours' }",
        2,
        "frequency.doses-per-week-max (2 doses) cannot lie spacing.hours-min (168 hours) apart",
    ),
    (
        "[days-per-fill]\nl1 = { value = 0, cite = 'ours' }",
        2,
        "doses-per-fill.l1 (2 doses) and days-per-fill.l1 (0 days) do not fit together",
    ),
    (
        "[held-by-delegate]\nl1 = { value = 'clinic', cite = 'ours' }",
        2,
        "doses-per-fill.l1 (2 doses) goes home, held-by-delegate.l1 (clinic) keeps it",
    ),
    (
        (
            "[held-by-delegate]\nl0 = { value = 'delegate', cite = 'ours', loosens = 'x' }\n"
            "l1 = { value = 'patient', cite = 'ours', loosens = 'x' }"
        ),
        3,
        (
            "held-by-delegate.l2 (delegate) is stricter than the lower"
            " held-by-delegate.l1 (patient)"
        ),
    ),
    (
        "[passing]\nstrength = { value = 'warn', cite = 'ours', loosens = 'x' }",
        2,
        "passing.strength (warn): without this rule the ledger means nothing",
    ),
    (
        "[observer]\nstrength = { value = 'override', cite = 'ours', loosens = 'x' }",
        2,
        "observer.strength (override), and observer has no may-waive: it is never lifted",
    ),
    (
        "[vitals]\nmay-waive = { value = '', cite = 'ours' }",
        2,
        "vitals.unknown (override), and vitals.may-waive (nobody)",
    ),
]
LAW = """\
[sources.act]
basis = "law"
citation = "Some Act"
verified = false

"""
LAWFUL: list[tuple[str, int, str]] = [
    (
        "[early-fill]\nstrength = { value = 'refuse', cite = 'act' }",
        2,
        (
            "early-fill.strength (refuse) is law, and"
            " early-fill.may-waive (prescriber, pharmacist) may lift it"
        ),
    ),
    (
        "[early-fill]\nfree-days = { value = 2, cite = 'act' }",
        2,
        "early-fill.free-days (2 days) is law, and may be overridden",
    ),
    (
        "[early-days]\ndays-max = { value = 7, cite = 'act' }",
        2,
        "early-days.days-max (7 days) is law, and may be overridden",
    ),
    (
        "[dose-ceiling]\noral-override-mg = { value = '300 mg', cite = 'act' }",
        2,
        "dose-ceiling.oral-override-mg (300 mg) is law, and may be overridden",
    ),
    (
        "[vitals]\nclinic-systolic-max = { value = 140, cite = 'act' }",
        2,
        "vitals.clinic-systolic-max (140 mmHg) is law, and may be overridden",
    ),
]

# Over New York, whose limits are law.
NEW_YORK: list[tuple[str, int, str]] = [
    (
        "[days-supply]\ndays-max = { value = 31, cite = 'ours', loosens = 'travel' }",
        2,
        (
            "days-supply.days-max would loosen 30 days to 31 days, and that is law:"
            " New York PHL 3331 and 3332: no prescription and no dispensing"
            " above a 30-day supply"
        ),
    ),
    (
        "[early-fill]\nstrength = { value = 'warn', cite = 'ours', loosens = 'x' }",
        2,
        "early-fill.days-max (7 days) is law, and early-fill.strength (warn)",
    ),
    (
        "[early-fill]\nstrength = { value = 'override', cite = 'ours', loosens = 'x' }",
        2,
        "early-fill.days-max (7 days) is law, and may be overridden",
    ),
    (
        (
            "[witness]\nstrength = { value = 'off', cite = 'ours', loosens = 'nobody there' }\n"
            "[passing]\nstrength = { value = 'warn', cite = 'ours', loosens = 'x' }"
        ),
        4,
        (
            "passing.strength would loosen refuse to warn, and that is law:"
            " 21 USC 829a: no pharmacy delivers one patient's ketamine to the clinic"
            " that gives it"
        ),
    ),
]


def refusal(path: Path) -> str:
    with pytest.raises(PolicyError) as caught:
        load_file(path)
    return str(caught.value)


@pytest.mark.parametrize(("body", "line", "message"), REFUSED)
def test_refused(tmp_path: Path, body: str, line: int, message: str):
    file = tmp_path / "harbor.toml"
    # In a file without further tables, a pair would belong to the last one: put it on top.
    text = HEAD + body if body.startswith("[") else body + "\n" + HEAD
    file.write_text(text, "utf-8")
    at = LINE - 1 + line if body.startswith("[") else line
    assert refusal(file) == f"harbor.toml:{at}: {message}"


@pytest.mark.parametrize(("body", "line", "message"), LAWFUL)
def test_what_law_forbids_has_no_override(tmp_path: Path, body: str, line: int, message: str):
    file = tmp_path / "harbor.toml"
    file.write_text('title = "x"\nextends = "article"\n\n' + LAW + body, "utf-8")
    assert refusal(file) == f"harbor.toml:{3 + LAW.count(chr(10)) + line}: {message}"


@pytest.mark.parametrize(("body", "line", "message"), NEW_YORK)
def test_law_is_not_loosened(tmp_path: Path, body: str, line: int, message: str):
    file = tmp_path / "harbor.toml"
    file.write_text(HEAD.replace("article", "us-ny") + body, "utf-8")
    assert refusal(file) == f"harbor.toml:{LINE - 1 + line}: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "harbor.toml:1: extends None, none of article, us, us-ny, england, nsw"),
        (
            "title = 'x'\nextends = 'texas'",
            "harbor.toml:2: extends 'texas', none of article, us, us-ny, england, nsw",
        ),
        (
            "title = 'x'\nextends = ['us']",
            "harbor.toml:2: extends ['us'], none of article, us, us-ny, england, nsw",
        ),
        ("extends = 'us'", "harbor.toml:1: title is missing"),
        ("title = 7\nextends = 'us'", "harbor.toml:1: title: 7 is no text"),
        (
            "title = 'x'\nextends = 'us'\ntitle = 'y'",
            "harbor.toml:3: is not TOML: Cannot overwrite a value",
        ),
        ("title = 'x", 'harbor.toml:1: is not TOML: Expected "\'"'),
        ("title = 'x'\n[spacing", "harbor.toml:2: is not TOML: Expected ']' at the end of"),
        (
            'title = "a\\u202eb"\nextends = "us"',
            "harbor.toml:1: title: has a control character or a line break",
        ),
        ("x = " + "[" * 10_000, "harbor.toml:1: is nested too deeply"),
        ("#" * 1_000_001, "harbor.toml:1: is larger than 1000000 bytes"),
    ],
)
def test_a_file_that_is_no_layer(tmp_path: Path, text: str, message: str):
    file = tmp_path / "harbor.toml"
    file.write_text(text, "utf-8")
    assert refusal(file).startswith(message)


def test_bytes_that_are_no_text(tmp_path: Path):
    file = tmp_path / "harbor.toml"
    file.write_bytes(b"title = 'x'\nextends = '\xff'\n")
    assert refusal(file) == "harbor.toml:2: is not UTF-8 text"


def test_a_file_that_is_not_there(tmp_path: Path):
    missing = tmp_path / "harbor.toml"
    assert refusal(missing) == "harbor.toml: cannot be read: No such file or directory"


def test_a_name_that_ships(tmp_path: Path):
    file = tmp_path / "us.toml"
    file.write_text(HEAD, "utf-8")
    assert refusal(file) == "us.toml:1: 'us' is the name of a profile that ships"


def test_a_name_nobody_could_write(tmp_path: Path):
    file = tmp_path / "Our Clinic.toml"
    file.write_text(HEAD, "utf-8")
    assert refusal(file).startswith("Our Clinic.toml:1: name: 'Our Clinic' is not a word of")


def test_a_policy_nobody_has():
    with pytest.raises(PolicyError) as caught:
        load("texas")
    assert str(caught.value) == (
        "texas: there is no such policy; there are article, us, us-ny, england, nsw"
    )


def test_a_policy_the_clinic_does_not_have_either(tmp_path: Path):
    (tmp_path / "harbor.toml").write_text(HEAD, "utf-8")
    with pytest.raises(PolicyError) as caught:
        Rulebook(tmp_path).named("../harbor")
    assert str(caught.value) == (
        "../harbor: there is no such policy; there are article, us, us-ny, england, nsw, harbor"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[product]", "formulary.toml:1: has one table, [products], and nothing else"),
        (
            "[products]\n# ours\naspirin = 'Aspirin'",
            "formulary.toml:3: 'aspirin' is not a known product",
        ),
        (
            "[products]\nketamine-oral-syrup-1mg = 7",
            "formulary.toml:2: products.ketamine-oral-syrup-1mg: 7 is no text",
        ),
    ],
)
def test_a_formulary_that_is_wrong(tmp_path: Path, text: str, message: str):
    (tmp_path / "formulary.toml").write_text(text, "utf-8")
    with pytest.raises(PolicyError) as caught:
        _ = Rulebook(tmp_path).formulary
    assert str(caught.value) == message
