"""The home page: what there is, how much of it, what is new, and what to do next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask_admin import AdminIndexView, expose
from flask_babel import gettext as _

from console.admin import counting, generate, naming, registry, rights
from console.admin.kinds import Kind, kind_of
from console.admin.mapping import outline_of, table_of
from console.admin.rendering import Rendered
from console.auth import ConsoleBase, Permission, allowed, may_see_status
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
        models = [model for model in registry.views() if _is_shown(model)]
        # What a view holds is known once it has been run, which may take any time and fail.
        numbers = counting.table_sizes([one for one in models if not generate.is_read_only(one)])
        return self.render(
            "home.html",
            groups=_groups(models, numbers),
            charts=_charts(models, numbers),
            next_steps=_next_steps(models),
            may_see_status=may_see_status(),
        )


def _is_shown(model: type) -> bool:
    """Whether the viewer may see the list of *model*, and its view wants to be found."""
    view = registry.views().differing(model)
    if view is None:
        return allowed(Permission.READ, model)
    return view.may_read and view.is_visible()


def _may_create(model: type) -> bool:
    if (view := registry.views().differing(model)) is not None:
        return view.may_create
    return allowed(Permission.WRITE, model) and generate.is_open_to(model, rights.INSERT)


def _list_url(model: type) -> str:
    return f"{registry.prefix_of(model)}/"


def _new_url(model: type) -> str:
    """The form for a new row, which leads back to the list."""
    return f"{_list_url(model)}new/?{urlencode({'url': _list_url(model)})}"


def _groups(models: list[type], numbers: dict[type, counting.Count]) -> list[dict[str, Any]]:
    """The menu's groups, each table with its estimated number of rows."""
    from console.admin import menu

    by_url = {_list_url(model): model for model in models}
    found = []
    for group in menu.groups():
        tables = [_table(by_url[i["url"]], numbers) for i in group["items"] if i["url"] in by_url]
        found.append({**group, "tables": tables})
    return found


def _table(model: type, numbers: dict[type, counting.Count]) -> dict[str, Any]:
    number = numbers.get(model)
    return {
        "label": naming.title(model),
        "about": naming.about(model),
        "url": _list_url(model),
        "rows": format_number(number.number) if number else "",
        "exact": number is None or number.exact,
        "new_url": _new_url(model) if _may_create(model) else None,
        "add_label": _("Add %(row)s", row=naming.accusative(model)),
    }


@dataclass(frozen=True)
class Bar:
    """One day of a chart; *x* and *height* in the units of its 300 × 60 drawing."""

    day: str
    number: int
    x: float
    height: float


def _charts(models: list[type], numbers: dict[type, counting.Count]) -> list[dict[str, Any]]:
    """Rows added per day, for the largest tables that know when a row came."""
    largest = sorted((m for m in models if m in numbers), key=lambda m: -numbers[m].number)
    found = []
    for model in islice(filter(_is_dated, largest), CHARTS):
        view = registry.views()[model]
        days = added_per_day(view.model)
        if days and any(days.values()):
            found.append(_chart(view, days))
    return found


def _is_dated(model: type) -> bool:
    """Whether rows of *model* carry the moment of their creation, and an index knows it."""
    if not _knows_when(model):
        return False
    created = table_of(model).columns.get("created_at")
    is_moment = created is not None and kind_of(created) is Kind.DATETIME
    return is_moment and "created_at" in generate.leading_columns(model)


def _knows_when(model: type) -> bool:
    """Whether rows of *model* may carry the moment of their creation."""
    return "created_at" in outline_of(model).columns


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


def _next_steps(models: list[type]) -> list[dict[str, str]]:
    """What this person is likely to do: add to the tables they may write, the busiest first."""
    if not any(map(_may_create, models)):
        return _places_to_read(models)
    writable = [model for model in models if not _is_own(model) and _may_create(model)]
    busy = list(filter(_knows_when, writable))
    return [
        {"label": _("Add %(row)s", row=naming.accusative(model)), "url": _new_url(model)}
        for model in (busy or writable)[:6]
    ]


def _is_own(model: type) -> bool:
    return issubclass(model, ConsoleBase)


def _places_to_read(models: list[type]) -> list[dict[str, str]]:
    """Where somebody who only reads will want to look: the tables that grow."""
    dated = filter(_knows_when, models)
    return [
        {"label": _("Read %(rows)s", rows=naming.plural(model)), "url": _list_url(model)}
        for model in islice(dated, 6)
    ]
