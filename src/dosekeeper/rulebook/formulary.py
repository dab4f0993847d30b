"""The products a clinic may use, with the names people have for them."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from dosekeeper.core.product import Product
from dosekeeper.core.units import BadValueError
from dosekeeper.rulebook.document import Document, read


@cache
def shipped_products() -> Mapping[str, str]:
    """Return the products that ship: id to name."""
    file = resources.files("dosekeeper.rulebook").joinpath("formulary.toml")
    return formulary_of(read(file.read_bytes(), "formulary.toml"))


def formulary_of(doc: Document) -> dict[str, str]:
    """Read a formulary. Raises PolicyError with the line of what is wrong."""
    products = doc.top.get("products")
    if not isinstance(products, dict) or set(doc.top) != {"products"}:
        raise doc.error("has one table, [products], and nothing else")
    for product in products:
        try:
            Product.parse(product)
        except BadValueError as error:
            raise doc.error(error.message, "products", product) from error
    return {
        product: doc.line_of_text(name, product, "products")
        for product, name in products.items()
    }
