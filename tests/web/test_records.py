"""Registers and journals as pages: everything that was written, in its place."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import site_stream
from dosekeeper.core.gates import RULES
from dosekeeper.core.ledger import Hand
from dosekeeper.core.people import Role
from dosekeeper.store import directory, reading
from tests.support.clinic import INES, NELL, TROCHE, write


REGISTER, JOURNAL = "/sites/main-pharmacy/register/", "/courses/lucia/journal/"
SHELF = Hand("stock:main-pharmacy")


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(clinic, person: str, path: str) -> str:
    answer = clinic.client(person).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def now() -> datetime:
    return datetime.now(UTC)


def test_the_register_runs_a_balance_with_witness_and_differences(clinic):
    stream = site_stream("main-pharmacy")
    what = acts.Holding(hand=SHELF, product=TROCHE, units=3, lot="m1")
    write(stream, INES, acts.Waste(what=what, reason="broken"), now(), second=NELL)
    write(stream, INES, acts.Count(hand=SHELF, product=TROCHE, units=96, lot="m1"), now())
    said = words(page(clinic, "ines", REGISTER))
    assert re.search(r"Waste 3 97 Ines, pharmacist Nell", said)
    assert re.search(r"Counted 96 1 short 97 Ines", said)
    assert "Balance now 97 troches" in said


def test_a_corrected_line_is_struck_and_its_balance_stays(clinic):
    stream = site_stream("main-pharmacy")
    second = acts.Receive(product=TROCHE, lot="m2", units=10, supplier="Works")
    wrong = write(stream, INES, second, now())
    write(stream, INES, acts.Correct(entry=wrong, reason="not ours"), now(), second=NELL)
    html = page(clinic, "ines", REGISTER)
    struck = re.search(r'class="register__struck">.*?</tr>', html, re.DOTALL)
    assert struck
    assert " 10 10 Ines" in words(struck[0])
    assert re.search(rf"Correction of entry {wrong} 10 0 Ines", words(html))


def test_days_are_chosen_and_what_lay_before_is_brought_forward(clinic):
    today = now().date().isoformat()
    said = words(page(clinic, "ines", f"{REGISTER}?from={today}&to={today}"))
    assert re.search(r"Brought forward 100 .*Carried forward 100", said)
    assert "Received" not in said
    for nonsense in ("?from=yesterday&to=9999-99-99", "?from=0001-01-01", "?to=%00"):
        assert "Register" in words(page(clinic, "ines", REGISTER + nonsense))


def test_the_journal_has_every_entry_with_its_digest(clinic):
    html = page(clinic, "aude", JOURNAL)
    chained = reading.sealed("course:lucia")
    assert html.count('id="entry-') == len(chained)
    for row in chained:
        assert f"{row.digest[:10]}…" in html
    assert words(html).count("article.") >= len(chained)


def test_refusals_stand_there_with_their_reasons_and_struck_entries_too(clinic):
    clinic.post("femi", "courses/lucia/fill", clinic.fill(units=5))
    wrong = write("lucia", NELL, acts.Weigh(weight_g=96_000), now())
    fix = write("lucia", NELL, acts.Correct(entry=wrong, reason="another patient"), now())
    html = page(clinic, "dr-reyes", JOURNAL)
    said = words(html)
    assert "Refused Was refused" in said or "Refused" in said
    assert "More doses in one fill than" in said
    assert "<del>" in html
    assert f"Struck by entry {fix}" in said


def test_a_long_journal_comes_in_pages_and_whole_when_asked(clinic):
    for weight in range(70_000, 70_120):
        write("lucia", NELL, acts.Weigh(weight_g=weight), now())
    total = reading.chart("course:lucia").position
    assert page(clinic, "dr-reyes", JOURNAL).count('id="entry-') == 100
    older = page(clinic, "dr-reyes", f"{JOURNAL}?to={total - 100}")
    assert older.count('id="entry-') == total - 100
    assert page(clinic, "dr-reyes", f"{JOURNAL}?all=1").count('id="entry-') == total
    for nonsense in ("?to=0", "?to=-5", "?to=99999999999", "?to=x"):
        assert "Journal" in page(clinic, "dr-reyes", JOURNAL + nonsense)


@pytest.mark.parametrize("word", RULES)
def test_every_rule_has_its_page_with_all_its_settings(clinic, word):
    for policy in ("article", "us-ny", "england"):
        html = page(clinic, "marco", f"/rules/{word}/?policy={policy}")
        from dosekeeper.rulebook import load

        settings = load(policy).of_rule(word)
        assert html.count('scope="row"') == len(settings)


def test_the_rules_have_a_list_and_each_page_a_way_back(clinic):
    html = page(clinic, "marco", "/rules/")
    assert [word for word in RULES if f'href="/rules/{word}/"' not in html] == []
    back = page(clinic, "femi", "/rules/dose-ceiling/")
    assert 'href="/rules/"' in back
    for word in (
        "sublingual use: refused above",
        "May override it",
        "refused, may be overridden",
    ):
        assert word in back
    assert 'href="/rules/"' in page(clinic, "femi", "/courses/lucia/fill/")


def test_a_rule_that_is_none_is_not_there(clinic):
    assert clinic.client("marco").get("/rules/no-such-rule/").status_code == 404
    assert "article" in page(clinic, "marco", "/rules/early-fill/?policy=no-such")


@pytest.mark.parametrize(
    ("person", "path", "there", "none"),
    [
        ("nell", "/courses/", "/sites/harbor-clinic/open/", ""),
        ("femi", "/courses/", "/courses/lucia/", "/open/"),
        ("aude", "/courses/", "/courses/lucia/", "/open/"),
        (
            "ines",
            "/sites/main-pharmacy/register/",
            "/sites/main-pharmacy/receive/",
            "open-site",
        ),
        ("mona", REGISTER, "/sites/main-pharmacy/count/", "receive"),
        ("marco", "/accounts/", "/accounts/2fa/", "/open/"),
        ("lucia", "/accounts/", "/messages/to-me/", "/open/"),
        ("mona", "/accounts/", "/messages/", "/open/"),
    ],
)
def test_what_somebody_may_do_is_led_to_and_nothing_else(clinic, person, path, there, none):
    found = hrefs(page(clinic, person, path))
    assert any(href.startswith(there) for href in found)
    assert not none or not any(none in href for href in found)


def test_every_way_that_is_shown_leads_somewhere(clinic):
    for person, path in (
        ("nell", "/courses/"),
        ("oscar", "/courses/"),
        ("ines", "/sites/main-pharmacy/register/"),
        ("mona", "/sites/main-pharmacy/register/"),
        ("femi", "/accounts/"),
        ("marco", "/accounts/"),
    ):
        client = clinic.client(person)
        for href in hrefs(page(clinic, person, path)):
            # The second factor asks for the password again first.
            assert client.get(href).status_code in {200, 302}, (person, href)


def test_a_stock_that_is_not_opened_yet_is_opened_first(clinic):
    directory.add_site(
        "night-pharmacy",
        "Night Pharmacy",
        kind="pharmacy",
        zone="America/New_York",
        policy="article",
        inside=True,
        clinic="harbor-clinic",
    )
    for person, role in (("mona", Role.MANAGER), ("ines", Role.PHARMACIST)):
        directory.add_duty(person, "night-pharmacy", role)
    path = "/sites/night-pharmacy/register/"
    assert "/sites/night-pharmacy/open-site/" in hrefs(page(clinic, "mona", path))
    acts_there = {h for h in hrefs(page(clinic, "ines", path)) if "/night-pharmacy/" in h}
    assert acts_there == set()


def hrefs(html: str) -> set[str]:
    main = html.partition('<main class="page"')[2].partition("</main>")[0]
    return set(re.findall(r'href="(/[^"#]*)"', main))
