"""How failed sign-ins differ from the generated view."""

from __future__ import annotations

from console.admin.registry import options_for
from console.auth import SignInFailure


@options_for(SignInFailure)
class SignInFailureOptions:
    column_list = ("failed_at", "address", "account")
    column_default_sort = ("failed_at", True)
    column_filters = ("failed_at", "address", "account")

    # A record of what happened; it goes by itself after a day.
    can_create = False
    can_edit = False
    can_delete = False
