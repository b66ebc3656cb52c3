"""One factory for each model that is no reference data: ``CompanyFactory(name="Acme")``.

Rows are committed, so that requests see them; the `rollback` fixture undoes that too. Countries,
currencies, languages and units are there already, from the seeds.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factory.alchemy import SQLAlchemyModelFactory
from factory.declarations import LazyAttribute, Sequence, SubFactory
from sqlalchemy.dialects.postgresql import Range

from console.models.category import Category
from console.models.company import Company, CompanyStatus
from console.models.contact import Contact
from console.models.db import db
from console.models.employee import Department, Employee
from console.models.invoice import Invoice
from console.models.order_line import OrderLine
from console.models.payment import Payment
from console.models.price import Price
from console.models.product import Product, ProductStatus
from console.models.sales_order import SalesOrder
from console.models.stock_level import StockLevel
from console.models.tag import Tag
from console.models.warehouse import Warehouse


class Factory(SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731 - read when a row is made
        sqlalchemy_session_persistence = "commit"

    if TYPE_CHECKING:
        # A call gives a row, which factory_boy's metaclass does not tell.
        def __new__(cls, *args: Any, **values: Any) -> Any: ...


class EmployeeFactory(Factory):
    class Meta:
        model = Employee

    number = Sequence(lambda n: f"E{n:04}")
    first_name = "Jan"
    last_name = Sequence(lambda n: f"Wrona {n}")
    email = LazyAttribute(lambda row: f"{row.number.lower()}@console.example")
    department = Department.SALES
    job_title = "Sales representative"
    hired_on = dt.date(2024, 1, 2)


class CompanyFactory(Factory):
    class Meta:
        model = Company

    name = Sequence(lambda n: f"Company {n:03}")
    status = CompanyStatus.ACTIVE
    country_code = "PL"
    city = "Kraków"
    currency_code = "EUR"


class ContactFactory(Factory):
    class Meta:
        model = Contact

    company = SubFactory(CompanyFactory)
    first_name = "Anna"
    last_name = Sequence(lambda n: f"Sowa {n}")


class CategoryFactory(Factory):
    class Meta:
        model = Category

    name = Sequence(lambda n: f"Category {n:03}")
    slug = Sequence(lambda n: f"category-{n}")


class TagFactory(Factory):
    class Meta:
        model = Tag

    name = Sequence(lambda n: f"tag {n}")


class ProductFactory(Factory):
    class Meta:
        model = Product

    sku = Sequence(lambda n: f"TST-{n:05}")
    name = Sequence(lambda n: f"Product {n:03}")
    category = SubFactory(CategoryFactory)
    status = ProductStatus.ACTIVE
    unit_code = "H87"


class PriceFactory(Factory):
    class Meta:
        model = Price

    product = SubFactory(ProductFactory)
    amount = Decimal("10.00")
    currency_code = "EUR"
    valid = Range(dt.date(2026, 1, 1), dt.date(2027, 1, 1))


class WarehouseFactory(Factory):
    class Meta:
        model = Warehouse

    code = Sequence(lambda n: f"T{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}1")
    name = Sequence(lambda n: f"Warehouse {n}")
    country_code = "PL"
    city = "Gdańsk"


class StockLevelFactory(Factory):
    class Meta:
        model = StockLevel

    warehouse = SubFactory(WarehouseFactory)
    product = SubFactory(ProductFactory)
    on_hand = Decimal(10)
    reserved = Decimal(0)


class SalesOrderFactory(Factory):
    class Meta:
        model = SalesOrder

    number = Sequence(lambda n: f"SO-2026-{n:06}")
    company = SubFactory(CompanyFactory)
    currency_code = "EUR"


class OrderLineFactory(Factory):
    class Meta:
        model = OrderLine

    order = SubFactory(SalesOrderFactory)
    line_no = LazyAttribute(lambda row: len(row.order.lines) + 1)
    product = SubFactory(ProductFactory)
    quantity = Decimal(1)
    unit_price = Decimal("10.00")


class InvoiceFactory(Factory):
    class Meta:
        model = Invoice

    number = Sequence(lambda n: f"FV/2026/01/{n:05}")
    company = SubFactory(CompanyFactory)
    issued_on = dt.date(2026, 1, 10)
    due_on = dt.date(2026, 1, 24)
    currency_code = "EUR"
    net = Decimal("100.00")
    vat = Decimal("23.00")


class PaymentFactory(Factory):
    class Meta:
        model = Payment

    invoice = SubFactory(InvoiceFactory)
    amount = Decimal("123.00")
    currency_code = "EUR"
