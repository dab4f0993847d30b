"""A function fits on a screen and a file in a head.

There is no list of exceptions: one that starts empty and may only shrink is none.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.repository import ROOT


SRC = ROOT / "src" / "dosekeeper"
CORE = SRC / "core"

FUNCTION_LINES, FILE_LINES = 60, 500
CORE_FUNCTION_LINES, CORE_FILE_LINES = 40, 300


def test_every_file_and_function_is_within_its_size():
    assert list(oversize()) == [], "split these"


def oversize() -> Iterator[str]:
    for path in sorted(SRC.rglob("*.py")):
        in_core = path.is_relative_to(CORE)
        text = path.read_text("utf-8")
        most = CORE_FILE_LINES if in_core else FILE_LINES
        if (lines := text.count("\n")) > most:
            yield f"{path.relative_to(ROOT)}: {lines} lines, at most {most}"
        most = CORE_FUNCTION_LINES if in_core else FUNCTION_LINES
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from function_oversize(path, node, most)


def function_oversize(
    path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef, most: int
) -> Iterator[str]:
    if (lines := code_lines(node)) > most:
        where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        yield f"{where}: {lines} lines, at most {most}"


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: explaining costs nothing."""
    first = function.body[0]
    explained = 0
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        explained = (first.end_lineno or first.lineno) - first.lineno + 1
    return (function.end_lineno or function.lineno) - function.lineno + 1 - explained
