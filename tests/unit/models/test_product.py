"""Products, their tags and their order lines."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from console.models.db import db
from console.models.product import Product, ProductStatus
from console.models.product_tag import product_tag
from console.models.vat_rate import VatKind
from tests.factories import CategoryFactory, OrderLineFactory, ProductFactory, TagFactory


class TestTags:
    @pytest.fixture
    def product(self):
        return ProductFactory(tags=[TagFactory(name="new"), TagFactory(name="sale")])

    def test_are_known_from_both_ends(self, product):
        assert product.tags[0].products == [product]

    @pytest.mark.parametrize("end", ["product", "tag"])
    def test_are_unlinked_when_either_end_goes(self, product, end):
        db.session.delete(product if end == "product" else product.tags[0])
        db.session.commit()

        left = db.session.scalar(sa.select(sa.func.count()).select_from(product_tag))
        assert left == (0 if end == "product" else 1)


def test_a_product_that_was_ordered_stays(refused):
    product = OrderLineFactory().product

    with refused("fk_order_line_product_id_product"):
        db.session.delete(product)
        db.session.commit()


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("sku", "lower case", "ck_product_sku_format"),
        ("name", " ", "ck_product_name_not_blank"),
        ("barcode", "12345", "ck_product_barcode_format"),
        ("weight", 0, "ck_product_weight_positive"),
        ("lead_time", dt.timedelta(days=-1), "ck_product_lead_time_not_negative"),
        ("attributes", [], "ck_product_attributes_object"),
        ("status", "unheard_of", "ck_product_status_known"),
    ],
)
def test_the_database_refuses_what_no_product_can_be(refused, column, value, constraint):
    product = ProductFactory()
    # Past the ORM, as an import or psql would.
    table = Product.__table__
    kind = sa.Text if column == "status" else table.c[column].type

    with refused(constraint):
        db.session.execute(
            sa.update(table)
            .where(table.c.id == product.id)
            .values({column: sa.literal(value, kind)})
        )


def test_a_product_starts_as_a_draft_with_the_standard_rate():
    row = Product(sku="NEW-1", name="New", category=CategoryFactory(), unit_code="H87")

    db.session.add(row)
    db.session.commit()

    assert (row.status, row.vat_kind) == (ProductStatus.DRAFT, VatKind.STANDARD)
