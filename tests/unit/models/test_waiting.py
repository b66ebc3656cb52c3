"""Classes of many model files: declared when they are used, and then as if at once."""

from __future__ import annotations

import importlib
import itertools
import sys
import textwrap
import threading
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from console.models import waiting
from console.models.waiting.mapper import Single

NUMBERS = itertools.count()
BASE = """
    import sqlalchemy as sa
    from sqlalchemy import orm
    from console.models.waiting import Registry

    class Base(orm.DeclarativeBase):
        registry = Registry(metadata=sa.MetaData())

    Base.registry.serve(Base)
"""
HEAD = """
    from __future__ import annotations
    from typing import TYPE_CHECKING, Annotated
    import sqlalchemy as sa
    from sqlalchemy import orm
    from sqlalchemy.orm import Mapped, mapped_column, relationship
    from {package}.base import Base
"""
SHOP = {
    "company": """
        class Company(Base):
            __tablename__ = "company"
            __table_args__ = {"comment": "Who orders.", "info": {"path": "companies"}}
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str] = mapped_column(index=True)
            parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"))
            orders: Mapped[list[Order]] = relationship(
                back_populates="company", cascade="all, delete-orphan", order_by="Order.number"
            )
            parent: Mapped[Company | None] = relationship(remote_side="Company.id")
    """,
    "order": """
        class Order(Base):
            __tablename__ = "sales_order"
            id: Mapped[int] = mapped_column(primary_key=True)
            number: Mapped[str]
            company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
            company: Mapped[Company] = relationship(back_populates="orders")
            lines: Mapped[list[Line]] = relationship(
                back_populates="order", cascade="all, delete-orphan", order_by="Line.number"
            )
            tags: Mapped[list[Tag]] = relationship(secondary="order_tag", order_by="Tag.name")
    """,
    "line": """
        class Line(Base):
            __tablename__ = "line"
            __table_args__ = (sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"]),)
            id: Mapped[int] = mapped_column(primary_key=True)
            number: Mapped[int]
            order_id: Mapped[int]
            order: Mapped[Order] = relationship(back_populates="lines")
    """,
    "tag": """
        class Tag(Base):
            __tablename__ = "tag"
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str]
    """,
    "order_tag": """
        class OrderTag(Base):
            __tablename__ = "order_tag"
            order_id: Mapped[int] = mapped_column(sa.ForeignKey("sales_order.id"), primary_key=True)
            tag_id: Mapped[int] = mapped_column(sa.ForeignKey("tag.id"), primary_key=True)
    """,
    "note": """
        CompanyKey = Annotated[int, mapped_column(sa.ForeignKey("company.id"))]

        class Note(Base):
            __tablename__ = "note"
            id: Mapped[int] = mapped_column(primary_key=True)
            about: Mapped[CompanyKey]
            made: Mapped[str | None] = mapped_column("created_at")
    """,
    "remark": """
        class Remark(Base):
            __tablename__ = "remark"
            __table_args__ = {"schema": "talk"}
            id: Mapped[int] = mapped_column(primary_key=True)
            note_id: Mapped[int]
            note: Mapped[Note] = relationship(
                primaryjoin="foreign(Remark.note_id) == Note.id", viewonly=True
            )
    """,
}


@dataclass
class Package:
    """Model files on the disk, imported."""

    base: Any
    modules: dict[str, ModuleType]

    def __getattr__(self, name: str) -> Any:
        # Not by getattr, which would ask the class.
        return next(vars(one)[name] for one in self.modules.values() if name in vars(one))

    @property
    def waiting(self) -> set[str]:
        return {outline.model.__name__ for outline in self.base.registry.outlines.values()}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Imports model files, whose classes wait if they are *patient*."""
    monkeypatch.syspath_prepend(tmp_path)
    names, bases = [], []

    def write(files, *, patient=True):
        name = f"written_{next(NUMBERS)}"
        names.append(name)
        folder = tmp_path / name
        folder.mkdir()
        head = textwrap.dedent(HEAD.format(package=name))
        (folder / "__init__.py").write_text("")
        (folder / "base.py").write_text(textwrap.dedent(BASE))
        for file, text in files.items():
            own = textwrap.dedent(text).replace("{package}", name)
            (folder / f"{file}.py").write_text(head + own)
        base = importlib.import_module(f"{name}.base").Base
        bases.append(base)
        if not patient:
            return Package(base, {f: importlib.import_module(f"{name}.{f}") for f in files})
        with base.registry.patient():
            return Package(base, {f: importlib.import_module(f"{name}.{f}") for f in files})

    yield write
    for base in bases:
        # Whoever configures all mappers there are would come upon these; one class is wrong.
        with suppress(sa.exc.ArgumentError):
            base.registry.dispose()
    for module in [one for one in sys.modules if one.partition(".")[0] in names]:
        del sys.modules[module]


@pytest.fixture
def shop(written):
    return written(SHOP)


def test_classes_that_were_only_imported_wait(shop):
    assert shop.waiting == {"Company", "Order", "Line", "Tag", "OrderTag", "Note", "Remark"}
    assert shop.Company.__name__ == "Company"
    assert shop.Company.__tablename__ == "company"
    assert len(shop.waiting) == 7


def test_nothing_waits_without_patience(written):
    assert written(SHOP, patient=False).waiting == set()


USES = {
    "a column": lambda shop: shop.Tag.name,
    "a row": lambda shop: shop.Tag(name="new"),
    "the table": lambda shop: shop.Tag.__table__,
    "the mapper": lambda shop: orm.class_mapper(shop.Tag),
    "an inspection": lambda shop: sa.inspect(shop.Tag),
    "a statement": lambda shop: sa.select(shop.Tag),
    "an alias": lambda shop: orm.aliased(shop.Tag),
    "a setting": lambda shop: setattr(shop.Tag, "extra", 1),
    "the table's name": lambda shop: shop.base.metadata.tables["tag"],
    "whether there is a table": lambda shop: "tag" in shop.base.metadata.tables,
    "a listener": lambda shop: sa.event.listen(shop.Tag, "before_insert", print),
    "a class made of it": lambda shop: type("Label", (shop.Tag,), {}),
}


@pytest.mark.parametrize("use", USES)
def test_whatever_asks_for_more_than_its_name_declares_it_alone(shop, use):
    USES[use](shop)

    assert shop.waiting == {"Company", "Order", "Line", "OrderTag", "Note", "Remark"}
    assert shop.Tag.__mapper__.local_table.name == "tag"


EVERYTHING = {
    "tables": lambda base: list(base.metadata.tables),
    "tables in order": lambda base: base.metadata.sorted_tables,
    "how many tables": lambda base: len(base.metadata.tables),
    "mappers": lambda base: base.registry.mappers,
}


@pytest.mark.parametrize("way", EVERYTHING)
def test_going_through_all_declares_all(shop, way):
    EVERYTHING[way](shop.base)

    assert shop.waiting == set()
    assert set(shop.base.metadata.tables) == {
        "company", "sales_order", "line", "tag", "order_tag", "note", "talk.remark",
    }  # fmt: skip


def test_a_class_that_is_used_declares_what_its_joins_need_and_configures_none_of_it(shop):
    orm.class_mapper(shop.Line)

    # The joins of a line's order are found by the foreign keys of orders, which lead to companies.
    assert shop.waiting == {"Tag", "OrderTag", "Note", "Remark"}
    assert shop.Line.__mapper__.configured
    assert not shop.Order.__mapper__.configured
    assert not shop.Company.__mapper__.configured


def test_all_mappers_can_be_configured_and_are_what_they_are_at_once(shop, written):
    at_once = written(SHOP, patient=False)
    at_once.base.registry.configure()

    for mapper in shop.base.registry.mappers:
        orm.class_mapper(mapper.class_)

    def said(package):
        return {
            mapper.class_.__name__: {
                (one.key, str(one.target), one.direction.name, tuple(sorted(one.cascade)))
                for one in mapper.relationships
            }
            for mapper in package.base.registry.mappers
        }

    def ddl(package):
        tables = package.base.metadata.sorted_tables
        return [str(sa.schema.CreateTable(table)) for table in tables]

    assert said(shop) == said(at_once)
    assert ddl(shop) == ddl(at_once)
    assert all(isinstance(one, Single) for one in shop.base.registry.mappers)


@pytest.fixture
def session(empty_database):
    engine = sa.create_engine(empty_database.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema("talk"))
    with orm.Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.parametrize("patient", [True, False])
class TestRows:
    """What rows do is the same whether their classes have waited."""

    @pytest.fixture
    def shop(self, written, session, patient):
        shop = written(SHOP, patient=patient)
        tables = written(SHOP, patient=False).base.metadata
        tables.create_all(session.connection())
        session.execute(sa.text("INSERT INTO company (name) VALUES ('Acme'), ('Beta')"))
        session.execute(
            sa.text("INSERT INTO sales_order (number, company_id) VALUES ('b', 1), ('a', 1)")
        )
        session.execute(sa.text("INSERT INTO line (number, order_id) VALUES (2, 1), (1, 1)"))
        session.execute(sa.text("INSERT INTO tag (name) VALUES ('late')"))
        session.execute(sa.text("INSERT INTO order_tag VALUES (1, 1)"))
        return shop

    def test_links_are_read(self, shop, session):
        acme = session.get(shop.Company, 1)

        assert [order.number for order in acme.orders] == ["a", "b"]
        assert [line.number for line in acme.orders[1].lines] == [1, 2]
        assert [tag.name for tag in acme.orders[1].tags] == ["late"]
        assert acme.orders[0].company is acme
        assert acme.parent is None

    @pytest.mark.parametrize("way", [orm.joinedload, orm.selectinload, orm.subqueryload])
    def test_links_come_along(self, shop, session, way):
        statement = sa.select(shop.Company).options(way(shop.Company.orders)).order_by("id")

        acme, beta = session.scalars(statement).unique()

        assert [[order.number for order in one.orders] for one in (acme, beta)] == [["a", "b"], []]
        assert acme.orders[1].lines[0].order is acme.orders[1]

    def test_links_are_joined_and_asked_about(self, shop, session):
        joined = sa.select(shop.Order.number).join(shop.Order.company).order_by(shop.Order.number)
        having = sa.select(shop.Company.name).where(shop.Company.orders.any())
        tagged = sa.select(shop.Order.number).where(shop.Order.tags.any(name="late"))

        assert list(session.scalars(joined)) == ["a", "b"]
        assert list(session.scalars(having)) == ["Acme"]
        assert list(session.scalars(tagged)) == ["b"]

    def test_a_link_is_the_same_from_both_ends(self, shop, session):
        order, beta = shop.Order(number="c"), session.get(shop.Company, 2)

        order.company = beta
        session.add(order)
        session.flush()

        assert order.company.orders == [order]
        assert session.scalar(sa.text("SELECT company_id FROM sales_order WHERE number = 'c'")) == 2

    def test_what_belongs_to_a_row_goes_with_it(self, shop, session):
        session.delete(session.get(shop.Company, 1))
        session.flush()

        for table in ("sales_order", "line", "order_tag"):
            assert session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0

    def test_what_is_taken_away_goes(self, shop, session):
        order = session.get(shop.Order, 1)

        order.lines.pop(0)
        session.flush()

        assert session.scalars(sa.text("SELECT number FROM line")).all() == [2]

    def test_rows_are_written_with_all_that_hangs_on_them(self, shop, session):
        line = shop.Line(number=1)
        company = shop.Company(name="New", orders=[shop.Order(number="n", lines=[line])])
        session.add(company)
        session.flush()

        assert line.order_id == company.orders[0].id
        assert company.orders[0].company_id == company.id


INHERITING = """
    from {package}.order import Order

    class Urgent(Order):
        __tablename__ = "urgent"
        id: Mapped[int] = mapped_column(sa.ForeignKey("sales_order.id"), primary_key=True)
        reason: Mapped[str]
"""


@pytest.mark.parametrize("patient", [True, False])
def test_a_class_that_inherits_has_the_links_of_one_that_waited(written, session, patient):
    shop = written(SHOP | {"urgent": INHERITING}, patient=patient)
    written(SHOP | {"urgent": INHERITING}, patient=False).base.metadata.create_all(
        session.connection()
    )
    company = shop.Company(name="Acme")
    session.add(company)
    session.flush()
    session.add(shop.Urgent(number="u", reason="today", company_id=company.id))
    session.flush()
    session.expunge_all()

    urgent = session.scalars(sa.select(shop.Urgent).join(shop.Urgent.company)).one()

    assert (urgent.number, urgent.reason, urgent.company.name) == ("u", "today", "Acme")
    assert urgent.lines == []
    session.delete(urgent)
    session.flush()
    assert session.scalar(sa.text("SELECT count(*) FROM sales_order")) == 0


CANNOT = {
    "a base": """
        class Thing(Base):
            __abstract__ = True
    """,
    "one that gives another class a link": """
        class Other(Base):
            __tablename__ = "other"
            id: Mapped[int] = mapped_column(primary_key=True)

        class Thing(Base):
            __tablename__ = "thing"
            id: Mapped[int] = mapped_column(primary_key=True)
            other_id: Mapped[int] = mapped_column(sa.ForeignKey("other.id"))
            other: Mapped[Other] = relationship(backref="things")
    """,
    "one with words for the mapper": """
        class Thing(Base):
            __tablename__ = "thing"
            __mapper_args__ = {"eager_defaults": True}
            id: Mapped[int] = mapped_column(primary_key=True)
    """,
    "one with attributes that are computed": """
        class Dated:
            @orm.declared_attr
            def day(cls) -> Mapped[int]:
                return mapped_column()

        class Thing(Dated, Base):
            __tablename__ = "thing"
            id: Mapped[int] = mapped_column(primary_key=True)
    """,
    "a dataclass": """
        class Thing(orm.MappedAsDataclass, Base):
            __tablename__ = "thing"
            id: Mapped[int] = mapped_column(primary_key=True)
    """,
    "one on a table of its own": """
        class Thing(Base):
            __table__ = sa.Table(
                "thing", Base.metadata, sa.Column("id", sa.Integer, primary_key=True)
            )
    """,
    "one with a metaclass of its own": """
        class Meta(type(Base)):
            pass

        class Thing(Base, metaclass=Meta):
            __tablename__ = "thing"
            id: Mapped[int] = mapped_column(primary_key=True)
    """,
    "one that inherits": """
        class Other(Base):
            __tablename__ = "other"
            id: Mapped[int] = mapped_column(primary_key=True)

        class Thing(Other):
            __tablename__ = "thing"
            id: Mapped[int] = mapped_column(sa.ForeignKey("other.id"), primary_key=True)
    """,
}


@pytest.mark.parametrize("kind", CANNOT)
def test_what_may_concern_others_does_not_wait(written, kind):
    package = written({"thing": CANNOT[kind]})

    assert "Thing" not in package.waiting
    package.base.registry.configure()


def test_what_is_wrong_with_a_class_is_said_to_each_who_uses_it_and_to_no_other(written):
    wrong = 'class Wrong(Base):\n    __tablename__ = "wrong"\n    name: Mapped[str]\n'
    lost = """
        class Lost(Base):
            __tablename__ = "lost"
            id: Mapped[int] = mapped_column(primary_key=True)
            other: Mapped[Nobody] = relationship()
    """
    package = written({"wrong": wrong, "lost": lost, "tag": SHOP["tag"]})

    for _attempt in range(2):
        with pytest.raises(sa.exc.ArgumentError, match="primary key"):
            package.Wrong.name  # noqa: B018
        with pytest.raises(sa.exc.InvalidRequestError, match="Nobody"):
            orm.class_mapper(package.Lost)
    assert orm.class_mapper(package.Tag).configured


def test_threads_that_use_classes_at_one_time_wait_for_each_other(written):
    count = 40
    files = {
        f"thing_{i}": f"""
            class Thing{i}(Base):
                __tablename__ = "thing_{i}"
                id: Mapped[int] = mapped_column(primary_key=True)
                next_id: Mapped[int] = mapped_column(sa.ForeignKey("thing_{(i + 1) % count}.id"))
                next: Mapped[Thing{(i + 1) % count}] = relationship(foreign_keys="Thing{i}.next_id")
        """
        for i in range(count)
    }
    package = written(files)
    start, found = threading.Barrier(8), []

    def work(first):
        start.wait()
        for i in range(count):
            model = getattr(package, f"Thing{(first + i) % count}")
            joined = sa.select(model).join(model.next)
            found.append(str(joined) and model.next.property.mapper.local_table.name)
            assert len(package.base.metadata.tables[model.__tablename__].columns) == 2

    threads = [threading.Thread(target=work, args=[i * 5], daemon=True) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert not any(thread.is_alive() for thread in threads)
    assert len(found) == 8 * count
    assert package.waiting == set()


class TestOutline:
    def test_tells_of_the_table_what_the_table_would(self, shop, written):
        at_once = written(SHOP, patient=False)

        for name in shop.waiting:
            outline = waiting.outline_of(getattr(shop, name))
            table = getattr(at_once, name).__table__
            assert outline is not None
            told = (outline.name, outline.schema, outline.fullname, outline.comment, outline.info)
            assert told == (table.name, table.schema, table.fullname, table.comment, table.info)
            assert outline.columns == set(table.columns.keys())
        assert len(shop.waiting) == 7

    @pytest.mark.parametrize(
        ("model", "table", "referring"),
        [
            ("Company", "company", {"Company", "Order", "Note"}),
            ("Order", "sales_order", {"Company", "Line", "OrderTag"}),
            ("Note", "note", {"Remark"}),
            ("Remark", "talk.remark", set()),
        ],
    )
    def test_tells_who_may_refer_to_whom(self, shop, model, table, referring):
        target = getattr(shop, model)

        found = {
            outline.model.__name__
            for outline in shop.base.registry.outlines.values()
            if outline.may_refer_to(target, table)
        }

        assert found == referring
        assert len(shop.waiting) == 7

    def test_there_is_none_of_a_class_that_does_not_wait(self, shop):
        shop.Tag.name  # noqa: B018

        assert waiting.outline_of(shop.Tag) is None
        assert waiting.outline_of(int) is None
