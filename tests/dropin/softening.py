"""Runs the installed tests with the assertions that are lost on purpose noted, not raised.

The files are compiled as the wheel ships them, with nothing changed but this: an assertion that
`tests.dropin.lost` names asks whether it holds, instead of ending its test.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from importlib.util import find_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tests.dropin import lost

PACKAGE = "flask_admin.tests."
# Of each lost assertion, whether it held, every time it was met.
met: dict[tuple[str, str], list[bool]] = defaultdict(list)


class Loader(importlib.machinery.SourceFileLoader):
    """Compiles one of the foreign files, without its cache."""

    def get_code(self, fullname: str) -> CodeType | None:
        tree = ast.parse(self.get_data(self.path), self.path)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                _Softener(node.name).visit(node)
        return compile(ast.fix_missing_locations(tree), self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["_note_lost"] = note
        super().exec_module(module)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the files of the foreign tests before anybody else does."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        name = fullname.rpartition(".")[2]
        if not fullname.startswith(PACKAGE) or not name.startswith("test_") or path is None:
            return None
        file = next((p for p in (Path(one) / f"{name}.py" for one in path) if p.exists()), None)
        if file is None:
            return None
        loader = Loader(fullname, str(file))
        return spec_from_file_location(fullname, file, loader=loader)


class _Softener(ast.NodeTransformer):
    def __init__(self, test: str) -> None:
        self.test = test
        self.patterns = [text for name, text, _reason in lost.ASSERTIONS if name == test]

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        text = ast.unparse(node.test)
        if not any(fnmatchcase(text, pattern) for pattern in self.patterns):
            return node
        asked = ast.Lambda(
            ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[]),
            node.test,
        )
        call = ast.Call(
            ast.Name("_note_lost", ast.Load()),
            [ast.Constant(self.test), ast.Constant(text), asked],
            [],
        )
        return ast.copy_location(ast.Expr(call), node)


def note(test: str, text: str, holds: Callable[[], Any]) -> None:
    """Remember whether the assertion *text* of *test* holds."""
    try:
        met[test, text].append(bool(holds()))
    except Exception:  # noqa: BLE001 - whatever it is, the assertion does not hold
        met[test, text].append(False)


def install() -> None:
    sys.meta_path.insert(0, Finder())
    assert find_spec("flask_admin.tests.sqla.test_basic") is not None


def stale() -> list[str]:
    """The lost assertions that hold wherever they were met: they are lost no more."""
    return [f"{test}: {text}" for (test, text), held in met.items() if all(held)]
