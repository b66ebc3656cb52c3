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
