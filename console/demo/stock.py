"""Made-up warehouses and what lies in them."""

from __future__ import annotations

from collections.abc import Iterator

from console.demo.copying import Row
from console.demo.plan import DAY, Plan, moment
from console.demo.words import WAREHOUSES

WAREHOUSE_COLUMNS = (
    "code", "name", "country_code", "city", "address", "is_open", "opens_at", "closes_at",
    "latitude", "longitude", "network", "manager_id",
)  # fmt: skip
LEVEL_COLUMNS = ("warehouse_code", "product_id", "on_hand", "reserved", "shelf", "counted_at")

LOGISTICS_HEAD = 3  # the employee who leads the department: the board, sales, logistics


def warehouses() -> Iterator[Row]:
    for code, name, country, town, address, latitude, longitude, network in WAREHOUSES:
        is_open = "closed" not in name
        hours = ("06:00", "22:00") if is_open else (None, None)
        manager = LOGISTICS_HEAD if is_open else None
        yield (
            code, name, country, town, address, is_open, *hours, latitude, longitude, network,
            manager,
        )  # fmt: skip


def levels(plan: Plan) -> Iterator[Row]:
    """Most products lie in one or two of the open warehouses."""
    chance = plan.chance("stock")
    for code, name, *_ in WAREHOUSES:
        for product in range(1, plan.products + 1):
            roll = chance.random()
            if roll > 0.45 or "closed" in name:
                continue
            on_hand = chance.randrange(0, 400) if roll > 0.03 else 0
            counted = (plan.last_day - int(roll * 800)) * DAY + chance.randrange(6, 22) * 3600
            yield (
                code,
                product,
                on_hand,
                chance.randrange(on_hand // 3 + 1),
                f"{'ABCDEF'[product % 6]}-{product % 40:02}-{chance.randrange(1, 9):02}"
                if roll < 0.4
                else None,
                moment(counted) if roll < 0.38 else None,
            )
