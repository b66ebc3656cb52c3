"""The home page: what there is, how much of it, what is new, and what to do next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_admin import AdminIndexView, expose
from flask_babel import gettext as _

from console.admin import counting, generate, naming, registry
from console.admin.rendering import Rendered
from console.auth import ConsoleBase, may_see_status
from console.i18n import current_timezone, format_date, format_number
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

DAYS = 30
CHARTS = 4
# More new rows than this in the period are not worth reading for a small picture.
MOST_NEW = 60_000


class HomeView(Rendered, AdminIndexView):
    """``/admin/``."""

    def __init__(self) -> None:
        super().__init__(name="Home", endpoint="admin", url="/admin")
        # Flask-Admin would serve its own Bootstrap files from here.
        self.static_folder = None

    @expose("/")
    def index(self) -> Any:
        views = [view for view in registry.views().values() if view.may_read and view.is_visible()]
        numbers = counting.table_sizes([view.model for view in views])
        return self.render(
            "home.html",
            groups=_groups(views, numbers),
            charts=_charts(views, numbers),
            next_steps=_next_steps(views),
            may_see_status=may_see_status(),
        )


def _groups(views: list[ConsoleView], numbers: dict[type, counting.Count]) -> list[dict[str, Any]]:
    """The menu's groups, each table with its estimated number of rows."""
    from console.admin import menu

    by_url = {view.link("list"): view for view in views}
    found = []
    for group in menu.groups():
        tables = [_table(by_url[i["url"]], numbers) for i in group["items"] if i["url"] in by_url]
        found.append({**group, "tables": tables})
    return found


def _table(view: ConsoleView, numbers: dict[type, counting.Count]) -> dict[str, Any]:
    number = numbers[view.model]
    return {
        "label": naming.title(view.model),
        "about": naming.about(view.model),
        "url": view.link("list"),
        "rows": format_number(number.number),
        "exact": number.exact,
        "new_url": view.link("new", url=view.link("list")) if view.may_create else None,
        "add_label": _("Add %(row)s", row=naming.accusative(view.model)),
    }


@dataclass(frozen=True)
class Bar:
    """One day of a chart; *x* and *height* in the units of its 300 × 60 drawing."""

    day: str
    number: int
    x: float
    height: float


def _charts(views: list[ConsoleView], numbers: dict[type, counting.Count]) -> list[dict[str, Any]]:
    """Rows added per day, for the largest tables that know when a row came."""
    dated = [
        view
        for view in views
        if "created_at" in view.mapper.column_attrs
        and "created_at" in generate.leading_columns(view.model)
    ]
    dated.sort(key=lambda view: -numbers[view.model].number)
    found = []
    for view in dated[:CHARTS]:
        days = added_per_day(view.model)
        if days and any(days.values()):
            found.append(_chart(view, days))
    return found


def added_per_day(model: type) -> dict[dt.date, int] | None:
    """How many rows of *model* came on each of the last days; ``None`` where that is too many.

    Reads only the index on ``created_at``, and only after the planner has said how much it is.
    """
    created = model.created_at  # type: ignore[attr-defined]
    zone = str(current_timezone())
    today = dt.datetime.now(current_timezone()).date()
    first = today - dt.timedelta(days=DAYS - 1)
    start = dt.datetime.combine(first, dt.time(), current_timezone())
    day = sa.func.date_trunc("day", sa.func.timezone(zone, created)).label("day")
    recent = sa.select(day).where(created >= start)
    if counting.explain(recent)["Plan Rows"] > MOST_NEW:
        return None
    inner = recent.subquery()
    rows = db.session.execute(sa.select(inner.c.day, sa.func.count()).group_by(inner.c.day))
    counted = {moment.date(): number for moment, number in rows}
    days = [first + dt.timedelta(days=i) for i in range(DAYS)]
    return {one: counted.get(one, 0) for one in days}


def _chart(view: ConsoleView, days: dict[dt.date, int]) -> dict[str, Any]:
    top, step = max(days.values()), 300 / len(days)
    bars = [
        Bar(format_date(day), number, round(i * step, 1), round(60 * number / top, 1))
        for i, (day, number) in enumerate(days.items())
    ]
    return {
        "label": naming.title(view.model),
        "url": view.link("list", created_at__period="last_30_days", sort="-created_at"),
        "total": naming.count_of(view.model, sum(days.values())),
        "width": round(step - 2, 1),
        "bars": bars,
    }


def _next_steps(views: list[ConsoleView]) -> list[dict[str, str]]:
    """What this person is likely to do: add to the tables they may write, the busiest first."""
    if not any(view.may_create for view in views):
        return _places_to_read(views)
    writable = [view for view in views if view.may_create and not _is_own(view)]
    busy = [view for view in writable if "created_at" in view.mapper.column_attrs]
    return [
        {
            "label": _("Add %(row)s", row=naming.accusative(view.model)),
            "url": view.link("new", url=view.link("list")),
        }
        for view in (busy or writable)[:6]
    ]


def _is_own(view: ConsoleView) -> bool:
    return issubclass(view.model, ConsoleBase)


def _places_to_read(views: list[ConsoleView]) -> list[dict[str, str]]:
    """Where somebody who only reads will want to look: the tables that grow."""
    dated = [view for view in views if "created_at" in view.mapper.column_attrs]
    return [
        {"label": _("Read %(rows)s", rows=naming.plural(view.model)), "url": view.link("list")}
        for view in dated[:6]
    ]
