"""Whatever a database holds becomes mapped classes, and nothing in it stands in the way."""

from __future__ import annotations

import contextlib
import logging

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import naming
from console.admin.mapping import foreshadowed, mapper_of
from console.adopt import catalogue, keys, mapping, relationships, tables
from console.models.types import Verbatim
from tests import foreign


def key(model):
    return [column.name for column in orm.class_mapper(model).primary_key]


def links(model):
    return {r.key: r.mapper.class_.__name__ for r in mapper_of(model).relationships}


def attributes(model):
    return {a.key: a.columns[0].name for a in orm.class_mapper(model).column_attrs}


@pytest.fixture
def odd(monkeypatch):
    """A foreign key that is called "bad" makes a relationship that SQLAlchemy refuses."""
    made = relationships._relationship

    def odd(link, overlaps, target, both_ways):
        found = made(link, overlaps, target, both_ways)
        if link.constraint.name == "bad":
            found = orm.relationship(target, primaryjoin=sa.literal(1) == 1)
        return found

    monkeypatch.setattr(relationships, "_relationship", odd)


class TestWhatIsShown:
    def test_tables_views_and_parents_of_partitions(self, adopted):
        found = adopted("""
            CREATE TABLE parent (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
            CREATE TABLE part PARTITION OF parent FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
            CREATE TABLE base (id int PRIMARY KEY); CREATE TABLE child (more int) INHERITS (base);
            CREATE VIEW seen AS SELECT * FROM base;
            CREATE MATERIALIZED VIEW kept AS SELECT * FROM base;
            CREATE TABLE nothing ();
        """)

        assert set(found) == {"parent", "base", "child", "seen", "kept", "nothing"}

    def test_nothing_of_the_server_of_extensions_of_alembic_or_of_the_console(self, adopted):
        found = adopted("""
            CREATE SCHEMA console; CREATE TABLE console.account (id int PRIMARY KEY);
            CREATE TABLE alembic_version (version_num text PRIMARY KEY);
            CREATE EXTENSION pg_stat_statements; CREATE TABLE mine (id int PRIMARY KEY);
            CREATE TEMPORARY TABLE mine_too (id int PRIMARY KEY);
        """)

        assert set(found) == {"mine"}

    def test_only_the_schemas_that_were_asked_for(self, adopted):
        found = adopted(
            """
            CREATE SCHEMA sales; CREATE TABLE sales.invoice (id int PRIMARY KEY);
            CREATE TABLE other (id int PRIMARY KEY, invoice int REFERENCES sales.invoice);
            """,
            "public",
        )

        assert set(found) == {"other"}
        assert links(found["other"]) == {}

    def test_names_of_two_schemas_and_of_two_cases_are_told_apart(self, adopted):
        found = adopted("""
            CREATE SCHEMA sales; CREATE TABLE invoice (id int PRIMARY KEY);
            CREATE TABLE sales.invoice (id int PRIMARY KEY);
            CREATE TABLE "Invoice" (id int PRIMARY KEY);
            CREATE TABLE "sales.invoice" (id int PRIMARY KEY);
        """)

        assert set(found) == {"invoice", "sales.invoice", "Invoice", "public.sales.invoice"}
        assert len({model.__name__ for model in found.values()}) == 4
        titles = {path: naming.title(model) for path, model in found.items()}
        assert (titles["Invoice"], titles["invoice"]) == ('"Invoice"', "Invoice")

    def test_tables_of_one_schema_never_share_a_title(self, adopted):
        found = adopted("""
            CREATE TABLE company (id int PRIMARY KEY, name text, city text);
            CREATE TABLE companies (id int PRIMARY KEY, name text);
            CREATE SCHEMA sales; CREATE TABLE sales.companies (id int PRIMARY KEY, name text);
        """)

        titles = {path: naming.title(model) for path, model in found.items()}
        assert titles == {
            "company": "Company", "companies": "Companies", "sales.companies": "Companies",
        }  # fmt: skip


class TestNames:
    WORDS = (
        "class", "pass", "metadata", "query", "registry", "process", "data", "errors", "validate",
        "populate_obj", "url", "id", "page", "sort", "search", "csrf_token", "Name", "name", "a b",
        "a:b", "a%b", "a(b)", "a.b", "العربية", "_id", "__init__", "1st", "$", '@""/\\#~', "a__eq",
    )  # fmt: skip

    def test_any_name_of_a_column_becomes_an_attribute(self, adopted):
        columns = ", ".join(f'"{name}" text' for name in self.WORDS)

        model = adopted(f"CREATE TABLE words ({columns}, number int PRIMARY KEY)")["words"]

        names = attributes(model)
        assert [name.replace('"', '""') for name in names.values()][:-1] == list(self.WORDS)
        assert all(name.isidentifier() and not name.startswith("_") for name in names)

    def test_labels_are_the_real_names(self, adopted):
        model = adopted('CREATE TABLE t (id int PRIMARY KEY, "class" text, "Ünit #" text)')["t"]

        labels = [column.info.get("label") for column in model.__table__.columns]
        assert labels == [None, "Class", "Ünit #"]

    def test_two_columns_never_share_a_label(self, adopted):
        model = adopted('CREATE TABLE t (id int PRIMARY KEY, "Name" text, name text)')["t"]

        assert "label" not in model.__table__.c["Name"].info
        assert model.__table__.c["name"].info["label"] == "name"


class TestKeys:
    def test_a_unique_index_serves_where_there_is_no_key(self, adopted):
        found = adopted("""
            CREATE TABLE whole (a int NOT NULL, b int NOT NULL, c int, UNIQUE (a, b), UNIQUE (c));
            CREATE TABLE partial (a int NOT NULL); CREATE UNIQUE INDEX ON partial (a) WHERE a > 0;
            CREATE TABLE expression (a text NOT NULL);
            CREATE UNIQUE INDEX ON expression (lower(a));
        """)

        assert key(found["whole"]) == ["a", "b"]
        assert key(found["partial"]) == key(found["expression"]) == ["ctid"]
        assert not found["whole"].__table__.info["is_view"]

    def test_without_any_the_place_of_the_row_serves_and_nothing_is_written(self, adopted):
        found = adopted("""
            CREATE TABLE heap (a int, b json); CREATE TABLE nothing ();
            CREATE TABLE parent (a int); CREATE TABLE child () INHERITS (parent);
        """)

        assert key(found["heap"]) == key(found["nothing"]) == ["ctid"]
        assert key(found["parent"]) == ["tableoid", "ctid"]
        assert all(model.__table__.info["is_view"] for model in found.values())

    def test_a_view_is_known_by_all_that_can_be_compared(self, adopted):
        found = adopted("""
            CREATE VIEW mixed AS SELECT 1 AS a, '{}'::json AS b, 'x'::text AS c;
            CREATE VIEW odd AS SELECT '{}'::json AS a;
        """)

        assert key(found["mixed"]) == ["a", "c"]
        assert key(found["odd"]) == ["a"]
        assert found["mixed"].__table__.info["key"] == "all"

    def test_a_view_is_known_by_the_keys_that_it_shows(self, adopted):
        found = adopted("""
            CREATE TABLE film (id int PRIMARY KEY, title text, year int);
            CREATE TABLE genre (id int PRIMARY KEY, name text);
            CREATE TABLE film_genre (film int, genre int, PRIMARY KEY (film, genre));
            CREATE VIEW listed AS SELECT f.title, g.name AS "a {genre", f.id AS film, f.year,
              string_agg(f.title, ',') AS titles, count(*) AS number, (SELECT max(id) FROM film)
              FROM film f JOIN film_genre x ON x.film = f.id JOIN genre g ON g.id = x.genre
              GROUP BY f.id, g.name;
            CREATE VIEW upon AS SELECT titles, film AS "no", "a {genre" FROM listed;
            CREATE VIEW either AS SELECT id, title FROM film UNION ALL SELECT id, name FROM genre;
        """)

        assert set(key(found["listed"])) == {"film", "a {genre", "number", "max"}
        assert set(key(found["upon"])) == {"no", "a {genre"}
        assert set(key(found["either"])) == {"id", "title"}

    def test_what_a_view_computes_tells_rows_apart_unless_it_is_gathered(self, adopted):
        found = adopted("""
            CREATE TABLE film (id int PRIMARY KEY, title text, tags text[]);
            CREATE VIEW tagged AS SELECT id, title, unnest(tags) AS tag FROM film;
            CREATE VIEW joined AS SELECT id, title, tag FROM film, unnest(tags) AS tag;
            CREATE VIEW letters AS SELECT id, left(t.tag, 1) AS letter, upper(title) AS loud,
              string_agg(t.tag, ',') AS tags FROM film, unnest(tags) t(tag) GROUP BY id, 2;
            CREATE VIEW keyless AS SELECT upper(title) AS loud, string_agg(id::text, '') AS ids
              FROM film GROUP BY title;
        """)

        assert set(key(found["tagged"])) == set(key(found["joined"])) == {"id", "tag"}
        assert set(key(found["letters"])) == {"id", "letter"}
        assert key(found["keyless"]) == ["loud"]

    def test_a_number_that_nobody_counts_is_no_serial(self, adopted):
        found = adopted("""
            CREATE TABLE plain (id int PRIMARY KEY); CREATE TABLE counted (id serial PRIMARY KEY);
            CREATE TABLE newer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
        """)

        assert found["plain"].__table__.autoincrement_column is None
        assert found["counted"].__table__.autoincrement_column is not None
        assert found["newer"].__table__.c.id.identity.always


class TestLinks:
    def test_both_ways_for_every_foreign_key(self, adopted):
        found = adopted("""
            CREATE TABLE person (id int PRIMARY KEY, boss_id int REFERENCES person);
            CREATE TABLE letter (id int PRIMARY KEY, sender_id int REFERENCES person,
                                 receiver_id int REFERENCES person, person int REFERENCES person);
        """)

        assert set(links(found["letter"])) == {"sender", "receiver", "person_row"}
        assert set(links(found["person"])) == {
            "boss", "person_by_boss", "letter_by_sender", "letter_by_receiver",
            "letter_by_person_row",
        }  # fmt: skip

    def test_composite_keys_that_share_columns_to_themselves_and_in_circles(self, adopted):
        found = adopted("""
            CREATE TABLE node (tenant int, id int, up int, twin int, PRIMARY KEY (tenant, id),
              FOREIGN KEY (tenant, up) REFERENCES node, FOREIGN KEY (tenant, twin) REFERENCES node);
            CREATE TABLE hen (id int PRIMARY KEY, egg int);
            CREATE TABLE egg (id int PRIMARY KEY, hen int REFERENCES hen);
            ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg DEFERRABLE;
        """)

        assert set(links(found["node"]).values()) == {"Node"}
        assert len(links(found["node"])) == 4
        assert set(links(found["hen"]).values()) == {"Egg"}

    def test_a_key_that_refers_is_a_link_and_no_inheritance(self, adopted):
        found = adopted("""
            CREATE TABLE party (id int PRIMARY KEY); CREATE TABLE firm (id int PRIMARY KEY
            REFERENCES party); CREATE TABLE firm_party (party int REFERENCES party,
            firm int REFERENCES firm, PRIMARY KEY (party, firm));
        """)

        assert orm.class_mapper(found["firm"]).inherits is None
        assert set(links(found["firm_party"])) == {"party_row", "firm_row"}

    def test_to_a_unique_column_and_to_a_partitioned_table(self, adopted):
        found = adopted("""
            CREATE TABLE land (id int PRIMARY KEY, code text UNIQUE);
            CREATE TABLE town (id int PRIMARY KEY, land_code text REFERENCES land (code));
            CREATE TABLE log (id int PRIMARY KEY) PARTITION BY HASH (id);
            CREATE TABLE log_0 PARTITION OF log FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE log_1 PARTITION OF log FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            CREATE TABLE note (id int PRIMARY KEY, log_id int REFERENCES log);
        """)

        assert links(found["town"]) == {"land": "Land"}
        assert links(found["note"]) == {"log": "Log"}

    def test_deleting_a_row_leaves_its_children_to_the_database(self, adopted):
        found = adopted("""
            CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY,
            a_id int REFERENCES a);
        """)

        assert orm.class_mapper(found["a"]).relationships["b"].passive_deletes == "all"

    @pytest.mark.usefixtures("odd")
    def test_one_that_sqlalchemy_refuses_takes_nothing_else_with_it(self, adopted, caplog):
        with caplog.at_level(logging.WARNING):
            found = adopted("""
                CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY,
                a_id int CONSTRAINT bad REFERENCES a); CREATE TABLE c (id int PRIMARY KEY,
                a_id int CONSTRAINT good REFERENCES a);
            """)

        assert set(found) == {"a", "b", "c"}
        assert links(found["b"]) == {}
        assert "links of" in caplog.text


@pytest.fixture
def drafted(server):
    """``drafted("CREATE TABLE …")``: classes that wait for their use, by the table's name."""
    with contextlib.ExitStack() as made:

        def classes(statements):
            database = made.enter_context(foreign.database(server, statements))
            with database.engine.connect() as connection:
                found = mapping.drafted(catalogue.read(connection))
            return {one.__table__.name: one for one in found.classes.values()}, found

        yield classes


CHAIN = """
    CREATE TABLE a (id int PRIMARY KEY, a_id int REFERENCES a);
    CREATE TABLE b (id int PRIMARY KEY, a_id int CONSTRAINT bad REFERENCES a);
    CREATE TABLE c (id int PRIMARY KEY, b_id int REFERENCES b);
    CREATE TABLE d (id int PRIMARY KEY, c_id int REFERENCES c);
"""


class TestUse:
    def test_maps_what_links_lead_to_and_not_their_links_in_turn(self, drafted):
        found, _mapping = drafted(CHAIN)

        assert set(links(found["d"])) == {"c"}

        assert {name for name, one in found.items() if "__mapper__" in vars(one)} == {"c", "d"}
        assert dict(orm.class_mapper(found["c"]).relationships) == {}

    def test_maps_a_link_that_is_asked_for_by_name(self, drafted):
        found, _mapping = drafted(CHAIN)
        assert hasattr(found["c"], "id")
        assert dict(orm.class_mapper(found["c"]).relationships) == {}

        assert found["c"].b.property.mapper.class_ is found["b"]
        assert found["a"].a.property.mapper.class_ is found["a"]
        with pytest.raises(AttributeError):
            _missing = found["c"].d

    def test_rows_that_were_there_before_have_links_too(self, drafted):
        found, _mapping = drafted(CHAIN)
        row = found["d"](id=1)
        assert dict(orm.class_mapper(found["d"]).relationships) == {}

        assert row.c is None
        with pytest.raises(AttributeError):
            _missing = row.nothing

    def test_says_beforehand_what_the_links_will_be(self, drafted):
        found, _mapping = drafted(CHAIN)

        told = foreshadowed(found["d"])

        assert told["c"].target is found["c"]
        assert told["c"].pairs == (("c_id", "id"),)
        assert "__mapper__" not in vars(found["d"])

    @pytest.mark.usefixtures("odd")
    def test_leaves_out_one_link_that_sqlalchemy_refuses(self, drafted, caplog):
        found, mapped = drafted(CHAIN)
        with caplog.at_level(logging.WARNING):
            assert links(found["b"]) == {}

        assert mapped.left_out == ["link a of public.b"]
        assert links(found["c"]) == {"b": "B"}
        assert sa.select(found["b"]).join(found["c"]) is not None
        assert not hasattr(found["b"], "a")


class TestOddities:
    def test_a_table_that_cannot_be_read_is_told_of(self, adopted, monkeypatch, caplog):
        made = keys.key_of

        def odd(relation, types):
            if relation.name == "odd":
                raise ValueError("odd")
            return made(relation, types)

        monkeypatch.setattr(tables.keys, "key_of", odd)
        with caplog.at_level(logging.WARNING):
            found = adopted("CREATE TABLE odd (id int); CREATE TABLE even (id int)")

        assert set(found) == {"even"}
        assert "table public.odd" in caplog.text

    def test_types_nobody_knows_keep_their_name(self, adopted):
        model = adopted("""
            CREATE EXTENSION ltree; CREATE TYPE pair AS (a int, b text);
            CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE DOMAIN age AS int CHECK (value > 0);
            CREATE TABLE t (id int PRIMARY KEY, path ltree, two pair, many pair[], feels mood,
                            feelings mood[], old age, place point, small varchar(3)[]);
        """)["t"]

        types = {column.name: column.type for column in model.__table__.columns}
        verbatim = {n: t.name for n, t in types.items() if isinstance(t, Verbatim)}
        assert verbatim == {
            "path": "ltree", "two": "pair", "many": "pair[]", "feelings": "mood[]",
            "place": "point",
        }  # fmt: skip
        assert types["feels"].enums == ["sad", "glad"]
        assert isinstance(types["old"], sa.Integer)
        assert model.__table__.c.old.info == {"pg_type": "age", "domain": "age"}

    @pytest.mark.parametrize(
        ("declared", "written"),
        [
            ("numeric(38,18)", "NUMERIC(38, 18)"),
            ("numeric", "NUMERIC"),
            ("varchar(7)", "VARCHAR(7)"),
            ("char(2)", "CHAR(2)"),
            ("timestamptz(3)", "TIMESTAMP(3) WITH TIME ZONE"),
            ("bit(4)", "BIT(4)"),
            ("int8range", "INT8RANGE"),
            ("double precision", "DOUBLE PRECISION"),
        ],
    )
    def test_lengths_and_precisions_are_kept(self, adopted, declared, written):
        model = adopted(f"CREATE TABLE t (id int PRIMARY KEY, value {declared})")["t"]

        dialect = sa.dialects.postgresql.dialect()
        assert model.__table__.c.value.type.compile(dialect) == written


class TestWhatTheDatabaseKeeps:
    STATEMENTS = """
        CREATE EXTENSION pg_trgm;
        CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL DEFAULT 'a:b', price numeric,
          double numeric GENERATED ALWAYS AS (price * 2) STORED,
          CONSTRAINT price_positive CHECK (price > 0), CONSTRAINT one_name UNIQUE (name));
        COMMENT ON TABLE item IS 'What we sell.'; COMMENT ON COLUMN item.price IS 'In euros.';
        CREATE INDEX item_trgm ON item USING gin (name gin_trgm_ops);
        CREATE INDEX item_lower ON item (lower(name)) WHERE price > 0;
    """

    @pytest.fixture
    def table(self, adopted):
        return adopted(self.STATEMENTS)["item"].__table__

    def test_comments_defaults_and_generated_columns(self, table):
        assert (table.comment, table.c.price.comment) == ("What we sell.", "In euros.")
        assert str(table.c.name.server_default.arg.compile()) == "'a:b'::text"
        assert table.c.double.computed is not None
        assert not table.c.name.nullable

    def test_checks_and_unique_constraints(self, table):
        names = {one.name for one in table.constraints if one.name}

        assert {"price_positive", "one_name"} <= names

    def test_indexes_with_what_they_are_for(self, table):
        indexes = {index.name: index for index in table.indexes}

        assert set(indexes) == {"item_trgm", "item_lower"}
        options = indexes["item_trgm"].dialect_options["postgresql"]
        assert (options["using"], options["ops"]) == ("gin", {"name": "gin_trgm_ops"})
        assert indexes["item_lower"].dialect_options["postgresql"]["where"] is not None
