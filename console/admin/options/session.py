"""How sessions differ from the generated view."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from console.admin.actions import batch_action
from console.admin.registry import options_for
from console.auth import Session
from console.models.db import db


@options_for(Session)
class SessionOptions:
    column_list = ("account", "created_at", "last_seen_at", "expires_at", "address", "user_agent")
    column_default_sort = ("last_seen_at", True)
    column_filters = ("account", "last_seen_at", "address")

    # Signing in makes sessions and requests keep them up; people can only end them.
    can_create = False
    can_edit = False
    can_delete = False

    @batch_action(_l("End"), confirm=_l("Sign these browsers out?"), danger=True)
    def end(self, chosen: Sequence[Session]) -> str:
        for session in chosen:
            db.session.delete(session)
        return str(ngettext("Ended %(num)s session.", "Ended %(num)s sessions.", len(chosen)))
