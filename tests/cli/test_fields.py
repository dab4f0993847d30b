"""What the command line asks for is what the acts have."""

from typing import Any

import pytest
import typer.main

from dosekeeper.cli import app
from dosekeeper.cli.fields import choices, from_words, leaves, nested, plain, shape
from dosekeeper.cli.hints import HELP
from dosekeeper.core.acts import ACTS
from dosekeeper.core.plain import from_plain
from dosekeeper.core.units import BadValueError


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_every_verb_is_a_command_with_an_option_for_every_field(verb):
    commands: Any = typer.main.get_command(app)
    command = commands.commands[verb]
    options = {option for param in command.params for option in param.opts}
    found = leaves(ACTS[verb])
    assert {leaf.option for leaf in found} <= options
    assert len({leaf.name for leaf in found}) == len(found), "two fields of one name"
    required = {param.opts[0] for param in command.params if param.required}
    assert {leaf.option for leaf in found if leaf.required} | {"where"} == required


def test_every_field_has_its_line_of_help_and_no_line_is_left_over():
    assert {leaf.name for act in ACTS.values() for leaf in leaves(act)} == set(HELP)


TYPED = {
    "dose": [
        "hand=delegate:marco",
        "what.product=ketamine-sublingual-troche-100mg",
        "units=1",
        "given-by=marco",
        "evidence=delegate-observed",
        "systolic=120",
    ],
    "plan": [
        "product=ketamine-sublingual-troche-100mg",
        "dose=100 mg",
        "doses_per_week=2",
        "spacing_hours=48",
        "ends_on=2026-06-01",
    ],
    "evaluate": ["scores=phq-9:12,craving:1", "decision=continue"],
    "lost": ["hand=patient:lucia", "product=ketamine-oral-capsule-25mg", "units=2",
             "reason=fell", "stolen=yes"],
    "waive": ["rule=early-fill", "of_verb=fill", "reason=travel", "note=away",
              "expires_at=2026-06-01T12:00:00Z"],
}  # fmt: skip


@pytest.mark.parametrize("verb", sorted(TYPED))
def test_typed_words_make_the_act(verb):
    act = from_plain(ACTS[verb], from_words(ACTS[verb], TYPED[verb]))
    assert act.verb == verb


def test_masses_scores_and_yes_are_read():
    whole: Any = from_words(ACTS["plan"], TYPED["plan"])
    assert whole["plan"]["dose"] == {"micrograms": 100_000}
    scores = from_words(ACTS["evaluate"], TYPED["evaluate"])["scores"]
    assert scores == [
        {"instrument": "phq-9", "value": 12},
        {"instrument": "craving", "value": 1},
    ]
    assert from_words(ACTS["lost"], TYPED["lost"])["stolen"] is True


def test_an_act_may_come_as_json():
    assert from_words(ACTS["agree"], ['{"text_version": "2"}']) == {"text_version": "2"}


@pytest.mark.parametrize(
    ("verb", "word", "field", "message"),
    [
        ("dose", "units=1.5", "what.units", "'1.5' is not a whole number"),
        ("dose", "units=1_0", "what.units", "'1_0' is not a whole number"),
        ("dose", "units=٣", "what.units", "'٣' is not a whole number"),
        ("dose", "units=" + "9" * 40, "what.units", "is not a whole number"),
        ("dose", "colour=red", "colour", "is not a field of 'dose'; it has "),
        ("dose", "units", "units", "is not a field of 'dose'"),
        ("dose", "systolic=high", "systolic", "'high' is not a whole number"),
        ("plan", "dose=100", "plan.dose", "'100' is not a mass such as '100 mg'"),
        ("plan", "dose=100 g", "plan.dose", "'100 g' is not a mass"),
        ("plan", "dose=0.0001 mg", "plan.dose", "is not a whole number of ug"),
        ("plan", "dose=-1 mg", "plan.dose", "is not between 0"),
        ("lost", "stolen=perhaps", "stolen", "'perhaps' is neither yes nor no"),
        ("evaluate", "scores=phq-9", "scores", "'' is not a whole number"),
        ("agree", "{broken", "act", "is not JSON"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(verb, word, field, message):
    with pytest.raises(BadValueError) as caught:
        from_words(ACTS[verb], [word])
    assert caught.value.field == field
    assert message in caught.value.message


def test_a_field_is_given_once():
    with pytest.raises(BadValueError, match=r"what\.units: stands there twice"):
        from_words(ACTS["dose"], ["units=1", "what.units=2"])


def test_shapes_say_what_to_type():
    found = {leaf.name: leaf for leaf in leaves(ACTS["prescribe"])}
    assert shape(found["dose"]) == "'100 mg'"
    assert shape(found["doses"]) == "NUMBER"
    assert shape(found["starts_on"]) == "DAY"
    assert shape(found["order"]) == "scheduled|as-needed|as-directed"
    assert choices(found["group"]) == ()
    assert plain(found["group"], "1") == "1"
    assert nested({("plan", "dose"): 1, ("days",): 2}) == {"plan": {"dose": 1}, "days": 2}
