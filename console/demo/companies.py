"""Made-up companies and the contacts at each."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from random import Random

from console.demo.copying import Row
from console.demo.people import person, phone, plain
from console.demo.places import PLACES, Place
from console.demo.plan import DAY, DAYS, Plan, day, moment
from console.demo.words import COMPANY_HEADS, COMPANY_TAILS, COMPANY_TRADES, NOTES, POSITIONS

COLUMNS = (
    "id", "name", "kind", "status", "tax_id", "country_code", "subdivision_code", "city",
    "postal_code", "street", "email", "phone", "website", "currency_code", "credit_limit",
    "discount", "payment_days", "is_newsletter_agreed", "other_names", "attributes", "notes",
    "account_manager_id", "created_at", "updated_at",
)  # fmt: skip

CONTACT_COLUMNS = (
    "id", "company_id", "first_name", "last_name", "position", "email", "phone", "language_code",
    "is_main", "last_contacted_on", "notes", "created_at", "updated_at",
)  # fmt: skip

STATUSES = ["active"] * 84 + ["on_hold"] * 5 + ["closed"] * 6 + ["prospect"] * 5
KINDS = ["customer"] * 86 + ["supplier"] * 9 + ["both"] * 5
TERMS = [14] * 50 + [30] * 30 + [7] * 10 + [0] * 5 + [60] * 5
NAMES = len(COMPANY_HEADS) * len(COMPANY_TAILS) * len(COMPANY_TRADES)
STRIDE = 7919 * 13  # has no factor in common with NAMES: neighbours differ, none repeats


class Companies:
    """What orders need to know of the companies: a few bytes each, however many there are."""

    def __init__(self, plan: Plan, subdivisions: set[str], managers: list[int]) -> None:
        self.plan = plan
        self.managers = managers
        self.subdivisions = subdivisions
        self.country = bytearray(plan.companies + 1)  # index into PLACES
        self.days_to_pay = bytearray(plan.companies + 1)
        self.discount = bytearray(plan.companies + 1)  # whole per cent
        self.first_contact = array("l", [1]) * (plan.companies + 2)
        self.customers = array("l")  # ids, oldest first
        self.since = array("l")  # and the days they came on
        self.suppliers = array("l")

    def rows(self) -> Iterator[Row]:
        """The companies, and on the way what is remembered of them."""
        chance = self.plan.chance("companies")
        shares = [index for index, place in enumerate(PLACES) for _ in range(place.share)]
        for number in range(1, self.plan.companies + 1):
            # The first ones are at home, so that even the smallest demo has every kind.
            index = chance.choice(shares) if number > 5 else 0
            kind = chance.choice(KINDS) if number > 5 else "both"
            status = chance.choice(STATUSES) if number > 5 else "active"
            came = self._came(chance, number)
            self.country[number] = index
            self.days_to_pay[number] = chance.choice(TERMS)
            self.discount[number] = chance.choice((0, 0, 0, 0, 2, 3, 5, 10))
            self.first_contact[number + 1] = self.first_contact[number] + chance.randrange(4)
            if kind != "supplier" and status != "prospect":
                self.customers.append(number)
                self.since.append(came)
            if kind != "customer":
                self.suppliers.append(number)
            yield self._row(chance, number, kind, status, came)

    def _came(self, chance: Random, number: int) -> int:
        """Two in five were there before the first order; the others came one by one."""
        share = number / self.plan.companies
        if share <= 0.4:
            return self.plan.first_day - 1 - int(2000 * (0.4 - share))
        return self.plan.first_day + int((share - 0.4) / 0.6 * (DAYS - 1))

    def _row(self, chance: Random, number: int, kind: str, status: str, came: int) -> Row:
        place = PLACES[self.country[number]]
        short, slug = name_of(number)
        town, subdivision = chance.choice(place.towns)
        roll = chance.random()
        added = came * DAY + chance.randrange(7, 18) * 3600 + chance.randrange(3600)
        changed = (
            added if roll < 0.5 else min(added + int(roll * 300) * DAY, self.plan.last_day * DAY)
        )
        return (
            number,
            f"{short} {chance.choice(place.forms)}",
            kind,
            status,
            # No tax office gives numbers that begin with three zeros, so none is anybody's.
            f"{place.code}000{number:07}" if roll < 0.93 else None,
            place.code,
            subdivision if subdivision in self.subdivisions and roll > 0.1 else None,
            town,
            postal_code(chance, place.postal) if roll > 0.04 else None,
            street(chance, place) if roll > 0.03 else "",
            f"office@{slug}.example" if roll < 0.9 else None,
            phone(chance, place) if roll > 0.15 else None,
            f"https://www.{slug}.example/" if 0.2 < roll < 0.8 else None,
            place.currency,
            f"{chance.randrange(1, 200) * 500}.00"
            if roll < 0.6
            else ("0.00" if roll < 0.65 else None),
            self.discount[number],
            self.days_to_pay[number],
            None if roll < 0.4 else roll < 0.75,
            [short.split()[0]] if roll < 0.12 else [],
            {"crm": f"C-{number:06}", "rating": "ABC"[number % 3], "vip": roll < 0.03}
            if roll < 0.3
            else None,
            chance.choice(NOTES) if roll < 0.1 else ("" if roll < 0.12 else None),
            chance.choice(self.managers) if roll < 0.85 else None,
            moment(added),
            moment(max(added, changed)),
        )

    def contacts(self) -> Iterator[Row]:
        """Nought to three people at each company."""
        chance = self.plan.chance("contacts")
        for company in range(1, self.plan.companies + 1):
            place = PLACES[self.country[company]]
            slug = name_of(company)[1]
            for number in range(*self.first_contact[company : company + 2]):
                yield self._contact(chance, number, company, place, slug)

    def _contact(self, chance: Random, number: int, company: int, place: Place, slug: str) -> Row:
        first, last = person(chance, place)
        place_no = number - self.first_contact[company]
        local = f"{plain(first)}.{plain(last)}".strip(".") or "post"
        roll = chance.random()
        contacted = self.plan.last_day - int(roll * roll * DAYS)
        added = moment((contacted - chance.randrange(300)) * DAY + 9 * 3600 + number % 3600)
        return (
            number,
            company,
            first,
            last,
            chance.choice(POSITIONS) if roll < 0.7 else None,
            f"{local}{place_no or ''}@{slug}.example" if roll < 0.92 else None,
            phone(chance, place) if roll > 0.3 else None,
            place.language if roll < 0.8 else None,
            place_no == 0,
            day(contacted) if roll < 0.75 else None,
            chance.choice(NOTES) if roll < 0.05 else None,
            added,
            added,
        )

    def pick(self, chance: Random, on_day: int) -> int:
        """A customer of that day; those of long standing order more."""
        known = bisect_right(self.since, on_day)
        return self.customers[int(known * chance.random() ** 1.5)]

    def contact_of(self, chance: Random, company: int) -> int | None:
        first, end = self.first_contact[company : company + 2]
        return first + int(chance.random() * (end - first)) if end > first else None

    def place_of(self, company: int) -> Place:
        return PLACES[self.country[company]]


def name_of(number: int) -> tuple[str, str]:
    """The name of company *number* without its legal form, and the same for addresses."""
    rest, head = divmod(number * STRIDE % NAMES, len(COMPANY_HEADS))
    trade, tail = divmod(rest, len(COMPANY_TAILS))
    name = f"{COMPANY_HEADS[head]}{COMPANY_TAILS[tail]} {COMPANY_TRADES[trade]}"
    # Beyond the number of names there are, the same names come again with a numeral.
    again = number // NAMES
    name = f"{name} {again + 1}" if again else name
    return name, name.lower().replace(" ", "-")


def postal_code(chance: Random, pattern: str) -> str:
    return "".join(str(int(chance.random() * 10)) if c == "#" else c for c in pattern)


def street(chance: Random, place: Place) -> str:
    return chance.choice(place.streets).format(chance.randrange(1, 180))
