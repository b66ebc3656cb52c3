"""How contacts differ from the generated view: people are looked up by surname."""

from __future__ import annotations

from console.admin.registry import options_for
from console.models.contact import Contact


@options_for(Contact)
class ContactOptions:
    column_list = (
        "last_name", "first_name", "company", "position", "email", "phone", "is_main",
        "last_contacted_on",
    )  # fmt: skip
    column_default_sort = "last_name"
