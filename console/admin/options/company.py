"""How companies differ from the generated view."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from console.admin.actions import batch_action
from console.admin.registry import options_for
from console.models.company import Company, CompanyStatus


@options_for(Company)
class CompanyOptions:
    column_list = (
        "name", "kind", "status", "country", "city", "tax_id", "currency", "account_manager",
    )  # fmt: skip

    @batch_action(
        _l("Put on hold"), confirm=_l("Put the selected companies on hold? Their papers stay.")
    )
    def put_on_hold(self, companies: Sequence[Company]) -> str:
        # A closed company is closed; putting it on hold would open it again.
        open_ones = [one for one in companies if one.status is not CompanyStatus.CLOSED]
        for company in open_ones:
            company.status = CompanyStatus.ON_HOLD
        return str(
            ngettext(
                "Put %(num)s company on hold.", "Put %(num)s companies on hold.", len(open_ones)
            )
        )
