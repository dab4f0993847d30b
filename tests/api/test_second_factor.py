"""Where a witness has a second factor, their password alone is no signature."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache

from tests.support.clinic import beside
from tests.support.one_time_code import code_of


WASTE = "sites/main-pharmacy/waste"


@pytest.fixture
def secret(clinic):
    """Nell's, from today on."""
    from dosekeeper.store.models import Account

    cache.clear()
    secret: str = generate_totp_secret()
    TOTP.activate(Account.objects.get(person_id="nell"), secret)
    yield secret
    cache.clear()


def waste(clinic, key: str, *, path: str = WASTE, **more: str):
    what = {
        "hand": "stock:main-pharmacy",
        "product": "ketamine-sublingual-troche-100mg",
        "units": 1,
        "lot": "m1",
    }
    body = {"what": what, "reason": "broken", "second": beside("nell") | more}
    return clinic.post("ines", path, body, headers={"Idempotency-Key": key})


def test_a_code_signs_once_and_nothing_else_does(clinic, secret):
    facts = clinic.facts()
    for more in ({}, {"code": ""}, {"code": "0000000"}, {"code": "\u0665" * 6}):
        answer = waste(clinic, "wrong", **more)
        assert answer.status_code == 403, answer.content
        assert answer.json()["type"] == "urn:dosekeeper:problem:second-not-known"
    assert clinic.facts() == facts
    code = code_of(secret)
    done = waste(clinic, "right", code=code)
    assert done.status_code == 200, done.content
    assert waste(clinic, "right", code=code).content == done.content, "a lost answer"
    assert waste(clinic, "other", code=code).status_code == 403, "the code was used up"
    assert clinic.facts() == facts + 1


def test_a_security_key_is_a_factor_and_a_recovery_code_stands_for_it(clinic, secret):
    from dosekeeper.store.models import Account

    nell = Account.objects.get(person_id="nell")
    Authenticator.objects.filter(user=nell).delete()
    Authenticator.objects.create(user=nell, type=Authenticator.Type.WEBAUTHN, data={})
    assert waste(clinic, "1").status_code == 403
    code = RecoveryCodes.activate(nell).get_unused_codes()[0]
    assert waste(clinic, "2", code=code).status_code == 200
    assert waste(clinic, "3", code=code).status_code == 403


def test_a_rehearsal_uses_no_code_up(clinic, secret):
    from dosekeeper.store.models import Account

    recovery = RecoveryCodes.activate(Account.objects.get(person_id="nell"))
    facts = clinic.facts()
    for number, code in enumerate((code_of(secret), recovery.get_unused_codes()[0])):
        for _ in range(2):
            tried = waste(clinic, "dry", path=f"{WASTE}?dry_run=true", code=code)
            assert tried.status_code == 200, tried.content
            assert tried.json()["dry_run"] is True
        assert clinic.facts() == facts + number
        assert waste(clinic, f"done-{number}", code=code).status_code == 200
    cache.clear()
    guesses = [
        waste(clinic, "dry", path=f"{WASTE}?dry_run=true", password="guess") for _ in range(6)
    ]
    assert [answer.status_code for answer in guesses] == [403] * 5 + [429]


def test_a_form_asks_for_the_code_too(clinic, secret):
    from tests.web.forms import fields_of
    from tests.web.sent import DONE, path_of

    ines, path = clinic.client("ines"), path_of("site waste")
    words = fields_of(ines.get(path)) | DONE["site waste"]
    facts = clinic.facts()
    assert ines.post(path, words).status_code == 422
    assert clinic.facts() == facts
    code = code_of(secret)
    assert code not in ines.post(f"{path}verdict", words | {"second_code": code}).text
    assert ines.post(path, words | {"second_code": code}).status_code == 302


def test_the_case_of_a_name_is_no_new_row_of_guesses(clinic):
    cache.clear()
    names = ("nell", "NELL", "Nell", "nELL", "\uff4eell", "neLL")
    wrong = [
        waste(clinic, f"{number}", username=name, password="guess")
        for number, name in enumerate(names)
    ]
    cache.clear()
    assert [answer.status_code for answer in wrong] == [403] * 5 + [429]
