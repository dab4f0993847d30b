"""The core is the product without the world.

The import contracts name what would tempt most; this holds for everything else: the
core imports itself and the standard library, and nothing of the standard library that
reads a clock, a file or a network.
"""

import ast
import sys

from tests.support.repository import ROOT


CORE = ROOT / "src" / "dosekeeper" / "core"
# Everything else of the standard library has to be added here by hand, and argued for.
HARMLESS = {
    "__future__",
    "abc",
    "bisect",
    "collections",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "statistics",
    "string",
    "textwrap",
    "types",
    "typing",
    "unicodedata",
    "zoneinfo",
}
# Only types, and only until 3.12 is the oldest Python: `override`.
TYPES_ONLY = {"typing_extensions"}


def test_the_harmless_list_names_the_standard_library():
    assert set(sys.stdlib_module_names) >= HARMLESS


def test_the_core_imports_nothing_that_touches_the_world():
    allowed = HARMLESS | TYPES_ONLY
    strangers = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in CORE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in imported(node)
        if not name.startswith("dosekeeper.core") and name.partition(".")[0] not in allowed
    }
    assert strangers == set()


def imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case _:
            return []
