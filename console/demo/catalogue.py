"""Made-up categories, products, tags and prices."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from console.demo.copying import Row
from console.demo.plan import DAY, DAYS, Plan, amount, day, moment
from console.demo.words import CATALOGUE, COLOURS, DEEPER, DESCRIPTIONS, MATERIALS, SERIES, TAGS

CATEGORY_COLUMNS = ("id", "parent_id", "name", "slug", "position", "description")
TAG_COLUMNS = ("id", "name", "colour")
PRODUCT_TAG_COLUMNS = ("product_id", "tag_id")
PRICE_COLUMNS = (
    "id", "product_id", "price_list", "amount", "currency_code", "valid", "created_at",
    "updated_at",
)  # fmt: skip
PRODUCT_COLUMNS = (
    "id", "sku", "name", "category_id", "status", "supplier_id", "unit_code", "vat_kind",
    "barcode", "weight", "reorder_level", "lead_time", "colours", "attributes", "description",
    "created_at", "updated_at",
)  # fmt: skip

# What one unit of each currency costs in PLN, about.
RATES = {"PLN": 1.0, "EUR": 4.3, "CZK": 0.17, "SEK": 0.38, "GBP": 5.1, "USD": 3.9, "JPY": 0.026}
WHOLE = {"JPY"}  # currencies without a smaller unit
YEARLY = (1.0, 1.04, 1.09)  # prices in the first, second and third year
STATUSES = ["active"] * 86 + ["discontinued"] * 9 + ["draft"] * 5
VAT_KINDS = {"Drinks": "reduced", "First aid": "reduced", "Paper": "reduced_2"}
# What a reduced kind costs in Poland, in per cent; only there do these invoices carry VAT.
VAT = {"standard": 23, "reduced": 8, "reduced_2": 5}


class Noun(NamedTuple):
    """What products are made of: a noun with what is typical of it."""

    group: str
    name: str
    unit: str
    price: float  # PLN
    weight: str  # kg


class Catalogue:
    """The tree, and what orders need to know of the products in it."""

    def __init__(self, plan: Plan, units: set[str]) -> None:
        self.plan = plan
        self.units = units
        self.any_unit = min(units)
        self.categories = list(_categories())
        self.numbers = {str(row[2]): int(str(row[0])) for row in self.categories}
        self.nouns = list(_nouns())
        self.base = array("l", [0]) * (plan.products + 1)  # hundredths of PLN
        self.whole = bytearray(plan.products + 1)  # whether it is sold by the piece
        self.vat = bytearray(plan.products + 1)  # per cent

    def products(self, suppliers: array[int]) -> Iterator[Row]:
        chance = self.plan.chance("products")
        for number in range(1, self.plan.products + 1):
            noun = self.nouns[number % len(self.nouns)]
            self.base[number] = max(10, round(noun.price * 100 * (0.6 + 1.2 * chance.random())))
            self.whole[number] = noun.unit in {"H87", "PR"}
            self.vat[number] = VAT[VAT_KINDS.get(noun.group, "standard")]
            yield self._product(chance, number, noun, suppliers)

    def _product(self, chance: Random, number: int, noun: Noun, suppliers: array[int]) -> Row:
        roll = chance.random()
        leaf = chance.choice((noun.group, *DEEPER.get(noun.group, ())))
        series = SERIES[number // len(self.nouns) % len(SERIES)]
        added = (self.plan.first_day - 30 + int(roll * DAYS * 0.8)) * DAY + number % DAY
        return (
            number,
            f"{noun.group[:3].upper()}-{number:05}",
            f"{noun.name.capitalize()} {series} {chance.choice(COLOURS)}",
            self.numbers[leaf],
            chance.choice(STATUSES),
            chance.choice(suppliers) if chance.random() < 0.9 else None,
            noun.unit if noun.unit in self.units else self.any_unit,
            VAT_KINDS.get(noun.group, "standard"),
            # 20… is the range that shops give to articles of their own.
            f"20{number:011}" if roll < 0.85 else None,
            noun.weight if roll < 0.9 else None,
            chance.choice((0, 0, 5, 10, 50)),
            f"{chance.randrange(1, 45)} days" if roll < 0.7 else None,
            chance.sample(COLOURS, chance.randrange(1, 4)) if roll < 0.5 else None,
            attributes(chance),
            chance.choice(DESCRIPTIONS).format(noun.name) if roll < 0.6 else None,
            moment(added),
            moment(max(added, self.plan.last_day * DAY - int(roll * 200) * DAY)),
        )

    def product_tags(self) -> Iterator[Row]:
        chance = self.plan.chance("product tags")
        for product in range(1, self.plan.products + 1):
            for tag in sorted(
                chance.sample(range(1, len(TAGS) + 1), chance.choice((0, 0, 1, 2, 3)))
            ):
                yield product, tag

    def price(self, product: int, currency: str, year: int) -> int:
        """The retail price in hundredths of *currency* in year 0, 1 or 2 of the demo."""
        cents = self.base[product] * YEARLY[year] / RATES.get(currency, RATES["EUR"])
        return max(100, round(cents / 100) * 100) if currency in WHOLE else max(1, round(cents))

    def prices(self) -> Iterator[Row]:
        number = 0
        for product in range(1, self.plan.products + 1):
            for kind, currency, year, cents, valid in self._prices(product):
                number += 1
                added = moment((self.plan.first_day + year * 365 - 14) * DAY + number % DAY)
                yield number, product, kind, amount(cents), currency, valid, added, added

    def _prices(self, product: int) -> Iterator[tuple[str, str, int, int, str]]:
        start = self.plan.first_day
        for currency in ("PLN", "EUR"):
            for year in range(3):
                lower = f"[{day(start + year * 365)}" if year else "("
                upper = f"{day(start + (year + 1) * 365)})" if year < 2 else ")"
                cents = self.price(product, currency, year)
                yield "retail", currency, year, cents, f"{lower},{upper}"
        cents = self.price(product, "EUR", 2) * 88 // 100
        yield "wholesale", "EUR", 1, cents, f"[{day(start + 365)},)"
        if product % 4 == 0:
            now = self.plan.last_day
            cents = self.price(product, "USD", 2)
            yield "export", "USD", 2, cents, f"[{day(now - 90)},{day(now + 90)})"


def tags() -> Iterator[Row]:
    for number, (name, colour) in enumerate(TAGS, 1):
        yield number, name, colour


def _categories() -> Iterator[Row]:
    number = 0
    for place, (top, groups) in enumerate(CATALOGUE.items()):
        number += 1
        root = number
        yield root, None, top, _slug(top), place, f"Everything under {top.lower()}."
        for group_place, group in enumerate(groups):
            number += 1
            parent = number
            yield parent, root, group, _slug(f"{top} {group}"), group_place, None
            for leaf_place, leaf in enumerate(DEEPER.get(group, ())):
                number += 1
                yield number, parent, leaf, _slug(f"{group} {leaf}"), leaf_place, ""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())


def _nouns() -> Iterator[Noun]:
    """Each "name:unit:price:weight" of the word list; a name may have blanks in it."""
    for groups in CATALOGUE.values():
        for group, nouns in groups.items():
            for found in re.findall(r"(\S[^:]*):([^ :]+):([^ :]+):([^ :]+)", nouns):
                name, unit, price, weight = found
                yield Noun(group, name, unit, float(price), weight)


def attributes(chance: Random) -> dict[str, object]:
    """Technical data: flat, nested or none."""
    roll = chance.random()
    if roll < 0.2:
        return {}
    data: dict[str, object] = {
        "material": chance.choice(MATERIALS),
        "guarantee_months": chance.choice((12, 24, 60)),
    }
    if roll > 0.6:
        data["size_mm"] = {"w": chance.randrange(5, 900), "h": chance.randrange(5, 900)}
    if roll > 0.8:
        data["certified"] = roll > 0.85
    return data
