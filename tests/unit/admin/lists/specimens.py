"""Tables of every shape that lists meet: any type, ties, gaps, links, keys of several columns."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.admin.registry import options_for
from console.models.db import Base, db
from console.models.labels import labels
from console.models.types import Code, Money, Percent, Secret
from tests.unit.admin.zoo import COLUMNS

REGISTRY = orm.registry(
    metadata=sa.MetaData(), type_annotation_map=dict(Base.registry.type_annotation_map)
)
ROWS = 23  # of each table: some pages, the last of them not full


class Specimen(db.Model):  # type: ignore[name-defined]
    """A table of the project to every rule, but in a registry that no migration looks at."""

    __abstract__ = True
    registry = _sa_registry = REGISTRY
    metadata = REGISTRY.metadata


class Zoo(Specimen):
    """A column of every type; each repeats its values and lacks them in between."""

    __tablename__ = "specimen_zoo"
    __labels__ = labels("animal", "animals")

    id: Mapped[int] = mapped_column(primary_key=True)
    locals().update({name: sa.Column(name, kind) for name, (kind, _values) in COLUMNS.items()})

    def __str__(self) -> str:
        return f"animal {self.id}"


class Mood(enum.StrEnum):
    GLAD = "glad"
    ON_HOLD = "on_hold"


class Shelf(Specimen):
    __tablename__ = "specimen_shelf"
    __labels__ = labels("shelf", "shelves")

    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)

    def __str__(self) -> str:
        return self.name


class Thing(Specimen):
    """What most tests ask about: one column for each kind of question."""

    __tablename__ = "specimen_thing"
    __labels__ = labels("thing", "things")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(index=True)
    code: Mapped[Code | None]
    amount: Mapped[Money | None]
    share: Mapped[Percent | None]
    number: Mapped[int | None]
    ratio: Mapped[float | None]
    mood: Mapped[Mood | None]
    is_open: Mapped[bool | None]
    day: Mapped[dt.date | None]
    moment: Mapped[dt.datetime | None]
    hour: Mapped[dt.time | None]
    tags: Mapped[list[str] | None]
    facts: Mapped[dict[str, Any] | None]
    token: Mapped[Secret | None]
    shelf_code: Mapped[Code | None] = mapped_column(sa.ForeignKey("specimen_shelf.code"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("specimen_thing.id"))

    shelf: Mapped[Shelf | None] = relationship()
    parent: Mapped[Thing | None] = relationship(remote_side="Thing.id")
    parts: Mapped[list[Part]] = relationship(back_populates="thing")

    def __str__(self) -> str:
        return self.name or ""


class Part(Specimen):
    """A key of three columns of three types, and a link to a key of one."""

    __tablename__ = "specimen_part"
    __labels__ = labels("part", "parts")

    thing_id: Mapped[int] = mapped_column(sa.ForeignKey("specimen_thing.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    seat: Mapped[str] = mapped_column(primary_key=True)
    note: Mapped[str | None]

    thing: Mapped[Thing] = relationship(back_populates="parts")

    def __str__(self) -> str:
        return f"{self.seat} {self.day}"


class Visit(Specimen):
    """A link to a key of three columns, which may be missing; and a property of Python's."""

    __tablename__ = "specimen_visit"
    __labels__ = labels("visit", "visits")
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["thing_id", "day", "seat"],
            ["specimen_part.thing_id", "specimen_part.day", "specimen_part.seat"],
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int | None]
    day: Mapped[dt.date | None]
    seat: Mapped[str | None]

    part: Mapped[Part | None] = relationship()

    def __str__(self) -> str:
        return f"visit {self.id}"


MODELS: tuple[type[Any], ...] = (Zoo, Shelf, Thing, Part, Visit)


class Short:
    """Pages so short that a list of a few rows has many."""

    page_size = 7
    page_size_options = (3, 7, 50, 200)


@options_for(Zoo)
class ZooOptions(Short):
    pass


@options_for(Shelf)
class ShelfOptions(Short):
    pass


@options_for(Part)
class PartOptions(Short):
    pass


@options_for(Visit)
class VisitOptions(Short):
    column_sortable_list = ("id", "thing_id", "seat", "part", "part.note", "part.thing.name")
    column_filters = ("part", "part.note", "part.thing.name", "part.thing")


@options_for(Thing)
class ThingOptions(Short):
    column_searchable_list = ("name", "code", "shelf.name", "parts.note")
    column_list = ("name", "code", "amount", "mood", "shelf", "parent")


def make(connection: sa.Connection) -> None:
    """Create the tables and fill them, the same every time."""
    REGISTRY.metadata.create_all(connection)
    for number in range(1, ROWS + 1):
        connection.execute(sa.insert(Zoo).values(_animal(number)))
    connection.execute(
        sa.insert(Shelf),
        [{"code": f"S{n}", "name": ("upper", "lower", "upper", "Łódź")[n]} for n in range(4)],
    )
    connection.execute(sa.insert(Thing), [_thing(number) for number in range(1, ROWS + 1)])
    connection.execute(sa.insert(Part), [_part(number) for number in range(ROWS)])
    connection.execute(
        sa.insert(Visit),
        [
            {"thing_id": None, "day": None, "seat": None, **(_key(n % 5) if n % 4 else {})}
            for n in range(ROWS)
        ],
    )


def _animal(number: int) -> dict[str, Any]:
    """The values of one row of the zoo, as PostgreSQL writes and reads them."""
    found = {}
    for place, (name, (kind, values)) in enumerate(COLUMNS.items()):
        choices = [*values, None]
        text = choices[(number + place) % len(choices)]
        found[name] = sa.cast(sa.literal(text, sa.Text()), kind)
    return found


def _thing(number: int) -> dict[str, Any]:
    gap = number % 4 == 0
    return {
        "name": None if gap else f"thing {number % 3}",
        "code": f"C{number % 5}",
        "amount": None if number % 5 == 0 else Decimal(number % 7) + Decimal("0.25"),
        "share": Decimal(number % 2),
        "number": None if gap else number % 6,
        "ratio": [float("nan"), 0.5, float("inf"), None][number % 4],
        "mood": [Mood.GLAD, Mood.ON_HOLD, None][number % 3],
        "is_open": [True, False, None][number % 3],
        "day": None if gap else dt.date(2026, 3, 27) + dt.timedelta(days=number % 5),
        "moment": dt.datetime(2026, 3, 28, 22, 30, tzinfo=dt.UTC) + dt.timedelta(hours=number % 9),
        "hour": dt.time(8 + number % 3, 30),
        "tags": [["a"], [], ["a", "b,c"], None][number % 4],
        "facts": {"n": number} if number % 2 else None,
        "token": f"secret-{number}",
        "shelf_code": None if gap else f"S{number % 4}",
        "parent_id": None if number < 4 else number % 3 + 1,
    }


def _key(number: int) -> dict[str, Any]:
    day = dt.date(2026, 1, 1 + number % 3)
    return {"thing_id": number % 4 + 1, "day": day, "seat": f"{number},.;/ é"}


def _part(number: int) -> dict[str, Any]:
    return {**_key(number), "note": None if number % 3 == 0 else f"note {number % 2}"}
