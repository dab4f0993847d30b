"""A product's identifier says all of it, in one spelling."""

import pytest

from dosekeeper.core.product import Product, Route, Substance, product_of
from dosekeeper.core.units import BadValueError, Mass


@pytest.mark.parametrize(
    ("text", "substance", "route", "form", "mg", "injected"),
    [
        ("ketamine-sublingual-troche-100mg", "ketamine", "sublingual", "troche", "100", False),
        (
            "ketamine-intramuscular-tenth-ml-5mg",
            "ketamine",
            "intramuscular",
            "tenth-ml",
            "5",
            True,
        ),
        ("esketamine-intranasal-spray-28mg", "esketamine", "intranasal", "spray", "28", False),
        ("ketamine-oral-drop-0.5mg", "ketamine", "oral", "drop", "0.5", False),
        ("ketamine-subcutaneous-u2-1.25mg", "ketamine", "subcutaneous", "u2", "1.25", True),
        ("ketamine-intravenous-bag-50mg", "ketamine", "intravenous", "bag", "50", True),
    ],
)
def test_an_identifier_is_read_whole_and_written_back(
    text: str, substance: str, route: str, form: str, mg: str, *, injected: bool
):
    product = Product.parse(text)
    assert product == Product(Substance(substance), Route(route), form, Mass.mg(mg))
    assert product.injected is injected
    assert product.id == text
    assert product_of(text) is product_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ketamine",
        "morphine-oral-tablet-10mg",
        "ketamine-dermal-patch-10mg",
        "ketamine-oral-tablet-0mg",
        "ketamine-oral-tablet-010mg",
        "ketamine-oral-tablet-10.0mg",
        "ketamine-oral-tablet-10",
        "ketamine-oral-tablet-1000000mg",
        "ketamine-oral-tablet-0.0001mg",
        "Ketamine-oral-tablet-10mg",
        "ketamine-oral-tablet-\u0661\u0660mg",
        "ketamine-oral-tablet-10mg ",
        "ketamine-oral-" + "x" * 64 + "-10mg",
    ],
)
def test_any_other_spelling_is_no_product(text: str):
    with pytest.raises(BadValueError) as error:
        Product.parse(text)
    assert error.value.field == "product"
