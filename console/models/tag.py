"""Tags: words that group products across categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.product_tag import product_tag
from console.models.types import Code

if TYPE_CHECKING:
    from console.models.product import Product


class Tag(db.Model):
    __tablename__ = "tag"
    __labels__ = labels("tag", "tags")
    __category__ = N_("Catalogue")
    __table_args__ = (
        not_blank("name"),
        matches(
            "colour",
            "#[0-9a-f]{6}",
            N_("Write # and six hexadecimal digits in small letters, such as #2fb344."),
        ),
        search_index("tag", "name"),
        {"comment": N_("Words that group products across categories.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    name: Mapped[str] = mapped_column(unique=True, comment=N_("One word or two."))
    colour: Mapped[Code | None] = mapped_column(
        comment=N_("Red, green and blue in hexadecimal, such as #2fb344.")
    )

    products: Mapped[list[Product]] = relationship(
        secondary=product_tag, back_populates="tags", passive_deletes=True
    )

    def __str__(self) -> str:
        return self.name
