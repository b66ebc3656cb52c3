"""The reference says what there is, and nothing that there is not."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re

import click
import pytest
from flask_admin.contrib.sqla import ModelView

from console import security
from console.admin import checks, filters, kinds, liststate, parameters
from console.admin.options.account import AccountOptions
from console.admin.view import ConsoleView
from console.auth import Permission, Role, passwords, sessions, throttle
from console.auth.permissions import RIGHTS, WRITE, Family
from console.config import Config, Serving
from console.database import SESSION_SETTINGS
from console.models import constraints, mixins, types
from tests.databases import ROOT
from tests.docs.markdown import document

# A type that an app has without us: its commands and options are not ours to describe.
HELP = {"--help"}
HOUR = dt.timedelta(hours=1)


def names(cells):
    """The names in table cells: ``a``, ``b`` of "a, b"; what is called, without its arguments."""
    return {
        part.split("(")[0].strip() for cell in cells for part in cell.split(",") if part.strip()
    }


class Watched(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, **settings):
        super().__init__(settings)
        self.asked = set()

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)


class TestSettings:
    page = document("docs/reference/settings.md")

    @pytest.fixture
    def read(self):
        console, serving = Watched(TAB_DB_URL="postgresql:///books"), Watched()
        Config.from_env(console)
        Serving.from_env(serving)
        return console.asked | serving.asked

    def test_are_all_described(self, read):
        of_tests = {
            name
            for folder in ("tests", "bench")
            for path in (ROOT / folder).rglob("*.py")
            for name in re.findall(r'"(TAB_\w+_DB_URL)"', path.read_text())
        }

        assert set(self.page.headings(3)) == read | of_tests

    def test_are_all_in_the_example(self, read):
        example = (ROOT / ".env.example").read_text()

        assert {name for name in read if f"{name}=" not in example} == set()

    def test_of_connections_are_the_ones_that_are_set(self):
        rows = self.page.table("What is fixed")

        assert {row[0]: row[1] for row in rows} == {
            k.lower(): v for k, v in SESSION_SETTINGS.items()
        }


class TestRoles:
    page = document("docs/reference/roles.md")

    def test_have_the_rights_they_have(self):
        order = (Family.BUSINESS, Family.REFERENCE, Family.CONSOLE)
        expected = {str(role): [self.right(role, family) for family in order] for role in Role}

        assert {row[0]: row[1:4] for row in self.page.table("Roles")} == expected

    def right(self, role, family):
        rights = RIGHTS.get((role, family), frozenset())
        return "write" if rights == WRITE else "read" if rights else "–"

    def test_permissions_are_all_described(self):
        assert self.page.headings(3) == [str(permission) for permission in Permission]


class TestChecks:
    def test_are_all_described_under_their_ids(self):
        page = document("docs/reference/checks.md")
        source = inspect.getsource(checks)

        assert page.headings(3) == sorted(set(re.findall(r'"(console\.[EW]\d{3})"', source)))


class TestCommands:
    page = document("docs/reference/commands.md")

    @pytest.fixture
    def found(self, app):
        return dict(walk(app.cli, ("flask",)))

    def test_are_all_described(self, found):
        assert sorted(self.page.headings(3)) == sorted(found)

    def test_options_are_all_described(self, found):
        shared = set(re.findall(r"--[\w-]+", self.page.section("Alembic's options")))
        missing = {
            (path, option.opts[-1])
            for path, command in found.items()
            for option in command.params
            if isinstance(option, click.Option)
            and option.opts[-1] not in HELP | (shared if path.startswith("flask db") else set())
            and f"`{option.opts[-1]}`" not in self.page.section(path)
        }

        assert missing == set()

    def test_no_option_is_described_that_is_not_there(self, found):
        unknown = {
            (path, name)
            for path, command in found.items()
            for name in re.findall(r"`(--[\w-]+)`", self.page.section(path))
            if name not in {opt for one in command.params for opt in one.opts}
        }

        assert unknown == set()

    def test_targets_of_make_are_all_described(self):
        makefile = (ROOT / "Makefile").read_text()

        assert [row[0] for row in self.page.table("make")] == re.findall(
            r"^([a-z-]+):.*## ", makefile, re.MULTILINE
        )


def walk(group, path):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from walk(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


class TestOptions:
    page = document("docs/reference/options.md")

    def described(self, *headings):
        return names(row[0] for heading in headings for row in self.page.table(heading))

    def test_of_flask_admin_are_all_described(self):
        ours = self.described(
            "Menu", "Pages", "Lists", "Details", "Exports", "Forms", "Actions",
            "Templates and pages of one's own", "Without effect",
        )  # fmt: skip

        assert data_attributes(ModelView) - ours == set()

    def test_that_are_described_exist(self):
        ours = self.described("Pages", "Lists", "Details", "Exports", "Forms", "Hooks")

        assert {name for name in ours if not hasattr(ConsoleView, name)} == set()

    def test_without_effect_are_read_by_nobody(self):
        idle = self.described("Without effect") - {"menu_icon_value", "inline_models"}

        assert {name for name in idle if name in read_by_the_engine()} == set()

    def test_of_the_shipped_files_are_described(self):
        used = {n for n in vars(AccountOptions) if n.startswith(("column_", "form_", "can_"))}

        assert used <= self.described("Pages", "Lists", "Forms")


def data_attributes(cls):
    """The options of *cls*: its public class attributes that are no methods."""
    methods = (classmethod, staticmethod, property, type)
    return {
        name
        for base in cls.__mro__
        for name, value in vars(base).items()
        if not name.startswith("_")
        and not inspect.isfunction(value)
        and not isinstance(value, methods)
    }


def read_by_the_engine():
    """Every attribute that code of the page engine reads."""
    found = set()
    for path in (ROOT / "console/admin").rglob("*.py"):
        if path.parent.name == "options":
            continue
        tree = ast.parse(path.read_text())
        found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found


class TestKinds:
    page = document("docs/reference/kinds.md")

    def test_are_all_described(self):
        assert [row[0] for row in self.page.table("Kinds")] == [str(kind) for kind in kinds.Kind]

    def test_can_be_asked_what_stands_there(self):
        said = {row[0]: row[3].replace("–", "").split() for row in self.page.table("Kinds")}

        assert said == {
            str(kind): [operator.name for operator in filters._OPERATORS.get(kind, ())]
            for kind in kinds.Kind
        }


class TestLists:
    page = document("docs/reference/lists.md")

    def test_operators_are_all_described(self, app):
        known = {
            operator.name: str(operator.label)
            for operator in vars(filters).values()
            if isinstance(operator, filters.Operator)
        }

        with app.test_request_context():
            said = {row[0]: row[1] for row in self.page.table("Filters")}
            assert said.keys() == known.keys()

    def test_the_words_of_operators_are_those_of_the_pages(self, app):
        with app.test_request_context():
            for name, words, _asked, *_rest in self.page.table("Filters"):
                labels = {
                    str(operator.label)
                    for operator in vars(filters).values()
                    if isinstance(operator, filters.Operator) and operator.name == name
                }
                assert words in labels

    def test_periods_are_all_described(self):
        assert [row[0] for row in self.page.table("Periods")] == list(filters.PERIODS)

    def test_parameters_are_all_described(self):
        others = re.search(
            r"^Every other parameter is a filter\. (.+?) are kept", self.page.text, re.MULTILINE
        )
        assert others is not None
        kept = set(re.findall(r"`(\w+)`", others[1]))

        assert {row[0] for row in self.page.table("Parameters")} | kept == parameters.RESERVED

    def test_limits_are_those_of_the_code(self):
        text = self.page.text

        values = f"At most {filters.MOST} filters with {filters.MOST_VALUES} values in all"
        assert f"{values}, {filters.MOST_TEXTS} of them for `contains`" in text
        assert "At most 8 words and 200 characters" in text
        assert liststate.search.MOST_WORDS == 8
        assert liststate.search.LONGEST == 200


class TestAddresses:
    def test_are_all_described(self, app):
        page = document("docs/reference/addresses.md")
        rows = [*page.table("Tables"), *page.table("The console's own")]

        assert sorted(row[0] for row in rows) == sorted(
            {rule.rule for rule in app.url_map.iter_rules()}
        )


class TestSecurity:
    page = document("docs/explanation/security.md")

    def test_sessions_end_when_it_says(self):
        rows = {row[0]: row[1] for row in self.page.table("Sessions")}

        assert rows["ends without a request for"] == f"{sessions.IDLE // HOUR} hours"
        assert rows["ends in any case after"] == f"{sessions.ABSOLUTE // HOUR} hours"

    def test_guesses_wait_as_long_as_it_says(self):
        limits = (throttle.PAIR, throttle.ACCOUNT, throttle.ADDRESS)
        minutes = [f"{limit.longest // 60} minute{'s' * (limit.longest > 60)}" for limit in limits]

        assert [row[1:] for row in self.page.table("Guessing")] == [
            [str(limit.free), words] for limit, words in zip(limits, minutes, strict=True)
        ]

    def test_passwords_are_as_long_as_it_says(self):
        assert f"{passwords.MINIMUM} to {passwords.MAXIMUM} characters" in self.page.text

    def test_headers_are_all_described(self):
        named = {row[0] for row in self.page.table("Headers")}
        others = {"Content-Security-Policy", "Cache-Control", "Strict-Transport-Security"}

        assert named == set(security.HEADERS) | others


class TestModels:
    page = document("docs/reference/models.md")

    def test_types_are_all_described(self):
        known = {name for name, value in vars(types).items() if hasattr(value, "__metadata__")}

        assert {row[0] for row in self.page.table("Types")} == known

    def test_mixins_are_all_described(self):
        assert {row[0] for row in self.page.table("Mixins")} == own_names(mixins)

    def test_constraints_are_all_described(self):
        assert {row[0] for row in self.page.table("Constraints")} == own_names(constraints)

    def test_keys_of_info_are_all_described(self):
        read = set()
        for path in (ROOT / "console").rglob("*.py"):
            read |= set(re.findall(r"\binfo(?:\.get\(|\[)\"([a-z_]+)\"", path.read_text()))

        # The foot of a page in development notes its time on connections, not on columns.
        assert {row[0] for row in self.page.table("info")} == read - {"console_begun"}


def own_names(module):
    """What *module* defines itself."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    }


class TestKeys:
    def test_are_all_described(self):
        script = (ROOT / "frontend/js/keys.js").read_text()
        templates = [path.read_text() for path in (ROOT / "console/templates").rglob("*.html")]
        named = {key for text in templates for key in re.findall(r'data-shortcut="([^"{]+)"', text)}
        handled = set(re.findall(r'event\.key === "(.+?)"', script))
        rows = {row[0] for row in document("docs/reference/keys.md").table("Keys")}

        assert rows == {"Enter"} | named | handled


class TestAnswers:
    def test_are_all_described(self):
        page = document("docs/reference/answers.md")
        said = {int(code) for heading in page.headings(3) for code in heading.split(", ")}

        assert said == {200, 302, *codes()}


def codes():
    """Every status that code of the console answers with, as far as it stands there in figures."""
    found = set()
    for path in (ROOT / "console").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            numbers = []
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ANSWERING:
                numbers = node.args
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                numbers = node.value.elts
            elif isinstance(node, ast.Dict) and path.name == "errors.py":
                numbers = [key for key in node.keys if key is not None]
            elif isinstance(node, ast.Assign) and path.name == "records.py":
                numbers = [node.value]
            found |= {
                n.value for n in numbers if isinstance(n, ast.Constant) and is_status(n.value)
            }
    return found


ANSWERING = {"abort", "answer", "redirect", "_sign_in_page", "_password_page"}


def is_status(value):
    return isinstance(value, int) and 200 <= value < 600
