"""Categories as a tree."""

from __future__ import annotations

from console.models.db import db
from tests.factories import CategoryFactory, ProductFactory


def test_a_category_knows_its_parent_and_its_children():
    root = CategoryFactory()
    leaf = CategoryFactory(parent=root)

    assert (leaf.parent, root.children) == (root, [leaf])


def test_a_category_is_not_its_own_parent(refused):
    category = CategoryFactory()

    with refused("ck_category_not_its_own_parent"):
        category.parent_id = category.id
        db.session.commit()


def test_a_category_with_children_stays(refused):
    root = CategoryFactory(parent=None)
    CategoryFactory(parent=root)

    with refused("fk_category_parent_id_category"):
        db.session.delete(root)
        db.session.commit()


def test_a_category_with_products_stays(refused):
    category = ProductFactory().category

    with refused("fk_product_category_id_category"):
        db.session.delete(category)
        db.session.commit()
