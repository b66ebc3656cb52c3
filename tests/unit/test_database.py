"""TAB_DB_URL: what is accepted, what is refused, and that no password is ever shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.database import SESSION_SETTINGS, DatabaseURL

URL = "postgresql://user:password@host:5433/name"


def all_that_is_shown(text):
    try:
        url = DatabaseURL.parse(text)
    except ValueError as error:
        return str(error)
    return repr(url) + url.sqlalchemy_url.render_as_string(hide_password=False)


class TestWhatIsAccepted:
    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
    def test_every_scheme_means_psycopg2(self, scheme):
        url = DatabaseURL.parse(f"{scheme}://user:password@host:5433/name")

        assert url.dsn == URL
        assert url.sqlalchemy_url.drivername == "postgresql+psycopg2"

    @pytest.mark.parametrize(
        ("text", "parameters"),
        [
            ("postgresql://one:1,two:2/db", {"host": "one,two", "port": "1,2", "dbname": "db"}),
            ("postgresql:///db?host=/run/pg", {"host": "/run/pg", "dbname": "db"}),
            ("postgresql://%2Frun%2Fpg/db", {"host": "/run/pg", "dbname": "db"}),
            ("postgresql:///?service=books", {"service": "books"}),
            ("postgresql://[::1]:5432/db", {"host": "::1", "port": "5432", "dbname": "db"}),
            ("postgresql://u%40x:p%2Fw@h/d", {"user": "u@x", "password": "p/w"}),
            ("postgresql://u:p?w@h/d", {"password": "p?w"}),
            ("postgresql://h/d?sslmode=require&keepalives=0", {"sslmode": "require"}),
            ("  postgresql://h/d\n", {"host": "h", "dbname": "d"}),
        ],
    )
    def test_libpq_reads_the_rest(self, text, parameters):
        given = DatabaseURL.parse(text).parameters

        assert parameters.items() <= given.items()


class TestWhatIsRefused:
    @pytest.mark.parametrize("text", ["", "   ", "\n"])
    def test_nothing_says_what_to_set(self, text):
        with pytest.raises(ValueError, match=r"^TAB_DB_URL is not set\. Set it .*postgresql://"):
            DatabaseURL.parse(text)

    @pytest.mark.parametrize(
        "text",
        [
            "mysql://user:s3cret@host/db",
            "postgresql+psycopg://user:s3cret@host/db",
            "sqlite:////tmp/s3cret.db",
            "user:s3cret@host/db",
            "host=h password=s3cret",
            "postgresql:/user:s3cret@host/db",
        ],
    )
    def test_other_schemes_name_the_right_ones(self, text):
        with pytest.raises(ValueError, match="must start with postgresql://") as error:
            DatabaseURL.parse(text)

        assert "s3cret" not in str(error.value)

    @pytest.mark.parametrize(
        "text",
        [
            "postgresql://user:s3cret@host:abc/db",
            "postgresql://user:s3cret@host:0/db",
            "postgresql://user:s3cret@host:65536/db",
            "postgresql://user:s3cret@host:5432,other:x/db",
            "postgresql://user:s3cret@host/db?port=abc",
            "postgresql://user:s3cret@host/db?colour=s3cret",
            "postgresql://user:s3cret%zz@host/db",
            "postgresql://user:at@s3cret@host/db",
            "postgresql://user:slash/s3cret@host/db",
            "postgresql://user:12/s3cret@host/db",
            "postgresql://user:s3cret@[::1/db",
        ],
    )
    def test_what_libpq_would_misread_is_refused_unquoted(self, text):
        with pytest.raises(ValueError, match=r"TAB_DB_URL cannot be read: .*percent") as error:
            DatabaseURL.parse(text)

        assert "s3cret" not in str(error.value)
        assert "\n" not in str(error.value)

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=4))
    def test_a_password_never_appears(self, password):
        text = f"postgresql://user:{password}~secret~@host/db"

        assert "~secret~" not in all_that_is_shown(text)


class TestWhatIsShown:
    def test_neither_the_url_nor_its_repr_carries_the_password(self):
        url = DatabaseURL.parse(URL)

        assert "password" not in repr(url)
        assert "password" not in url.sqlalchemy_url.render_as_string(hide_password=False)

    def test_an_explanation_hides_the_password(self):
        url = DatabaseURL.parse("postgresql://user:s3cret@host/db")

        told = url.explain(RuntimeError("no route\n\tto s3cret.\n"))

        assert told.startswith("The database cannot be reached: no route; to ***.")


class TestTheSession:
    def test_settings_of_the_url_come_last_and_win(self, monkeypatch):
        seen = {}
        monkeypatch.setattr("psycopg2.connect", lambda dsn, **more: seen.update(more))
        url = DatabaseURL.parse("postgresql://h/d?options=-c%20statement_timeout%3D1h")

        url.connector(lock_timeout="9s")()

        options = seen["options"].split()
        assert options.index("statement_timeout=30s") < options.index("statement_timeout=1h")
        assert "lock_timeout=9s" in options
        assert seen["application_name"] == "console"
        assert seen["connect_timeout"] == 5

    def test_names_and_time_outs_of_the_url_are_left_alone(self, monkeypatch):
        seen = {}
        monkeypatch.setattr("psycopg2.connect", lambda dsn, **more: seen.update(more))

        DatabaseURL.parse("postgresql://h/d?application_name=x&connect_timeout=2").connector()()

        assert not {"application_name", "connect_timeout"} & seen.keys()

    def test_every_time_out_is_set(self):
        assert SESSION_SETTINGS.keys() >= {
            "timezone",
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "client_connection_check_interval",
        }
