"""Exports: exactly the list's rows, order and columns, streamed from one snapshot."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response, abort, request
from flask_admin.model import BaseModelView
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from console import i18n
from console.admin import catalogue, counting, listing, liststate, naming, ordering, query
from console.admin.extract import ALL, Viewer, chosen_columns, extract
from console.admin.mapping import is_keyless
from console.auth import Account, current_account
from console.i18n.formats import DECIMAL_SIGN
from console.models.db import db
from console.transfer import clients, formats, writers
from console.transfer.formats import Format, Style
from console.transfer.snapshot import Snapshot
from console.transfer.stream import PATIENCE, Stream

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

# What a list's URL says beyond what an export is asked for.
ELSEWHERE = {"page", "per_page", "after", "before", "count", "ask", "facets", "saved", "url", "for"}
COUNTING = 20  # seconds
CERTAIN = 0.5  # of the rows that a sheet holds: so few expected ones need not be counted
NEARLY = 0.97  # of them, where they are all that the table holds
# Up to so many rows are found and sorted before anybody notices.
SORTED = 50_000
# Rows that ANALYZE or VACUUM have counted, and how many were written since.
_HOLDS = sa.text(
    """
    SELECT reltuples + pg_stat_get_mod_since_analyze(oid) FROM pg_class
    WHERE oid = to_regclass(:name) AND relkind = 'r' AND NOT relhassubclass AND reltuples >= 0
    """
)
PATTERNS = {"pl": ("DD.MM.YYYY", "DD.MM.YYYY HH24:MI:SS")}


class RefusedError(ValueError):
    """What was asked for cannot be exported; the text is the sentence that says why."""


class TooManyError(RefusedError):
    """There are more rows than the format takes."""


@dataclass(frozen=True)
class Export:
    """A file that was asked for: which rows of which table, in which format, made for whom."""

    view: ConsoleView
    state: liststate.ListState
    chosen: Format
    style: Style
    every: bool = False  # all columns, not only those of the list
    viewer: Viewer = field(default_factory=Viewer)
    account: Account | None = None

    @property
    def base(self) -> sa.Select[Any]:
        return listing.narrowed(self.state, self.viewer.base(self.view))

    def begin(self, tick: writers.Tick | None = None, **options: Any) -> Stream:
        """The file's bytes; `RefusedError` where there cannot be such a file."""
        expected = int(counting.explain(self.base)["Plan Rows"])
        found = extract(
            self.view,
            self.state,
            chosen_columns(self.view, self.state, every=self.every),
            self.viewer,
            for_people=self.style.excel or self.chosen.name == "xlsx",
            about=self._about() if self.chosen.name == "xlsx" else (),
            about_title=_("About"),
            at_once=expected > SORTED and not is_keyless(self.view.model),
        )
        # A table without columns has rows all the same, and files say how many.
        if not found.fields and _has_columns(self.view):
            raise RefusedError(_("There is no column to export."))
        # The request's own transaction ends here: the file may take longer than any reader.
        db.session.rollback()
        # Under a connection that tests put in its place there still is an engine.
        snapshot = Snapshot(db.engine.engine, self.account)
        try:
            self._refuse_too_many(snapshot, expected)

            def produce(file: io.BufferedWriter) -> None:
                with snapshot:
                    writers.Writer(found, self.style, snapshot, file, tick).write(self.chosen)
                if not found.is_sql:
                    # A formatter of somebody's own may have read something.
                    db.session.remove()

            stream = Stream(
                produce,
                cancel=snapshot.cancel,
                head=writers.head(self.chosen, found, self.style),
                last=self._last_words(),
                **options,
            )
            return stream.start()
        except BaseException:
            snapshot.close()
            raise

    @property
    def name(self) -> str:
        """What the file is called."""
        own = type(self.view).get_export_name
        if own is not BaseModelView.get_export_name:
            return str(self.view.get_export_name(self.chosen.name))
        day = dt.datetime.now(i18n.current_timezone()).date()
        table = re.sub(r'[\x00-\x1f/\\:*?"<>|]', "_", self.view.endpoint.replace(":", "."))
        return f"{table}-{day:%Y-%m-%d}.{self.chosen.name}"

    def _refuse_too_many(self, snapshot: Snapshot, expected: int) -> None:
        most = self.chosen.most_rows
        if most is None or 0 < self.view.export_max_rows <= most:
            return
        if expected <= most * CERTAIN or self._holds(snapshot) <= most * NEARLY:
            # Should the statistics be that wrong, the file breaks off where the sheet ends.
            return
        # Nobody could stop this by leaving, as they can the export itself.
        snapshot.limit(COUNTING)
        one = self.base.with_only_columns(sa.literal(1), maintain_column_froms=True)
        # Counted up to a limit, rows are counted by one process; without, by several.
        some = (one if expected < 2 * most else one.limit(most + 1)).subquery()
        if (snapshot.connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0) > most:
            raise TooManyError(
                _(
                    "%(format)s holds at most %(most)s rows, and this list has more. Narrow it "
                    "with a filter, or take CSV, which holds any number.",
                    format=self.chosen.label,
                    most=i18n.format_number(most),
                )
            )
        snapshot.limit(0)

    def _holds(self, snapshot: Snapshot) -> float:
        """How many rows there can be in the table, found or not; unknown is infinity."""
        name = catalogue.sql_name(catalogue.table_of(self.view.model))
        found = snapshot.connection.scalar(_HOLDS, {"name": name})
        return math.inf if found is None else float(found)

    def _last_words(self) -> bytes:
        if self.chosen.name == "xlsx":
            return b""
        sentence = _("This file is not complete: the export broke off here.")
        return f'\n"{sentence}"\n'.encode()

    def _about(self) -> list[tuple[str, str]]:
        """What a workbook says of itself."""
        state, now = self.state, dt.datetime.now(dt.UTC)
        said = [one.sentence(_related(one)) for one in state.filters]
        if state.search:
            said.insert(0, _("contains “%(text)s”", text=state.search))
        order = [
            f"{liststate.sortable(self.view)[name].label} {'↓' if down else '↑'}"
            for name, down in state.sort or ordering.default_sort(self.view)
            if name in liststate.sortable(self.view)
        ]
        return [
            (_("Table"), self.view.title),
            *((_("Filter"), sentence) for sentence in said or [_("none: all rows")]),
            (_("Sorted"), ", ".join(order) or _("by key")),
            (_("Exported"), i18n.format_datetime(now, exact=True)),
            (_("By"), self.account.email if self.account else _("the command line")),
            (_("Time zone"), str(i18n.current_timezone())),
        ]


def _has_columns(view: ConsoleView) -> bool:
    """Whether the table has any column, secrets included; where a row lies is none."""
    return any(not getattr(column, "system", False) for column in view.mapper.columns)


def _related(one: Any) -> dict[tuple[Any, ...], str]:
    if one.column.target is None or one.operator.takes != "value":
        return {}
    return query.related_words(one.column.target, one.values)


def answer(view: ConsoleView, export_type: str) -> Response:
    """A streamed download of the list in the state that the URL says."""
    chosen = formats.FORMATS.get(export_type)
    if chosen is None:
        abort(404, description=_("There is no export of this kind."))
    try:
        wanted = asked(view, chosen, request.args, request.args.get("for", "machines"))
        if request.method == "HEAD":
            return _response(wanted, ())
        has_left = clients.watcher(request.environ, PATIENCE)
        return _response(wanted, wanted.begin(has_left=has_left))
    except RefusedError as refusal:
        code = 413 if isinstance(refusal, TooManyError) else 400
        abort(code, description=str(refusal))


def _response(wanted: Export, stream: Any) -> Response:
    response = Response(stream, mimetype=None, content_type=wanted.chosen.mimetype)
    plain = wanted.name.encode("ascii", "replace").decode().replace("?", "_")
    names = {"filename": plain}
    if plain != wanted.name:
        names["filename*"] = f"UTF-8''{quote(wanted.name)}"  # RFC 8187
    response.headers.set("Content-Disposition", "attachment", **names)
    # A proxy that collects the file before it passes it on would undo the streaming.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def asked(
    view: ConsoleView, chosen: Format, arguments: MultiDict[str, str], readers: str, **more: Any
) -> Export:
    """The export that a URL's *arguments* ask for, made for *readers*: ``excel``, ``machines``.

    `RefusedError` where they cannot be read: no file may hold other rows than were asked for.
    """
    wanted = MultiDict((n, v) for n, v in arguments.items(multi=True) if n not in ELSEWHERE)
    names = [name for text in wanted.getlist("columns") for name in text.split(",") if name]
    unknown = [name for name in names if name not in view.columns and name != ALL]
    if unknown:
        raise RefusedError(
            _("There is no column “%(name)s”.", name=naming.cut(unknown[0].replace("\0", "")))
        )
    state = liststate.read(view, wanted)
    if state.notices:
        raise RefusedError(_("Nothing was exported: %(why)s", why=" ".join(state.notices)))
    more.setdefault("account", current_account())
    return Export(view, state, chosen, style_for(readers), every=ALL in names, **more)


def style_for(readers: str) -> Style:
    """How values are written for *readers*."""
    if readers not in {"excel", "machines"}:
        raise RefusedError(_("Exports are made for “excel” or for “machines”."))
    zone = str(i18n.current_timezone())
    if readers == "machines":
        # A workbook always shows moments as the reader's clock did.
        return Style(zone=zone)
    locale = i18n.current_locale()
    usual = (formats.MACHINES.date, formats.MACHINES.moment)
    date, moment = PATTERNS.get(locale, usual)
    return Style(
        excel=True,
        # Where the comma is the decimal sign, Excel's lists go by semicolons.
        separator=";" if DECIMAL_SIGN[locale] == "," else ",",
        decimal=DECIMAL_SIGN[locale],
        date=date,
        moment=moment,
        zone=zone,
        yes=_("yes"),
        no=_("no"),
    )
