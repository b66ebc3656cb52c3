"""How sales orders differ from the generated view."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import ValidationError

from console.admin.actions import batch_action
from console.admin.naming import choice_label
from console.admin.registry import options_for
from console.models.sales_order import OrderStatus, SalesOrder


@options_for(SalesOrder)
class SalesOrderOptions:
    column_list = (
        "number", "company", "status", "ordered_at", "total", "promised_on", "shipped_at",
        "channel",
    )  # fmt: skip
    column_default_sort = ("ordered_at", True)

    @batch_action(
        _l("Mark as shipped"), confirm=_l("Mark the selected orders as shipped, as of now?")
    )
    def mark_as_shipped(self, orders: Sequence[SalesOrder]) -> str:
        for order in orders:
            if order.status is not OrderStatus.CONFIRMED:
                raise ValidationError(
                    _(
                        "Only confirmed orders can be shipped; %(number)s is not (%(status)s).",
                        number=order.number,
                        status=choice_label(order.status),
                    )
                )
            order.status = OrderStatus.SHIPPED
            # By the database's clock, which also said when it was ordered.
            order.shipped_at = sa.func.now()
        return str(
            ngettext(
                "Marked %(num)s order as shipped.",
                "Marked %(num)s orders as shipped.",
                len(orders),
            )
        )
