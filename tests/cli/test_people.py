"""Who is there, and what lets programs in, from the machine itself."""

from datetime import date

import pytest
from django.contrib.auth import authenticate

from dosekeeper.core.people import Role
from dosekeeper.store import directory, tokens


PASSWORD = "correct horse battery"
TWICE = f"{PASSWORD}\n{PASSWORD}\n"
CLINIC = ("site", "add", "harbor", "--name", "Harbor", "--kind", "clinic", "--zone", "UTC")


@pytest.fixture
def empty(sqlite_engine):
    return sqlite_engine


def test_a_clinic_is_set_up_from_nothing(run, empty):
    assert run(*CLINIC).exit_code == 0
    pharmacy = ("--name", "Main", "--kind", "pharmacy", "--zone", "UTC", "--clinic", "harbor")
    assert run("site", "add", "main", *pharmacy, "--inside").exit_code == 0
    done = run("user", "add", "dr-own", "--name", "Dr Own", input=TWICE)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == "dr-own signs in as dr-own"
    assert PASSWORD not in done.output
    assert run("duty", "add", "dr-own", "harbor", "prescriber").exit_code == 0
    assert directory.access_site("dr-own", "harbor") is Role.PRESCRIBER
    assert authenticate(username="dr-own", password=PASSWORD) is not None
    assert directory.site("main").inside
    listed = run("user", "list").output
    assert "prescriber at harbor" in listed
    assert "inside" in run("site", "list").output


def test_a_clinic_is_called_at_a_number_that_can_change(run, empty):
    assert run(*CLINIC, "--phone", "+1 (212) 555-0142").exit_code == 0
    assert directory.site("harbor").phone == "+1 (212) 555-0142"
    done = run("site", "phone", "harbor", "212-555-0167")
    assert (done.exit_code, done.stdout) == (0, "harbor is called at 212-555-0167\n")
    assert "212-555-0167" in run("site", "list").output
    done = run("site", "phone", "harbor", "")
    assert (done.exit_code, done.stdout) == (0, "harbor has no number here\n")
    assert directory.site("harbor").phone == ""


@pytest.mark.parametrize(
    "number", ["12", "call us", "212-555-0142 ext", "+", "1" * 60, "2125550142\n", "--5550142"]
)
def test_what_is_no_number_is_not_kept(run, empty, number):
    run(*CLINIC, "--phone", "212-555-0142")
    done = run("site", "phone", "harbor", "--", number)
    assert (done.exit_code, "phone: " in done.stderr) == (1, True), done.output
    assert directory.site("harbor").phone == "212-555-0142"
    assert run("site", "phone", "nowhere", "212-555-0142").exit_code == 1


def test_a_person_may_be_known_without_an_account(run, empty):
    done = run(
        "user", "add", "vera", "--name", "Vera", "--born-on", "1990-02-28", "--no-password"
    )
    assert done.exit_code == 0, done.output
    assert directory.person("vera").born_on == date(1990, 2, 28)
    assert run("user", "password", "vera", input=TWICE).exit_code == 0
    assert authenticate(username="vera", password=PASSWORD) is not None
    assert run("user", "close", "vera").exit_code == 0
    assert authenticate(username="vera", password=PASSWORD) is None


def test_a_duty_ends(run, empty):
    run(*CLINIC)
    run("user", "add", "nell", "--name", "Nell", "--no-password")
    run("duty", "add", "nell", "harbor", "nurse")
    assert run("duty", "end", "nell", "harbor", "nurse").exit_code == 0
    with pytest.raises(directory.NotYoursError):
        directory.access_site("nell", "harbor")
    assert run("duty", "end", "nell", "harbor", "nurse").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (("user", "add", "Dr Own", "--name", "x", "--no-password"), "", "person: 'Dr Own'"),
        (("user", "add", "x", "--name", " ", "--no-password"), "", "name: "),
        (("user", "add", "x", "--name", "x", "--born-on", "1990", "--no-password"), "",
         "born_on: "),
        (("user", "add", "x", "--name", "x"), "short\nshort\n", "too short"),
        (("user", "add", "x", "--name", "x"), "password1234\npassword1234\n", "too common"),
        (("user", "password", "nobody"), TWICE, "person 'nobody' is not there"),
        (("user", "close", "nobody"), "", "person 'nobody' is not there"),
        (("site", "add", "x", "--name", "x", "--kind", "shop", "--zone", "UTC"), "", "kind: "),
        (("site", "add", "x", "--name", "x", "--kind", "clinic", "--zone", "Moon"), "",
         "zone: 'Moon' is not a time zone"),
        ((*CLINIC, "--policy", "none-such"), "", "none-such"),
        (("site", "may-fill", "nowhere", "lucia"), "", "site 'nowhere' is not there"),
        (("duty", "add", "nobody", "nowhere", "nurse"), "", "person 'nobody' is not there"),
        (("duty", "add", "nobody", "nowhere", "king"), "", "role: 'king' is not one of"),
        (("token", "list", "nobody"), "", "person 'nobody' is not there"),
        (("token", "revoke", "nobody", "1"), "", "token 1 is not there"),
    ],
)  # fmt: skip
def test_a_wrong_asking_names_the_place_and_adds_nothing(run, empty, arguments, typed, told):
    done = run(*arguments, input=typed)
    assert done.exit_code == 1
    assert told in done.stderr
    assert directory.people() == []
    assert directory.sites() == []


def test_two_of_one_name_are_refused(run, empty):
    run(*CLINIC)
    assert "'harbor' is taken" in run(*CLINIC).stderr


# --- tokens ------------------------------------------------------------------------------


def test_only_the_person_makes_a_token_that_speaks_for_them(run, clinic, settings):
    settings.DEMO = False
    directory.set_password("nell", PASSWORD)
    wrong = run("token", "create", "--as", "nell", "--label", "cart", input="guess\n")
    assert (wrong.exit_code, wrong.stdout.strip()) == (1, "")
    assert tokens.tokens_of("nell") == []
    done = run("token", "create", "--as", "nell", "--label", "cart", input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    secret = done.stdout.splitlines()[-1]
    assert tokens.token_person(secret) == "nell"
    listed = run("token", "list", "nell").output
    assert "cart" in listed
    assert secret not in listed
    number = tokens.tokens_of("nell")[0].id
    assert run("token", "revoke", "nell", number).exit_code == 0
    with pytest.raises(directory.NotYoursError):
        tokens.token_person(secret)


def test_a_second_factor_is_asked_for(run, clinic, settings):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import get_user_model

    settings.DEMO = False
    directory.set_password("nell", PASSWORD)
    account = get_user_model().objects.get(username="nell")
    TOTP.activate(account, generate_totp_secret())
    codes = RecoveryCodes.activate(account).get_unused_codes()
    create = ("token", "create", "--as", "nell", "--label", "cart")
    wrong = run(*create, input=f"{PASSWORD}\n000000\n")
    assert wrong.exit_code == 1
    assert "no such user name and password" in wrong.stderr
    assert tokens.tokens_of("nell") == []
    done = run(*create, input=f"{PASSWORD}\n{codes[0]}\n")
    assert done.exit_code == 0, done.output
    again = run(*create, input=f"{PASSWORD}\n{codes[0]}\n")
    assert again.exit_code == 1, "a used code opened once more"
