"""Which product carries which tag. A bare link, so it has no class and no screen of its own."""

from __future__ import annotations

import sqlalchemy as sa

from console.models.db import db
from console.models.labels import N_

product_tag = sa.Table(
    "product_tag",
    db.metadata,
    sa.Column(
        "product_id",
        sa.ForeignKey("product.id", ondelete="CASCADE"),
        primary_key=True,
        comment=N_("The product that carries the tag."),
    ),
    sa.Column(
        "tag_id",
        sa.ForeignKey("tag.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        comment=N_("The tag it carries."),
    ),
    comment=N_("Which product carries which tag."),
)
