"""Four answers, not two."""

from itertools import product

import pytest

from dosekeeper.core.people import Role
from dosekeeper.core.verdict import Answer, Reason, Strength, Verdict, weaker


S = Strength


def reason(
    strength: Strength,
    treated: Strength | None = None,
    *,
    waived: bool = False,
    may_waive: bool = False,
) -> Reason:
    return Reason(
        rule="r",
        strength=strength,
        finding="f",
        treated_as=treated or strength,
        waived_by=7 if waived else None,
        may_waive=(Role.PRESCRIBER,) if may_waive else (),
    )


@pytest.mark.parametrize(
    ("reasons", "answer"),
    [
        ([], Answer.ALLOWED),
        ([reason(S.WARN)], Answer.WARNED),
        ([reason(S.CANNOT_TELL, S.WARN)], Answer.WARNED),
        ([reason(S.REFUSE)], Answer.REFUSED),
        ([reason(S.OVERRIDE)], Answer.REFUSED),
        ([reason(S.OVERRIDE, waived=True)], Answer.WARNED),
        ([reason(S.CANNOT_TELL, S.OVERRIDE)], Answer.UNCHECKED),
        ([reason(S.CANNOT_TELL, S.REFUSE), reason(S.WARN)], Answer.UNCHECKED),
        ([reason(S.CANNOT_TELL, S.OVERRIDE, waived=True)], Answer.WARNED),
        ([reason(S.CANNOT_TELL, S.REFUSE), reason(S.REFUSE)], Answer.REFUSED),
        ([reason(S.OVERRIDE, waived=True), reason(S.REFUSE)], Answer.REFUSED),
    ],
)
def test_the_reasons_add_up_to_one_of_four_answers(reasons: list[Reason], answer: Answer):
    verdict = Verdict(reasons=tuple(reasons))
    assert verdict.answer is answer
    assert verdict.allowed is (answer in {Answer.ALLOWED, Answer.WARNED})
    assert verdict.blocking == tuple(r for r in reasons if r.blocks)


def test_a_verdict_is_waivable_when_all_that_blocks_is():
    lift, keep = reason(S.OVERRIDE, may_waive=True), reason(S.REFUSE)
    assert Verdict(reasons=(lift, reason(S.WARN))).waivable
    assert not Verdict(reasons=(lift, keep)).waivable
    assert not Verdict(reasons=(reason(S.WARN),)).waivable
    assert not Verdict().waivable


def test_the_weaker_of_two_strengths_says_less():
    rising = (S.WARN, S.OVERRIDE, S.REFUSE)
    for one, other in product(rising, rising):
        assert weaker(one, other) is rising[min(rising.index(one), rising.index(other))]
