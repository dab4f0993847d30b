"""Masses, days, windows: what is malformed is an error with its field."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dosekeeper.core.units import (
    MASS_MAX_UG,
    TEXT_MAX,
    BadValueError,
    Mass,
    Window,
    ceil_div,
    check_day,
    check_id,
    check_instant,
    check_text,
    check_units,
    check_whole,
    day_of,
    days_between,
    hours_text,
    mg_text,
    percent_rise,
    start_of,
    utc,
    zone_named,
)


@pytest.mark.parametrize(
    ("text", "micrograms"),
    [("100", 100_000), ("0.5", 500), ("0.001", 1), ("2.50", 2_500), (70, 70_000), ("0", 0)],
)
def test_milligrams_are_read_exactly(text: str | int, micrograms: int):
    assert Mass.mg(text) == Mass(micrograms)


@pytest.mark.parametrize(
    "text",
    [
        "0.0005",
        "1e5",
        "1E999999",
        "-1",
        "",
        " 1",
        "1_000",
        "NaN",
        "inf",
        "1,5",
        "٣",
        "9" * 5000,
    ],
)
def test_what_is_no_mass_is_refused_with_its_field(text: str):
    with pytest.raises(BadValueError) as error:
        Mass.mg(text)
    assert error.value.field in {"mass", "micrograms"}


def test_a_mass_ends_at_100_g():
    assert Mass(MASS_MAX_UG).text == "100000 mg"
    with pytest.raises(BadValueError, match="not between 0 and 100000000"):
        Mass(MASS_MAX_UG + 1)


@pytest.mark.parametrize("number", [True, 1.0, "1", None])
def test_a_whole_number_is_an_int_and_nothing_like_one(number: object):
    with pytest.raises(BadValueError, match="is not a whole number"):
        check_whole("n", number, least=0, most=9)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [-1, 10, 10**400])
def test_a_whole_number_stays_in_its_range(number: int):
    with pytest.raises(BadValueError, match="not between 0 and 9"):
        check_whole("n", number, least=0, most=9)


def test_the_ends_of_a_range_belong_to_it():
    check_whole("n", 0, least=0, most=9)
    check_whole("n", 9, least=0, most=9)
    check_units("units", 1)
    check_units("units", 100_000)
    with pytest.raises(BadValueError):
        check_units("units", 0)


def test_masses_multiply_and_write_themselves():
    assert Mass.mg("2.5").times(3) == Mass.mg("7.5")
    assert Mass.mg("0.5").text == "0.5 mg"
    assert [mg_text(n) for n in (0, 1, 10, 1_000, 100_000)] == [
        "0",
        "0.001",
        "0.01",
        "1",
        "100",
    ]


@pytest.mark.parametrize("text", ["a", "lucia", "dr-reyes", "lot.1", "0", "a" * 64])
def test_an_identifier_is_a_short_word(text: str):
    check_id("id", text)


@pytest.mark.parametrize(
    "text", ["", "A", "-a", "a-", "a b", "a" * 65, "é", "a\n", "a:b", "<b>"]
)
def test_anything_else_is_no_identifier(text: str):
    with pytest.raises(BadValueError) as error:
        check_id("id", text)
    assert error.value.field == "id"


@pytest.mark.parametrize(
    "text", ["line\nbreak", "\x00", "\x7f", "\u202e", "\u2066", "\ud800", "x" * (TEXT_MAX + 1)]
)
def test_text_has_no_control_characters_and_an_end(text: str):
    with pytest.raises(BadValueError):
        check_text("note", text)


def test_spaces_are_no_words_and_count_as_length():
    check_text("note", " ")
    check_text("note", " ok ", least=1)
    with pytest.raises(BadValueError):
        check_text("note", "   ", least=1)
    with pytest.raises(BadValueError):
        check_text("note", " " * (TEXT_MAX + 1))


def test_markup_is_text_like_any_other():
    check_text("note", "<script>alert(1)</script> & 'quotes' ö 🙂")


def test_an_instant_has_a_zone_and_a_likely_year():
    check_instant("at", datetime(2026, 1, 5, tzinfo=UTC))
    for wrong in (
        datetime(2026, 1, 5),  # noqa: DTZ001 - that is the point
        datetime.max.replace(tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    ):
        with pytest.raises(BadValueError) as error:
            check_instant("at", wrong)
        assert error.value.field == "at"


def test_days_are_held_to_years_people_live_in():
    check_day("on", None)
    check_day("on", date(1970, 1, 1))
    check_day("on", date(2199, 12, 31))
    for wrong in (date(1969, 12, 31), date(2200, 1, 1), date.max):
        with pytest.raises(BadValueError):
            check_day("on", wrong)


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "america/new_york\x00"])
def test_an_unknown_zone_is_an_error_with_its_field(name: str):
    with pytest.raises(BadValueError) as error:
        zone_named(name)
    assert error.value.field == "zone"


NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
LORD_HOWE, ST_JOHNS = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/St_Johns")
HAVANA = ZoneInfo("America/Havana")


@pytest.mark.parametrize(
    ("zone", "first", "days", "real_hours"),
    [
        (NEW_YORK, "2027-02-20 08:30", 30, 719),
        (NEW_YORK, "2027-10-20 08:30", 30, 721),
        (LONDON, "2027-03-10 00:30", 30, 719),
        (LORD_HOWE, "2027-03-20 01:45", 30, 720.5),
        (ST_JOHNS, "2027-02-20 23:59", 30, 719),
        (NEW_YORK, "2028-02-01 12:00", 29, 696),
        (NEW_YORK, "2027-12-31 23:59", 1, 24),
    ],
)
def test_a_number_of_days_is_counted_on_the_wall(
    zone: ZoneInfo, first: str, days: int, real_hours: float
):
    """Thirty days are thirty mornings: 719, 720.5 or 721 hours, as the clocks have it."""
    start = datetime.fromisoformat(first).replace(tzinfo=zone)
    end = (datetime.fromisoformat(first) + timedelta(days=days)).replace(tzinfo=zone)
    assert (utc(end) - utc(start)) / timedelta(hours=1) == real_hours
    assert days_between(day_of(utc(start), zone), day_of(utc(end), zone)) == days


def test_720_hours_can_end_on_the_next_calendar_day():
    start = datetime(2027, 2, 20, 23, 59, tzinfo=ST_JOHNS)
    later = utc(start) + timedelta(hours=720)
    assert days_between(day_of(start, ST_JOHNS), day_of(later, ST_JOHNS)) == 31


@pytest.mark.parametrize(
    ("day", "zone", "first"),
    [
        (date(2027, 3, 14), NEW_YORK, "2027-03-14T05:00:00+00:00"),
        (date(2027, 11, 7), NEW_YORK, "2027-11-07T04:00:00+00:00"),
        (date(2026, 3, 8), HAVANA, "2026-03-08T05:00:00+00:00"),  # no midnight that night
        (date(2026, 11, 1), HAVANA, "2026-11-01T04:00:00+00:00"),  # midnight comes twice
    ],
)
def test_a_day_starts_at_its_first_instant(day: date, zone: ZoneInfo, first: str):
    start = start_of(day, zone)
    assert utc(start).isoformat() == first
    assert day_of(utc(start), zone) == day
    assert day_of(utc(start) - timedelta(seconds=1), zone) == day - timedelta(days=1)


def test_instants_of_one_zone_are_compared_in_utc():
    """Python would take these for 48 hours apart; they are 47."""
    saturday = datetime(2027, 3, 13, 20, 0, tzinfo=NEW_YORK)
    monday = datetime(2027, 3, 15, 20, 0, tzinfo=NEW_YORK)
    assert monday - saturday == timedelta(hours=48)
    assert utc(monday) - utc(saturday) == timedelta(hours=47)
    assert utc(monday).tzinfo is UTC


def test_a_window_ends_with_today_and_holds_so_many_days():
    window = Window.last(7, date(2028, 3, 3))
    assert window == Window(date(2028, 2, 26), date(2028, 3, 4))
    assert date(2028, 2, 26) in window
    assert date(2028, 3, 3) in window
    assert date(2028, 2, 25) not in window
    assert date(2028, 3, 4) not in window


@pytest.mark.parametrize(
    ("old", "new", "percent"),
    [
        (100, 125, 25),
        (100_000, 125_001, 26),
        (3, 4, 34),
        (100, 100, 0),
        (100, 50, 0),
        (0, 5, 0),
    ],
)
def test_a_rise_is_rounded_up(old: int, new: int, percent: int):
    assert percent_rise(old, new) == percent


def test_whole_numbers_divide_up_and_hours_are_written():
    assert [ceil_div(n, 7) for n in (0, 1, 7, 8)] == [0, 1, 1, 2]
    assert [hours_text(n) for n in (0, 60, 2879)] == ["0 h", "1 h", "47 h 59 min"]
