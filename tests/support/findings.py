"""What every gate can say, read from its source: findings, their numbers, their ways out.

Read rather than run, because a finding that no test provokes is the one whose sentence is
missing when a patient first meets it.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from dosekeeper.core.due import EXPECTED
from dosekeeper.core.gates import RULES, dose_ceiling, vitals
from dosekeeper.core.plan import Order
from dosekeeper.core.signals import SIGNALS


# What the variables in a finding's name stand for.
DOMAINS: Mapping[str, tuple[str, ...]] = {
    "role": ("patient", "prescriber"),
    "name": vitals._MEASURED,
    "step": tuple(step for step, _ in dose_ceiling._STEPS),
    "unit": ("mg", "mg-per-kg"),
    "act.order": tuple(order for order in Order if order is not Order.SCHEDULED),
}
# Numbers that a branch adds, which reading the source cannot tell.
BRANCHED = {
    **{f"above-{step}-mg": {"dose_ug_per_kg_max", "weight_g"} for step in DOMAINS["step"]},
    "weight-missing": {"age_days"},
}


@dataclass(frozen=True)
class Spoken:
    """One way in which one rule can speak."""

    rule: str
    finding: str
    numbers: frozenset[str]
    clears_by: frozenset[str]


def spoken() -> list[Spoken]:
    """Return every rule and finding, each once, with all numbers it can carry."""
    found: dict[tuple[str, str], Spoken] = {}
    for rule, module in RULES.items():
        assert module.__file__
        for one in _of_module(rule, ast.parse(Path(module.__file__).read_text("utf-8"))):
            before = found.get((one.rule, one.finding))
            numbers = one.numbers | (before.numbers if before else frozenset())
            clears = one.clears_by | (before.clears_by if before else frozenset())
            left = numbers - BRANCHED.get(one.finding, set())
            found[one.rule, one.finding] = Spoken(one.rule, one.finding, left, clears)
    return list(found.values())


def settings_asked_for() -> set[tuple[str, str]]:
    """Return every setting a gate or an expectation asks for by a plain name."""
    asked = set()
    for rule, module in {**RULES, **EXPECTED, **SIGNALS}.items():
        assert module.__file__
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        for call in _calls(tree, {"value", "number", "hours", "reason"}):
            names = [k.value for k in call.keywords if k.arg == "setting"]
            if _method(call) != "reason" and ast.unparse(call.args[0]) in {"RULE", "KIND"}:
                names += call.args[1:2]
            asked |= {(rule, text) for name in names for text in _plain(name)}
    return asked


def _plain(node: ast.expr) -> set[str]:
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return _plain(body) | _plain(orelse)
        case _:
            return set()


def _of_module(rule: str, tree: ast.Module) -> Iterator[Spoken]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in _calls(function, {"reason"}):
            for env in _environments(call):
                numbers = _numbers(call, function, env)
                clears = _clears(call, function)
                for finding in _texts(call.args[1], function, env):
                    yield Spoken(rule, finding, frozenset(numbers), frozenset(clears))


def _calls(tree: ast.AST, methods: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _method(node) in methods:
            yield node


def _method(call: ast.Call) -> str:
    match call.func:
        case (
            ast.Attribute(value=ast.Name(id="ask" | "looking" | "sight"), attr=name)
            | ast.Attribute(
                value=ast.Attribute(value=ast.Name(id="looking"), attr="policy"), attr=name
            )
        ):
            return name
        case _:
            return ""


def _environments(call: ast.Call) -> Iterator[dict[str, str]]:
    names = {ast.unparse(n) for n in ast.walk(call) if isinstance(n, ast.Name | ast.Attribute)}
    used = [name for name in DOMAINS if name in names]
    for values in product(*(DOMAINS[name] for name in used)):
        yield dict(zip(used, values, strict=True))


def _texts(node: ast.expr, function: ast.FunctionDef, env: dict[str, str]) -> set[str]:
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return _texts(body, function, env) | _texts(orelse, function, env)
        case ast.JoinedStr(values=values):
            return {"".join(_part(value, env) for value in values)}
        case ast.Name() | ast.Attribute() if (name := ast.unparse(node)) in env:
            return {env[name]}
        case ast.Name(id=name):
            given = list(_assigned(name, function))
            assert given, f"{name} in {function.name}: nothing is assigned to it"
            return _union(_texts(value, function, env) for value in given)
        case _:
            raise AssertionError(f"cannot read the finding {ast.unparse(node)}")


def _part(node: ast.expr, env: dict[str, str]) -> str:
    match node:
        case ast.FormattedValue(value=value):
            return env[ast.unparse(value)]
        case ast.Constant(value=text):
            return str(text)
        case _:
            raise AssertionError(ast.unparse(node))


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=target), value=value) if target == name:
                if value:
                    yield value
            case ast.AugAssign(target=ast.Name(id=target), value=value) if target == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = zip(targets, values, strict=True)
                yield from (value for target, value in pairs if ast.unparse(target) == name)
            case _:
                pass


def _numbers(call: ast.Call, function: ast.FunctionDef, env: dict[str, str]) -> set[str]:
    given = [*call.args[2:3], *(k.value for k in call.keywords if k.arg == "numbers")]
    return _union(_keys(node, function, env) for node in given)


def _keys(node: ast.expr, function: ast.FunctionDef, env: dict[str, str]) -> set[str]:
    match node:
        case ast.Dict(keys=keys, values=values):
            named: set[str] = set()
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    named |= _keys(value, function, env)
                else:
                    named |= _texts(key, function, env)
            return named
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _keys(left, function, env) | _keys(right, function, env)
        case ast.Name(id=name):
            given = list(_assigned(name, function))
            assert given, f"{name} in {function.name}: nothing is assigned to it"
            found = _union(_keys(value, function, env) for value in given)
            return found | _subscripts(name, function)
        case _:
            raise AssertionError(f"cannot read the numbers {ast.unparse(node)}")


def _subscripts(name: str, function: ast.FunctionDef) -> set[str]:
    return {
        node.slice.value
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == name
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    }


def _clears(call: ast.Call, function: ast.FunctionDef) -> set[str]:
    given = [k.value for k in call.keywords if k.arg == "clears_by"]
    return _union(_ways(node, function) for node in given)


def _ways(node: ast.expr, function: ast.FunctionDef) -> set[str]:
    match node:
        case ast.Tuple(elts=elts):
            return _union(_texts(item, function, {}) for item in elts)
        case ast.IfExp(body=body, orelse=orelse):
            return _ways(body, function) | _ways(orelse, function)
        case ast.Name(id=name):
            return _union(_ways(value, function) for value in _assigned(name, function))
        case _:
            raise AssertionError(f"cannot read the ways out {ast.unparse(node)}")


def _union(sets: Iterable[set[str]]) -> set[str]:
    return {text for one in sets for text in one}
