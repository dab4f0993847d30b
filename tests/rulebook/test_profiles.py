"""The profiles that ship: what is in force where, on what day, and who says so."""

from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from dosekeeper.core.due import EXPECTED
from dosekeeper.core.gates.dose_ceiling import route_word
from dosekeeper.core.plan import Level
from dosekeeper.core.policy import Basis, PolicyError
from dosekeeper.core.product import Product, Route, Substance
from dosekeeper.core.units import Mass
from dosekeeper.rulebook import (
    Rulebook,
    load,
    load_file,
    names,
    product_name,
    profile,
    profile_file,
)
from dosekeeper.rulebook.document import read
from dosekeeper.rulebook.profile import WORDS, base_profile
from tests.support.findings import settings_asked_for


TODAY = date(2026, 11, 23)
HEAD = """\
title = "Harbor Clinic"
extends = "{ground}"

[sources.ours]
basis = "judgement"
citation = "Meeting of 5 January 2026"

"""


def clinic(folder: Path, body: str, ground: str = "article") -> Path:
    file = folder / "harbor.toml"
    file.write_text(HEAD.format(ground=ground) + body, "utf-8")
    return file


def amount(policy: str, setting: str, day: date = TODAY) -> object:
    rule, _, name = setting.partition(".")
    return load(policy).value(rule, name, day).amount


# The table of clinical-facts, sections 1.4, 4 and 12, as far as a gate asks for it.
ARTICLE = {
    "days-supply.days-max": 30,
    "supply-in-hand.days-max": 30,
    "no-refills.refills-max": 0,
    "evaluation-due.days-max": 30,
    "evaluation-due.warn-from-day": 23,
    "course-agreed.days-max": 365,
    "frequency.doses-per-week-max": 2,
    "frequency.late-after-weeks": 8,
    "frequency.late-doses-per-week": 1,
    "spacing.hours-min": 48,
    "early-fill.free-days": 2,
    "early-fill.days-max": 7,
    "early-days.days-max": 7,
    "early-days.window-days": 180,
    "dose-rise.percent-max": 25,
    "dose-rise.window-days": 30,
    "dose-rise.rises-max": 2,
    "dose-rise.rises-window-days": 90,
    "dose-rise.second": True,
    "loss-reviewed.strength": "override",
    "loss-reviewed.second": True,
    "doses-per-fill.l0": 0,
    "doses-per-fill.l1": 2,
    "doses-per-fill.l2": 4,
    "doses-per-fill.l3": 8,
    "days-per-fill.l1": 7,
    "days-per-fill.l2": 14,
    "days-per-fill.l3": 28,
    "vitals.home-systolic-max": 160,
    "vitals.home-diastolic-max": 90,
    "vitals.home-pulse-max": 100,
    "vitals.clinic-systolic-max": 140,
    "vitals.clinic-diastolic-max": 90,
    "dose-ceiling.weight-days-max": 90,
    "dose-ceiling.unknown": "override",
    "dose-ceiling.intravenous-warn-mg-per-kg": 500,
    "dose-ceiling.intravenous-override-mg-per-kg": 750,
    "dose-ceiling.intravenous-refuse-mg-per-kg": 1_000,
    "dose-ceiling.oral-warn-mg": 200_000,
    "dose-ceiling.oral-warn-mg-per-kg": 2_500,
    "dose-ceiling.oral-override-mg": 300_000,
    "dose-ceiling.oral-refuse-mg": 400_000,
    "dose-ceiling.oral-refuse-mg-per-kg": 5_000,
    "dose-ceiling.sublingual-warn-mg": 150_000,
    "dose-ceiling.sublingual-override-mg": 200_000,
    "dose-ceiling.sublingual-refuse-mg": 300_000,
    "dose-ceiling.sublingual-refuse-mg-per-kg": 4_000,
    "dose-ceiling.intranasal-warn-mg": 75_000,
    "dose-ceiling.intranasal-override-mg": 100_000,
    "dose-ceiling.intranasal-refuse-mg": 150_000,
    "dose-ceiling.intranasal-esketamine-refuse-mg": 84_000,
    "dose-ceiling.rectal-override-mg": 0,
    "dose-ceiling.other-override-mg": 0,
    "clinic-only.injectables": True,
    "clinic-only.esketamine": True,
    "clinic-only.all-ketamine": False,
    "end-point.strength": "override",
}


@pytest.mark.parametrize("setting", ARTICLE)
def test_the_article(setting: str):
    assert amount("article", setting) == ARTICLE[setting]


@pytest.mark.parametrize(
    ("policy", "setting", "value", "basis"),
    [
        ("us-ny", "days-supply.days-max", 30, Basis.LAW),
        ("us-ny", "early-fill.days-max", 7, Basis.LAW),
        ("us", "days-supply.days-max", 30, Basis.ARTICLE),
        ("us", "passing.strength", "refuse", Basis.LAW),
        ("us-ny", "passing.strength", "refuse", Basis.LAW),
        ("england", "prescription-live.valid-days-max", 28, Basis.LAW),
        ("england", "no-refills.refills-max", 0, Basis.LAW),
        ("england", "days-supply.days-max", 30, Basis.GUIDELINE),
        ("england", "fixed-schedule.strength", "refuse", Basis.LAW),
        ("nsw", "clinic-only.all-ketamine", True, Basis.GUIDELINE),
    ],
)
def test_what_a_place_changes(policy: str, setting: str, value: object, basis: Basis):
    rule, _, name = setting.partition(".")
    there = load(policy).value(rule, name, TODAY)
    assert (there.amount, there.cite.basis, there.cite.verified) == (value, basis, True)


@pytest.mark.parametrize(
    ("policy", "setting"),
    [
        ("us", "witness.strength"),
        ("england", "witness.strength"),
        ("article", "vitals.clinic-systolic-max"),
        ("article", "early-fill.free-days"),
    ],
)
def test_what_nobody_has_read_is_unverified(policy: str, setting: str):
    rule, _, name = setting.partition(".")
    assert not load(policy).value(rule, name, TODAY).cite.verified


def test_a_class_authority_is_cited_from_its_first_day():
    ceiling = load("nsw").settings["dose-ceiling", "intranasal-esketamine-refuse-mg"]
    first_on = date(2025, 4, 1)
    assert ceiling.on(first_on).cite.basis is Basis.LAW
    assert ceiling.on(first_on - timedelta(days=1)).cite.basis is Basis.LABEL


def test_the_base_has_what_the_gates_ask_for_and_nothing_else():
    settings = set(load("article").settings)
    every_rule = {(rule, name) for rule, name in settings if name in _EVERYWHERE}
    built = {(rule, name) for rule, name in settings if _built(rule, name)}
    asked = settings_asked_for()
    assert asked <= settings
    assert settings == asked | every_rule | built


_EVERYWHERE = {"strength", "unknown", "may-waive", "second"}


def _built(rule: str, name: str) -> bool:
    """Whether a gate puts the name together: by level, by place, by route and step."""
    match rule:
        case _ if rule in EXPECTED:
            ladder = name.endswith(("-after-hours", "again-hours", "quiet-hours"))
            return ladder or name.removesuffix("-days-max") in {v.lower() for v in Level}
        case "doses-per-fill" | "days-per-fill" | "held-by-delegate":
            return name in {level.lower() for level in Level}
        case "vitals":
            return name.startswith(("home-", "clinic-"))
        case "dose-ceiling":
            return any(name.startswith(f"{route}-") for route in Route)
        case _:
            return False


@pytest.mark.parametrize("substance", Substance)
@pytest.mark.parametrize("route", Route)
def test_no_route_is_without_a_ceiling(route: Route, substance: Substance):
    row = route_word(Product(substance, route, "form", Mass.mg(1)))
    rows = [name for _, name in load("article").settings if name.startswith(f"{row}-")]
    own = [name for name in rows if "esketamine" in name or substance is Substance.KETAMINE]
    assert own, "unknown is not 'no limit'"


@pytest.mark.parametrize("name", names())
def test_every_profile_has_every_rule_and_says_where_it_comes_from(name: str):
    policy = load(name)
    assert {rule for rule, _ in policy.settings} == WORDS
    for setting in policy.settings.values():
        for value in setting.values:
            assert value.cite.citation
            assert (
                not value.cite.verified
                or value.cite.basis is Basis.JUDGEMENT
                or (value.cite.checked_on)
            )


def test_every_setting_knows_the_line_it_stands_on():
    lines = BASE.splitlines()
    for setting in load("article").settings.values():
        file, _, line = setting.place.partition(":")
        assert file == "base.toml"
        assert lines[int(line) - 1].startswith(f"{setting.name} = ")
        headings = [x for x in lines[: int(line)] if x.startswith("[")]
        assert headings[-1] == f"[{setting.rule}]"


def test_a_file_may_begin_with_a_mark_and_end_its_lines_as_windows_does(tmp_path: Path):
    file = clinic(tmp_path, "[spacing]\nhours-min = { value = 24, cite = 'ours' }\n")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(PolicyError, match=r"^harbor\.toml:9: spacing\.hours-min would loosen"):
        load_file(file)


def test_a_citation_that_ends_says_when():
    note = next(n for n in profile("us").notes if n.name == "telehealth")
    assert note.cite.expires_on == date(2026, 12, 31)


def test_a_version_is_its_content():
    versions = {name: load(name).version for name in names()}
    assert len(set(versions.values())) == len(versions)
    assert all(version.startswith(f"{name}.") for name, version in versions.items())


def test_a_version_changes_with_any_value_and_not_with_a_comment(tmp_path: Path):
    hours = "[spacing]\nhours-min = {{ value = {}, cite = 'ours' }}\n"
    one = load_file(clinic(tmp_path, hours.format(72))).version
    assert load_file(clinic(tmp_path, "# again\n" + hours.format(72))).version == one
    assert load_file(clinic(tmp_path, hours.format(71))).version != one
    file = clinic(tmp_path, hours.format(72))
    file.write_text(file.read_text("utf-8").replace("5 January", "6 January"), "utf-8")
    assert load_file(file).version != one, "who says so is part of what is said"


def test_a_clinic_tightens(tmp_path: Path):
    file = clinic(
        tmp_path,
        "[days-supply]\ndays-max = { value = 14, cite = 'ours' }\n"
        "[days-per-fill]\nl3 = { value = 14, cite = 'ours' }\n",
        "us-ny",
    )
    policy = load_file(file)
    assert policy.name == "harbor"
    assert policy.value("days-supply", "days-max", TODAY).amount == 14
    assert policy.value("early-fill", "days-max", TODAY).cite.basis is Basis.LAW


@pytest.mark.parametrize(
    "body",
    [
        "[spacing]\nhours-min = { value = 167, cite = 'ours' }",
        "[doses-per-fill]\nl2 = { value = 2, cite = 'ours' }",
        "[supply-in-hand]\ndays-max = { value = 28, cite = 'ours' }",
        "[evaluation-due]\ndays-max = { value = 23, cite = 'ours' }",
        "[early-fill]\ndays-max = { value = 2, cite = 'ours' }",
        "[dose-ceiling]\noral-refuse-mg = { value = '300 mg', cite = 'ours' }",
        "[observer]\nstrength = { value = 'warn', cite = 'ours', loosens = 'x' }",
        "[vitals]\nunknown = { value = 'refuse', cite = 'ours' }",
    ],
)
def test_what_just_fits_together_loads(tmp_path: Path, body: str):
    assert load_file(clinic(tmp_path, body)).name == "harbor"


def test_a_law_nobody_has_read_may_be_loosened_with_a_reason(tmp_path: Path):
    """It may be wrong, and then somebody has to be able to go on; the reason stays."""
    body = "[witness]\nstrength = { value = 'warn', cite = 'ours', loosens = 'counsel' }"
    assert profile_file(clinic(tmp_path, body, "england")).loosens


def test_a_clinic_loosens_with_a_reason_that_stays_visible(tmp_path: Path):
    body = "[spacing]\nhours-min = { value = 24, cite = 'ours', loosens = 'trial 7' }\n"
    there = profile_file(clinic(tmp_path, body))
    assert there.policy.value("spacing", "hours-min", TODAY).amount == 24
    assert there.loosens == {("spacing", "hours-min"): "trial 7"}


def test_before_its_first_day_a_layer_says_nothing(tmp_path: Path):
    body = (
        "[[spacing.hours-min.dated]]\nfrom-on = 2027-01-01\nvalue = 72\ncite = 'ours'\n"
        "[[spacing.hours-min.dated]]\nfrom-on = 2027-06-01\nvalue = 96\ncite = 'ours'\n"
    )
    hours = load_file(clinic(tmp_path, body)).settings["spacing", "hours-min"]
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 5, 31), date(2027, 6, 1)]
    assert [hours.on(day).amount for day in days] == [48, 72, 72, 96]


def test_a_contradiction_that_begins_next_year_is_found_today(tmp_path: Path):
    body = "[[spacing.hours-min.dated]]\nfrom-on = 2027-01-01\nvalue = 168\ncite = 'ours'\n"
    with pytest.raises(PolicyError, match=r"harbor\.toml:8: .* cannot lie"):
        load_file(clinic(tmp_path, body))


def test_the_rulebook_knows_the_clinics_own_files_and_reads_them_once(tmp_path: Path):
    file = clinic(tmp_path, "[spacing]\nhours-min = { value = 72, cite = 'ours' }\n")
    book = Rulebook(tmp_path)
    assert book.names() == (*names(), "harbor")
    policy = book.named("harbor")
    file.unlink()
    assert book.named("harbor") is policy
    assert book.named("us") is load("us")


def test_the_formulary_has_the_clinics_own_products_too(tmp_path: Path):
    own = "ketamine-sublingual-troche-75mg"
    (tmp_path / "formulary.toml").write_text(f'[products]\n{own} = "Our 75 mg troche"\n')
    book = Rulebook(tmp_path)
    assert book.formulary[own] == "Our 75 mg troche"
    assert "ketamine-sublingual-troche-100mg" in book.formulary
    assert own not in Rulebook().formulary
    assert book.names() == names()


def test_a_product_has_a_name_and_an_unknown_one_its_id():
    assert product_name("ketamine-oral-capsule-50mg") == "Ketamine 50 mg capsule"
    assert product_name("ketamine-oral-syrup-1mg") == "ketamine-oral-syrup-1mg"


BASE = resources.files("dosekeeper.rulebook").joinpath("base.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[giver-not-taker]\n", "[giver]\n", "giver is no rule"),
        (
            'cite = "article-giver"',
            'cite = "own"',
            "source 'article-giver' is cited by nothing",
        ),
        (
            (
                '[giver-not-taker]\nstrength = { unit = "strength", stricter = "strength",'
                ' value = "refuse", cite = "article-giver" }\n'
            ),
            "",
            "has no table for giver-not-taker",
        ),
        ('unit = "hours"', 'unit = "eons"', "spacing.hours-min: unit 'eons' is none of"),
        (
            'unit = "hours", stricter = "higher"',
            'unit = "hours", stricter = "true"',
            "spacing.hours-min: stricter is 'true', for hours it is higher or lower",
        ),
        (
            '{ unit = "hours", stricter = "higher", value = 48, cite = "esketamine-rhythm" }',
            (
                '{ unit = "hours", stricter = "higher", dated = '
                '[{ from-on = 2026-01-01, value = 48, cite = "esketamine-rhythm" }] }'
            ),
            "spacing.hours-min: the first value of the base has no from-on",
        ),
        (
            (
                'strength = { unit = "strength", stricter = "strength", value = "refuse",'
                ' cite = "article-giver" }'
            ),
            "",
            "giver-not-taker has no strength",
        ),
    ],
)
def test_a_base_that_is_not_whole(old: str, new: str, message: str):
    assert old in BASE
    doc = read(BASE.replace(old, new, 1).encode(), "base.toml")
    with pytest.raises(PolicyError) as caught:
        base_profile(doc, "article")
    assert caught.value.message.startswith(message)
