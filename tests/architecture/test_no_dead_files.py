"""A module that nobody imports is deleted, not kept for later."""

import ast
import re
import tomllib
from pathlib import Path

import grimp

from tests.support.repository import ROOT


SRC = ROOT / "src"
# What Django loads because of where it stands.
FOUND_BY_PLACE = re.compile(
    r"\.(apps|models|migrations\.\w+|templatetags\.\w+|management\.commands\.\w+)$"
)


def test_every_module_is_used():
    graph = grimp.build_graph("dosekeeper", exclude_type_checking_imports=False)
    named = names_in_strings() | entry_points() | {"dosekeeper.__main__"}
    dead = [
        module
        for module in graph.modules
        if not graph.find_modules_that_directly_import(module)
        and not graph.find_children(module)
        and not FOUND_BY_PLACE.search(module)
        and module not in named
        and not is_empty_package(module)
    ]
    assert dead == [], "nobody imports these"


def names_in_strings() -> set[str]:
    """Modules that a setting or a command names, such as middleware and URLs."""
    named = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for dotted in re.findall(r"\bdosekeeper(?:\.\w+)+", node.value):
                    named |= {dotted, dotted.rpartition(".")[0]}
    return named


def entry_points() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {target.partition(":")[0] for target in project["scripts"].values()}


def is_empty_package(module: str) -> bool:
    """Say whether a module is the __init__ of a package that holds no code yet."""
    folder = SRC / Path(*module.split("."))
    return folder.is_dir() and not any(folder.glob("[!_]*.py"))
