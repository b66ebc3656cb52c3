"""Categories: the tree that products hang in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.types import Code, LongText

if TYPE_CHECKING:
    from console.models.product import Product


class Category(db.Model):
    __tablename__ = "category"
    __labels__ = labels("category", "categories")
    __category__ = N_("Catalogue")
    __table_args__ = (
        not_blank("name"),
        matches(
            "slug",
            "[a-z0-9]+(-[a-z0-9]+)*",
            N_("Write small letters and digits, with hyphens between words."),
        ),
        check("parent_id <> id", "not_its_own_parent", N_("It cannot hang in itself.")),
        search_index("category", "name"),
        {"comment": N_("The tree that products hang in.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    parent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("category.id", ondelete="RESTRICT"),
        index=True,
        comment=N_("The category above; empty at the top."),
    )
    name: Mapped[str] = mapped_column(index=True, comment=N_("What the shop shows."))
    slug: Mapped[Code] = mapped_column(
        unique=True, comment=N_("The name in addresses: small letters, digits and hyphens.")
    )
    position: Mapped[int] = mapped_column(
        server_default="0", comment=N_("Its place among its siblings, smallest first.")
    )
    description: Mapped[LongText | None] = mapped_column(comment=N_("Shown above its products."))

    parent: Mapped[Category | None] = relationship(
        back_populates="children", remote_side="Category.id"
    )
    children: Mapped[list[Category]] = relationship(back_populates="parent", passive_deletes="all")
    products: Mapped[list[Product]] = relationship(back_populates="category", passive_deletes="all")

    def __str__(self) -> str:
        return self.name
