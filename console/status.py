"""``/console/status``: how the database stands to migrations and seeds, for those who keep it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, abort, render_template
from flask_babel import gettext as _

from console.auth import may_see_status
from console.migrate import DIRECTORY, database_state
from console.migrate.state import script
from console.models.db import db
from console.seeding import history
from console.seeding.status import TableStatus, status

MOST = 200  # revisions shown, newest first

blueprint = Blueprint("status", __name__, url_prefix="/console/status")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@dataclass(frozen=True)
class Revision:
    """One revision of the history as the page shows it."""

    id: str
    message: str
    applied: bool


@blueprint.get("/")
def index() -> str:
    """The page. It reads; commands in the terminal change."""
    if not may_see_status():
        abort(403, description=_("Your role may not see the state of the database."))
    state = database_state(db.engine)
    if state.own_only:
        return render_template("status.html", state=state)
    return render_template(
        "status.html", state=state, revisions=revisions(set(state.current)), seeds=seeds()
    )


def revisions(current: set[str]) -> list[Revision]:
    """The project's revisions, newest first; applied are the current ones and all below them."""
    tree = script(DIRECTORY)
    known = [one for one in current if one in {r.revision for r in tree.walk_revisions()}]
    applied = {r.revision for one in known for r in tree.iterate_revisions(one, "base")}
    return [
        Revision(r.revision, (r.doc or "").splitlines()[0] if r.doc else "", r.revision in applied)
        for r in tree.walk_revisions()
    ][:MOST]


def seeds() -> list[TableStatus]:
    """What revisions have declared of each table, and what of it is in place."""
    return status(db.session.connection(), history.declared(script(DIRECTORY)))
