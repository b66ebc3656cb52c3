"""Column types that mean something: the page engine reads ``info["kind"]`` to fit label,
alignment, formatter, filter and field, so that most models need no options at all.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

# Amounts carry two decimals more than any currency in use needs for unit prices.
Money = Annotated[Decimal, mapped_column(sa.Numeric(14, 2), info={"kind": "money"})]
Quantity = Annotated[Decimal, mapped_column(sa.Numeric(14, 3))]
Percent = Annotated[Decimal, mapped_column(sa.Numeric(5, 2), info={"kind": "percent"})]
Email = Annotated[str, mapped_column(sa.Text, info={"kind": "email"})]
Phone = Annotated[str, mapped_column(sa.Text, info={"kind": "phone"})]
Url = Annotated[str, mapped_column(sa.Text, info={"kind": "url"})]
# A short natural key such as "PL" or "EUR": set in a narrow field, shown in tabular figures.
Code = Annotated[str, mapped_column(sa.Text, info={"kind": "code"})]
LongText = Annotated[str, mapped_column(sa.Text, info={"kind": "longtext"})]
# Never listed, filtered, sorted, searched, exported or looked up.
Secret = Annotated[str, mapped_column(sa.Text, info={"kind": "secret"})]


class Verbatim(sa.types.UserDefinedType[str]):
    """A type that only PostgreSQL knows (of an extension, composite, …), under its own name.

    Values are its text: what it prints is shown, what is entered goes through its own cast.
    """

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        return self.name


class Own(str):
    """Stands for the table itself among those whose rows it shows; there is one, `OWN`."""

    __slots__ = ()


OWN = Own()


class OfTable(sa.types.UserDefinedType[str]):
    """Which table a row lies in, where others inherit from *table*: they may repeat its keys.

    The value is `OWN` for rows of *table* itself, which is written as SQL names it; for others it
    is their table's oid as text.
    """

    cache_ok = True

    def __init__(self, table: str) -> None:
        self.table = table

    @property
    def own(self) -> sa.ColumnElement[Any]:
        """The oid of *table*, which is another in a copy of the database."""
        named = self.table.replace("'", "''")
        return sa.literal_column(f"CAST(CAST('{named}' AS regclass) AS oid)", Verbatim("oid"))

    def get_col_spec(self, **_: Any) -> str:
        return "oid"

    def spoken(self, column: Any) -> sa.ColumnElement[str]:
        """*column* as the text that stands for its value."""
        column = sa.type_coerce(column, Verbatim("oid"))
        return sa.case((column == self.own, ""), else_=sa.cast(column, sa.Text))

    def bind_expression(self, bindvalue: Any) -> Any:
        plain = sa.type_coerce(bindvalue, sa.Text)
        given = sa.cast(sa.func.nullif(plain, ""), Verbatim("oid"))
        return sa.func.coalesce(given, self.own, type_=Verbatim("oid"))

    def column_expression(self, column: Any) -> Any:
        return sa.type_coerce(self.spoken(column), self)

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        return lambda value: OWN if value == "" else value


class Spelled(Verbatim):
    """Likewise, of a type whose values the driver would make lists or dictionaries of.

    Nothing can be looked up by those, and a key has to be. *plain* is what the type is otherwise.
    """

    cache_ok = True

    def __init__(self, name: str, plain: sa.types.TypeEngine[Any]) -> None:
        super().__init__(name)
        self.plain = plain

    def column_expression(self, column: Any) -> Any:
        return sa.cast(column, sa.Text)


class ByText(Spelled):
    """Likewise, of a type that need not have any order, nor two values that are equal.

    What stands in for a key in a view is compared as the text that it is shown by.
    """

    cache_ok = True

    class comparator_factory(Spelled.Comparator[str]):  # noqa: N801 - SQLAlchemy's name
        """Compares, and sorts, the text."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
            texts = [
                sa.cast(one, sa.Text) if isinstance(one, sa.ColumnElement) else one for one in other
            ]
            return op(sa.cast(self.expr, sa.Text), *texts, **kwargs)
