"""``flask db migrate`` and ``flask db revision`` write what people would write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from console.models.db import db


@pytest.fixture
def table() -> Iterator[sa.Table]:
    """A model that no revision knows yet."""
    table = sa.Table(
        "note",
        db.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False, comment="What is to be remembered."),
        sa.Column("state", sa.Enum("new", "read", native_enum=False, length=40)),
        sa.CheckConstraint("text NOT LIKE '%TODO%'", name="text_done"),
    )
    yield table
    db.metadata.remove(table)


def read(project, result):
    """The revision whose path *result* prints."""
    name = result.output.split("Wrote ")[1].strip()
    return (project.revisions / name.rpartition("/")[2]).read_text()


class TestMigrate:
    def test_says_so_when_there_is_nothing_to_write(self, seeded):
        before = sorted(seeded.revisions.iterdir())

        result = seeded.flask("db", "migrate")

        assert result.output == (
            "Nothing to write: the database has all that the models declare.\n"
        )
        assert sorted(seeded.revisions.glob("*.py")) == [p for p in before if p.suffix == ".py"]

    def test_writes_what_the_models_have_more(self, seeded, table):
        result = seeded.flask("db", "migrate", "-m", "Keep notes")

        text = read(seeded, result)
        assert '"""Keep notes' in text
        assert 'op.create_table(\n        "note",' in text
        assert 'comment="What is to be remembered."' in text
        assert "sa.String(length=40)" in text
        assert "###" not in text

    def test_what_it_wrote_makes_the_difference_go_away(self, seeded, table):
        seeded.flask("db", "migrate", "-m", "Keep notes")

        upgrade = seeded.flask("db", "upgrade")

        assert upgrade.exit_code == 0, upgrade.output
        assert seeded.flask("db", "check").exit_code == 0
        check = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
        assert "'%TODO%'" in seeded.ask(check, name="ck_note_text_done")

    def test_a_table_whose_model_is_gone_is_dropped(self, seeded, table):
        seeded.flask("db", "migrate", "-m", "Keep notes")
        seeded.flask("db", "upgrade")
        db.metadata.remove(table)

        result = seeded.flask("db", "migrate", "-m", "Forget notes")

        db.metadata._add_table("note", None, table)
        assert 'op.drop_table("note")' in read(seeded, result)

    def test_tables_of_others_are_left_alone(self, seeded):
        seeded.run("CREATE TABLE theirs (id integer)")

        assert seeded.flask("db", "migrate").output.startswith("Nothing to write")

    def test_a_model_over_a_view_is_no_table_to_make(self, seeded, table):
        table.info["is_view"] = True

        assert seeded.flask("db", "migrate").output.startswith("Nothing to write")

    def test_a_lost_check_is_noticed(self, seeded):
        seeded.run("ALTER TABLE country DROP CONSTRAINT ck_country_code_format")

        result = seeded.flask("db", "check")

        assert result.exit_code == 1
        assert "add constraint ck_country_code_format on country" in result.output

    def test_two_of_one_name_in_a_minute_do_not_overwrite_each_other(self, seeded):
        outputs = [seeded.flask("db", "revision", "-m", "Same").output for _ in range(2)]

        files = list(seeded.revisions.glob("*_same.py"))
        # The minute may turn between the two.
        assert len(files) == 2 or "was written this very minute" in outputs[1]


class TestRevision:
    def test_is_empty_and_ready_to_be_filled(self, bare):
        result = bare.flask("db", "revision", "-m", 'Say """hello"""')

        text = read(bare, result)
        compile(text, "revision", "exec")
        assert "import sqlalchemy as sa\nfrom alembic import op\n" in text
        assert text.count("    pass\n") == 2

    def test_its_name_begins_with_its_minute(self, bare):
        bare.flask("db", "revision", "-m", "Fill the tags")

        (path,) = bare.revisions.glob("*.py")
        assert path.name[8] == path.name[13] == "_"
        assert path.name[14:] == "fill_the_tags.py"

    def test_check_lists_what_differs(self, seeded, table):
        result = seeded.flask("db", "check")

        assert result.exit_code == 1
        assert result.stdout == "  add table note\n"
        assert "flask db migrate" in result.stderr
