"""Start-up checks: options that name what is not there, each with an id, a sentence, a hint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_admin.contrib.sqla import ModelView

from console.admin.columns import Column
from console.admin.kinds import is_secret
from console.admin.mapping import mapper_of
from console.admin.registry import ADOPTED, EXTENSION, options_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


@dataclass(frozen=True)
class Problem:
    """What a check found. ``E`` ids stop the start, ``W`` ids do not."""

    id: str
    sentence: str
    hint: str

    @property
    def is_error(self) -> bool:
        return ".E" in self.id

    def __str__(self) -> str:
        return f"{self.id}: {self.sentence} {self.hint}"


Check = Callable[["ConsoleView"], Iterator[Problem]]
# Options that hold names of columns, relationships or dotted paths.
NAMING_OPTIONS = (
    "column_list",
    "column_sortable_list",
    "column_searchable_list",
    "column_filters",
    "column_editable_list",
    "column_exclude_list",
    "column_export_list",
    "column_export_exclude_list",
    "column_details_list",
    "column_details_exclude_list",
    "form_columns",
    "form_excluded_columns",
)
# The others need a column to put into a statement; these may name a Python property, too.
PYTHON_TOO = ("column_list", "column_export_list", "column_details_list", *NAMING_OPTIONS[-2:])

# Methods of Flask-Admin's by which code that was written for it limits or writes rows.
UNASKED = ("get_list",)


def run(app: Flask, *, only_options: bool = False) -> list[Problem]:
    """Every problem of every view of *app*; touches no database.

    *only_options* looks at the models that have options, which is where errors can be.
    """
    views = app.extensions[EXTENSION]
    models = [model for model in views if not only_options or options_of(model)]
    found = [problem for model in models for problem in _of(views, model)]
    found += [] if only_options else nothing_left_out(app)
    return sorted(found, key=lambda problem: (not problem.is_error, problem.id, problem.sentence))


def _of(views: Mapping[type, ConsoleView], model: type) -> list[Problem]:
    """Every problem of one view, or why there can be none: console.E007."""
    try:
        mapper_of(model)
    except Exception as error:  # noqa: BLE001 - whatever SQLAlchemy says to a class of somebody's
        sentence = " ".join(str(error).split())
        return [
            Problem(
                "console.E007",
                f"{model.__name__} in {model.__module__} cannot be declared: {sentence}",
                "Correct the model file; until then its pages end in an error, and no others do.",
            )
        ]
    return [problem for check in CHECKS for problem in check(views[model])]


def _names(view: ConsoleView, option: str) -> list[str]:
    chosen = getattr(view, option, None) or ()
    found = [one[0] if isinstance(one, tuple) else one for one in chosen]
    return [str(getattr(name, "key", name)) for name in found if not hasattr(name, "operation")]


def _exists(model: type, name: str) -> bool:
    try:
        return not Column(model, name).is_property
    except KeyError:
        return False


def known_names(view: ConsoleView) -> Iterator[Problem]:
    """console.E001"""
    for option in NAMING_OPTIONS:
        for name in _names(view, option):
            extra = name in (view.form_extra_fields or {}) or hasattr(
                view.model, name.split(".")[0]
            )
            if not _exists(view.model, name) and not (option in PYTHON_TOO and extra):
                yield Problem(
                    "console.E001",
                    f"{option} of {view.model.__name__} names “{name}”, which the model has not.",
                    "Correct the name or remove it.",
                )


def sort_exists(view: ConsoleView) -> Iterator[Problem]:
    """console.E002"""
    from console.admin.ordering import default_sort

    for name, _descending in default_sort(view):
        if not _exists(view.model, name):
            yield Problem(
                "console.E002",
                f"column_default_sort of {view.model.__name__} names “{name}”, which is no column.",
                "Name a mapped column or a dotted path to one.",
            )


def no_secrets(view: ConsoleView) -> Iterator[Problem]:
    """console.E003"""
    for option in (one for one in NAMING_OPTIONS if "exclude" not in one):
        for name in _names(view, option):
            if not _is_secret(view.model, name):
                continue
            yield Problem(
                "console.E003",
                f"{option} of {view.model.__name__} names the secret column “{name}”.",
                "Secret columns never leave the database; remove it.",
            )


def _is_secret(model: type, name: str) -> bool:
    """Whether *name*, which may be a dotted path, ends in a secret column."""
    return _exists(model, name) and any(map(is_secret, Column(model, name).columns))


def nothing_unasked(view: ConsoleView) -> Iterator[Problem]:
    """console.E004"""
    for name in UNASKED:
        if getattr(type(view), name) is not getattr(ModelView, name):
            yield Problem(
                "console.E004",
                f"{name} of {view.model.__name__} would do nothing: the console does not call it.",
                "Limit rows in get_query, or for everybody in console.auth.permissions.row_rule.",
            )


def can_be_edited(view: ConsoleView) -> Iterator[Problem]:
    """console.E005"""
    from console.admin import editable

    for name in editable.chosen(view):
        why = editable.obstacle(view, name) if _exists(view.model, name) else None
        if why is not None and not _is_secret(view.model, name):
            yield Problem(
                "console.E005",
                f"column_editable_list of {view.model.__name__} names “{name}”, {why}.",
                "Name columns of the row's own that people enter.",
            )


def can_be_looked_up(view: ConsoleView) -> Iterator[Problem]:
    """console.E006"""
    if not view.form_ajax_refs:
        return
    try:
        view._process_ajax_references()
    except (ValueError, NotImplementedError) as error:
        yield Problem(
            "console.E006",
            f"form_ajax_refs of {view.model.__name__} cannot be asked: {error}",
            "Name a link to one row by a single key, and the fields of its table to search in.",
        )


def macros_are_there(view: ConsoleView) -> Iterator[Problem]:
    """console.W005"""
    from console.admin import macros

    for option, template, name in macros.asked(view):
        if not macros.has(view, template, name):
            yield Problem(
                "console.W005",
                f"{option} of {view.model.__name__} names the macro “{name}”, which {template} "
                "neither has nor imports.",
                "Let a template of your own extend it and define the macro; what Flask-Admin's "
                "own macros draw (details, editing, deleting, inputs) the console's pages have.",
            )


def edits_somewhere(view: ConsoleView) -> Iterator[Problem]:
    """console.W004"""
    if view.column_editable_list and not view.can_edit:
        yield Problem(
            "console.W004",
            f"column_editable_list of {view.model.__name__} does nothing: can_edit is off.",
            "Leave can_edit on, and name what the form may change in form_columns.",
        )


def has_words(view: ConsoleView) -> Iterator[Problem]:
    """console.W001"""
    if not any("__str__" in vars(base) for base in view.model.__mro__[:-1]):
        yield Problem(
            "console.W001",
            f"{view.model.__name__} has no __str__, so its rows are called by their key.",
            "Add a __str__ that returns a few words made of its own columns.",
        )


def page_size_offered(view: ConsoleView) -> Iterator[Problem]:
    """console.W002"""
    if view.page_size not in view.page_size_options:
        options: Any = ", ".join(map(str, view.page_size_options))
        yield Problem(
            "console.W002",
            f"page_size of {view.model.__name__} is {view.page_size}, not among {options}.",
            "Add it to page_size_options.",
        )


def nothing_left_out(app: Flask) -> list[Problem]:
    """console.W003. Asked last: views have been made by then, and with them their classes."""
    adopted: Any = app.extensions.get(ADOPTED)
    return [
        Problem(
            "console.W003",
            f"Of the database, {what} is left out.",
            "The log of the start says why; everything else is served.",
        )
        for what in (adopted.left_out if adopted else ())
    ]


CHECKS: tuple[Check, ...] = (
    known_names,
    sort_exists,
    no_secrets,
    nothing_unasked,
    can_be_edited,
    can_be_looked_up,
    has_words,
    page_size_offered,
    edits_somewhere,
    macros_are_there,
)
