"""Stock Flask-Admin 2.2.1 on the same models: as it comes, and with its best settings."""

from __future__ import annotations

import os
import resource
from typing import Any

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel

from bench.shape import PAGE, Shape
from console.config import Config
from console.models import load
from console.models.company import Company
from console.models.contact import Contact
from console.models.db import db
from console.models.employee import Employee
from console.models.sales_order import SalesOrder

# What Flask-Admin reads whole it keeps whole; the machine is needed afterwards.
MEMORY = 6 * 2**30
LINKS = ("company", "contact", "currency", "warehouse", "seller")

shape = Shape.from_env()


class AsItComes(ModelView):
    """Defaults, but for what makes the pages comparable: columns, order, page size."""

    column_list = shape.columns
    column_default_sort = (shape.order, True)
    page_size = PAGE
    column_searchable_list = shape.searched
    column_filters = ("status", "company_id")
    column_sortable_list = ("number", ("company", "company.name"), shape.order)
    named_filter_urls = True
    can_export = True
    # Without this every line of every order becomes an option of a select box.
    form_columns = (
        "number", "company", "contact", "status", "channel", "ordered_at", "promised_on",
        "shipped_at", "currency", "warehouse", "seller", "customer_reference", "notes",
    )  # fmt: skip


class AtItsBest(AsItComes):
    """Without a count, with one join for each link, and with search instead of select boxes."""

    simple_list_pager = True
    column_auto_select_related = False
    column_select_related_list = tuple(
        getattr(SalesOrder, name) for name in LINKS if name in shape.columns
    )
    form_ajax_refs = {
        "company": {"fields": shape.looked_up, "page_size": 20, "order_by": Company.name},
        "contact": {"fields": (Contact.first_name, Contact.last_name), "page_size": 20},
        "seller": {"fields": (Employee.first_name, Employee.last_name), "page_size": 20},
    }


def create_app(view: type[ModelView]) -> Flask:
    """An application with nothing but *view* on orders."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Models name each other; all have to be there.
    load()
    app = Flask(__name__)
    config: dict[str, Any] = Config.from_env().flask()
    app.config.from_mapping(config | {"SECRET_KEY": os.environ["CONSOLE_SECRET_KEY"]})
    db.init_app(app)
    Babel(app)
    Admin(app).add_view(view(SalesOrder, db, endpoint="sales_order", url="/admin/sales_order"))
    return app


def as_it_comes() -> Flask:
    return create_app(AsItComes)


def at_its_best() -> Flask:
    return create_app(AtItsBest)
