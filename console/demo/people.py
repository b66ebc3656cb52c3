"""Made-up employees, and the names that contacts share with them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from random import Random

from console.demo.copying import Row
from console.demo.places import POLAND, Place
from console.demo.plan import DAY, Plan, day, moment
from console.demo.words import JOBS, SKILLS

COLUMNS = (
    "id", "number", "first_name", "last_name", "email", "phone", "department", "job_title",
    "manager_id", "hired_on", "left_on", "skills", "created_at", "updated_at",
)  # fmt: skip

# Letters that do not come apart into a plain one and an accent.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "đ": "d", " ": "-", "'": ""})


def person(chance: Random, place: Place) -> tuple[str, str]:
    """A first name and a surname that go together."""
    woman = chance.random() < 0.5
    first = chance.choice(place.women if woman else place.men)
    man_s, _, woman_s = chance.choice(place.surnames).partition("/")
    return first, (woman_s or man_s) if woman else man_s


def plain(text: str) -> str:
    """*text* as an address may hold it: small Latin letters without accents, else nothing."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(PLAIN))
    return apart.encode("ascii", "ignore").decode()


def phone(chance: Random, place: Place) -> str:
    """A number that rings nowhere: no country's subscriber numbers begin with three zeros."""
    return f"+{place.dialling} 000 {chance.randrange(1000):03} {chance.randrange(1000):03}"


def employees(plan: Plan) -> Iterator[Row]:
    """One board, a head for each department, and everybody else under one of those."""
    chance = plan.chance("employees")
    departments = ["management", *JOBS]
    shares = [share for _, share in JOBS.values()]
    for number in range(1, plan.employees + 1):
        if number <= len(departments):
            department, manager = departments[number - 1], None if number == 1 else 1
            title = "Managing director" if number == 1 else f"Head of {department}"
        else:
            department = chance.choices(list(JOBS), shares)[0]
            manager = departments.index(department) + 1
            title = chance.choice(JOBS[department][0])
        yield _employee(plan, chance, number, (department, title, manager))


def _employee(plan: Plan, chance: Random, number: int, post: tuple[str, str, int | None]) -> Row:
    manager = post[2]
    first, last = person(chance, POLAND)
    hired = plan.last_day - chance.randrange(30, 4000)
    leaves = chance.random() < 0.08 and manager not in {None, 1}
    left = chance.randrange(hired, plan.last_day) if leaves else None
    added = moment(hired * DAY + 8 * 3600 + number)
    return (
        number,
        f"E{number:04}",
        first,
        last,
        f"{plain(first)}.{plain(last)}.{number}@console.example",
        phone(chance, POLAND) if chance.random() < 0.8 else None,
        *post,
        day(hired),
        day(left) if left else None,
        chance.sample(SKILLS, chance.randrange(4)),
        added,
        moment(left * DAY) if left else added,
    )
