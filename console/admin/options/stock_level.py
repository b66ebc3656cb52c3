"""How stock levels differ from the generated view: counting is done in the list."""

from __future__ import annotations

from console.admin.registry import options_for
from console.models.stock_level import StockLevel


@options_for(StockLevel)
class StockLevelOptions:
    # Whoever counts a shelf enters figure after figure, and where the goods lie now.
    column_editable_list = ("on_hand", "shelf", "counted_at")
