"""The products a clinic may use, with the words people have for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dosekeeper.core.product import Product
from dosekeeper.core.units import BadValueError
from dosekeeper.rulebook.document import Document, read


_WORDS = ("name", "unit", "units")


@dataclass(frozen=True, slots=True)
class Words:
    """What people call a product, one unit of it, and several."""

    name: str
    unit: str
    units: str


@cache
def shipped_products() -> Mapping[str, Words]:
    """Return the products that ship."""
    file = resources.files("dosekeeper.rulebook").joinpath("formulary.toml")
    return formulary_of(read(file.read_bytes(), "formulary.toml"))


def formulary_of(doc: Document) -> dict[str, Words]:
    """Read a formulary. Raises PolicyError with the line of what is wrong."""
    products = doc.top.get("products")
    if not isinstance(products, dict) or set(doc.top) != {"products"}:
        raise doc.error("has one table, [products]")
    return {str(name): _words(doc, str(name), table) for name, table in products.items()}


def _words(doc: Document, name: str, table: object) -> Words:
    path = ("products", name)
    try:
        Product.parse(name)
    except BadValueError as error:
        raise doc.error(error.message, *path) from error
    if not isinstance(table, dict) or set(table) != set(_WORDS):
        raise doc.error(f"{name} needs {', '.join(_WORDS)}, and nothing else", *path)
    return Words(*(doc.line_of_text(table[word], word, *path) for word in _WORDS))
