"""The one view class behind every table: wiring from URLs to the stages of a request."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, NoReturn
from urllib.parse import quote, urlencode

from flask import abort, has_request_context, request
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import gettext as _
from sqlalchemy import orm
from sqlalchemy.exc import DBAPIError

from console import errors
from console.admin import mapping, naming, registry, rights
from console.admin.columns import Column, displayable, name_of
from console.admin.recorded import Recorded
from console.admin.rendering import Rendered
from console.auth import Permission, allowed, current_account, row_rule
from console.models.db import db

# The stage functions are imported inside each endpoint: a stage may import the view's room.

_PATHS = {
    "list": "",
    "new": "new/",
    "edit": "edit/",
    "details": "details/",
    "delete": "delete/",
    "action": "action/",
    "export": "export/",
    "lookup": "ajax/lookup/",
    "update": "ajax/update/",
    "count": "count/",
    "facets": "facets/",
    "refresh": "refresh/",
}
_KINDS = {method: kind for kind, method in registry.ENDPOINTS.items()}
# Actions say themselves what they need.
_WRITES = {"create_view", "edit_view", "delete_view", "ajax_update", "refresh_view"}


class ConsoleView(Rendered, Recorded, ModelView):
    """Flask-Admin's ``ModelView`` with the console's own stages behind its URLs.

    Options keep Flask-Admin's names and meaning. Nothing is scaffolded before it is used.
    """

    list_template = "list.html"
    create_template = "form.html"
    edit_template = "form.html"
    details_template = "details.html"

    can_view_details = True
    can_export = True
    can_set_page_size = True
    page_size = 50
    page_size_options = (20, 50, 100, 200)
    export_types = ("csv", "tsv", "jsonl", "xlsx")
    named_filter_urls = True

    def __init__(
        self,
        model: type,
        session: Any,
        name: str | None = None,
        category: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        # A view that is registered by hand may be called by another name than its table.
        self._own_title = name
        category = category or getattr(self, "category", None)
        if session is not db and session is not db.session:
            raise TypeError(
                f"{type(self).__name__} was given another database than the console's: pass "
                "console.models.db.db."
            )
        super().__init__(model, db, name, category, *args, **kwargs)
        # As ported code expects it: something to query, add to and commit.
        self.session = db.session
        for one in self.column_filters or ():
            if hasattr(one, "operation"):
                self.handle_filter(one)  # finds its column, and says so where there is none

    # -- what templates and stages ask -------------------------------------------------------

    @cached_property
    def mapper(self) -> orm.Mapper[Any]:
        return orm.class_mapper(self.model)

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column that may be shown, by the name options and URLs use."""
        return {name: self._worded(column) for name, column in displayable(self.model).items()}

    def column(self, named: Any) -> Column:
        """The column that an option names: by its name, a dotted path or an attribute."""
        name = name_of(self.model, named)
        return self.columns.get(name) or self._worded(Column(self.model, name))

    def _worded(self, column: Column) -> Column:
        """*column* with the words that this view has for it."""
        label = (self.column_labels or {}).get(column.name)
        about = (self.column_descriptions or {}).get(column.name)
        if label is None and about is None:
            return column
        return replace(column, own_label=label, own_help=about)

    @property
    def title(self) -> str:
        """The heading of the list: the name it was given, else the plural for the viewer."""
        return str(self._own_title or naming.title(self.model))

    @property
    def may_read(self) -> bool:
        return allowed(Permission.READ, self.model)

    @property
    def may_write(self) -> bool:
        return allowed(Permission.WRITE, self.model)

    @property
    def may_create(self) -> bool:
        return self.can_create and self.may_write

    @property
    def may_edit(self) -> bool:
        return self.can_edit and self.may_write

    @property
    def may_delete(self) -> bool:
        return self.can_delete and self.may_write

    @cached_property
    def is_materialised(self) -> bool:
        """Whether the rows are a materialised view's, which can be filled anew."""
        return mapping.table_of(self.model).info.get("relkind") == "m"

    def link(self, kind: str, /, **values: Any) -> str:
        """The URL of one of this view's pages: ``list``, ``new``, ``edit``, ``details`` …

        Put together by hand: a list has a hundred links, and ``url_for`` would be most of it.
        """
        path = _PATHS[kind]
        if kind == "export":
            path = f"export/{quote(values.pop('export_type'), safe='')}/"
        given = {name: value for name, value in values.items() if value is not None}
        return f"{self.prefix}/{path}{'?' if given else ''}{urlencode(given, doseq=True)}"

    @property
    def prefix(self) -> str:
        """Where this view's pages begin: ``/admin/company``."""
        return self.url if self.blueprint else registry.prefix_of(self.model)

    def get_url(self, endpoint: str, **kwargs: Any) -> str:
        """Flask-Admin's way to name a page of this view (``.edit_view``) or any endpoint."""
        kind = _KINDS.get(endpoint.removeprefix(self.endpoint).removeprefix("."))
        return super().get_url(endpoint, **kwargs) if kind is None else self.link(kind, **kwargs)

    def create_blueprint(self, admin: Any) -> Any:
        """Called where an integrator's ``admin.add_view`` puts this view into an application."""
        found = super().create_blueprint(admin)
        registry.views(admin.app).adopt(self)
        return found

    # -- Flask-Admin's ways to rows ----------------------------------------------------------

    def get_query(self) -> Any:
        """The rows of this view as a query; an override narrows what is seen here.

        Outside of a request nobody is looking whose rules could apply.
        """
        found = self.session.query(self.model)
        if has_request_context():
            rule = row_rule(current_account(), self.model)
            return found if rule is None else found.filter(rule)
        return found

    def get_one(self, id: Any) -> Any:  # noqa: A002 - Flask-Admin's name
        """The row whose encoded key is given, or ``None``: also of rows not theirs to see."""
        from console.admin import query

        if has_request_context():
            return query.get_row(self, id)
        return super().get_one(id)

    # -- the gate ----------------------------------------------------------------------------

    def is_accessible(self) -> bool:
        return self.may_read

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        abort(
            403, description=_("Your role may not see %(rows)s.", rows=naming.genitive(self.model))
        )

    def _handle_view(self, name: str, **kwargs: Any) -> Any:
        refused = super()._handle_view(name, **kwargs)
        if refused is None and name in _WRITES and not self.may_write:
            abort(
                403,
                description=_(
                    "Your role may not change %(rows)s.", rows=naming.genitive(self.model)
                ),
            )
        return refused

    def _refuse(self, privilege: str, sentence: str) -> NoReturn:
        """403 with the *sentence*, and why, where the database's privileges are why."""
        why = rights.reason(self.model, privilege)
        abort(403, description=f"{sentence} {why}" if why else sentence)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin calls again without arguments on any TypeError, hiding where it came from.
        return fn(self, *args, **kwargs)

    # -- pages -------------------------------------------------------------------------------

    @expose("/")
    def index_view(self) -> Any:
        from console.admin import changelist, narrowing, refresh

        if refresh.is_unfilled(self):
            return refresh.question(self, self.link("list"))
        try:
            return changelist.answer(self)
        except DBAPIError as error:
            if errors.sqlstate(error) != errors.TOO_LONG:
                raise
            db.session.rollback()
            return errors.took_too_long(narrowing.sentence(self))

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        from console.admin import records

        if not self.can_create:
            self._refuse(rights.INSERT, _("%(rows)s cannot be added here.", rows=self.title))
        return records.create_page(self)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        from console.admin import records

        if not self.can_edit:
            self._refuse(rights.UPDATE, _("%(rows)s cannot be edited here.", rows=self.title))
        return records.edit_page(self)

    @expose("/details/")
    def details_view(self) -> Any:
        from console.admin import details

        return details.page(self)

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> Any:
        from console.admin import deletion

        if not self.can_delete:
            self._refuse(rights.DELETE, _("%(rows)s cannot be deleted here.", rows=self.title))
        return deletion.page(self)

    @expose("/action/", methods=("POST",))
    def action_view(self) -> Any:
        from console.admin import actions

        return actions.run(self)

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Any:
        from console.admin import export

        if not self.can_export or export_type not in self.export_types:
            abort(404, description=_("There is no export of this kind."))
        return export.answer(self, export_type)

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Any:
        from console.admin import lookup

        return lookup.answer(self, request.args)

    @expose("/count/")
    def count_view(self) -> Any:
        from console.admin import fragments

        return fragments.count(self)

    @expose("/facets/")
    def facets_view(self) -> Any:
        from console.admin import fragments

        return fragments.spread(self)

    @expose("/refresh/", methods=("GET", "POST"))
    def refresh_view(self) -> Any:
        from console.admin import refresh

        return refresh.page(self)

    @expose("/ajax/update/", methods=("GET", "POST"))
    def ajax_update(self) -> Any:
        from console.admin import celledit

        if not self.can_edit:
            self._refuse(rights.UPDATE, _("%(rows)s cannot be edited here.", rows=self.title))
        return celledit.answer(self)
