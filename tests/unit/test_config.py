"""Settings: read in one place, refused early, each with its remedy."""

from __future__ import annotations

import dataclasses

import pytest

from console import embedded
from console.config import Config, ConfigError, Serving

DATABASE = {"TAB_DB_URL": "postgresql://user:s3cret@host/db"}


def config(**settings):
    return Config.from_env(DATABASE | settings)


def refusal(**settings):
    with pytest.raises(ConfigError) as error:
        config(**settings)
    return str(error.value)


class TestDefaults:
    def test_only_the_database_has_to_be_set(self):
        settings = config()

        assert settings.secret_key is None
        assert not settings.secure
        assert settings.hosts == ("localhost", "127.0.0.1", "[::1]")
        assert (settings.locale, settings.timezone) == ("en", "UTC")

    def test_empty_is_the_same_as_unset(self):
        names = ("CONSOLE_URL", "CONSOLE_LOCALE", "CONSOLE_TIMEZONE", "CONSOLE_SECRET_KEY")

        assert config(**dict.fromkeys(names, "")) == config()

    def test_what_was_read_cannot_be_changed(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            config().locale = "pl"


class TestModels:
    def test_they_are_files_unless_told_otherwise(self):
        assert config().models == "console.models"
        assert not config().reflects

    @pytest.mark.parametrize(
        ("text", "schemas"),
        [
            ("reflect:*", None),
            ("reflect:public", ("public",)),
            ("reflect: public , sales", ("public", "sales")),
            ('reflect:public,"odd, name"', ("public", "odd, name")),
        ],
    )
    def test_or_read_from_schemas_of_the_database(self, text, schemas):
        settings = config(CONSOLE_MODELS=text)

        assert settings.reflects
        assert settings.schemas == schemas

    @pytest.mark.parametrize("text", ["reflect:", "reflect: ,", "models/", "console models", "a."])
    def test_anything_else_is_refused(self, text):
        assert refusal(CONSOLE_MODELS=text).startswith("CONSOLE_MODELS is ")


class TestTheDatabase:
    def test_without_it_nothing_starts(self, monkeypatch, tmp_path):
        monkeypatch.setattr(embedded, "INSTANCE", tmp_path)

        with pytest.raises(ConfigError, match=r"TAB_DB_URL is not set\. Set it to your"):
            Config.from_env({})

    def test_an_error_ends_the_program_with_its_sentence(self):
        with pytest.raises(SystemExit) as ending:
            Config.from_env({"TAB_DB_URL": "mysql://user:s3cret@host/db"})

        assert isinstance(ending.value.code, str)
        assert "s3cret" not in ending.value.code


class TestThePublicAddress:
    def test_https_makes_it_secure(self):
        settings = config(CONSOLE_URL="https://console.example.org/")

        assert settings.secure
        assert settings.url == "https://console.example.org"
        assert settings.hosts == ("console.example.org",)

    @pytest.mark.parametrize(
        ("url", "host"),
        [
            ("http://intranet:8080", "intranet"),
            ("https://[2001:db8::1]:8443", "[2001:db8::1]"),
            ("https://Console.Example.ORG", "console.example.org"),
        ],
    )
    def test_the_host_is_without_port(self, url, host):
        assert config(CONSOLE_URL=url).hosts == (host,)

    @pytest.mark.parametrize(
        "url",
        [
            "console.example.org",
            "ftp://console.example.org",
            "https://",
            "https://host/path",
            "https://host?query",
            "https://host#part",
            "https://user:s3cret@host",
            "https://host:port",
            "https://[::1",
            "https://ho st",
        ],
    )
    def test_anything_but_scheme_and_host_is_refused(self, url):
        told = refusal(CONSOLE_URL=url)

        assert told.startswith("CONSOLE_URL must be the public address")
        assert "s3cret" not in told


class TestTheSecretKey:
    def test_a_short_one_is_refused_unseen(self):
        told = refusal(CONSOLE_SECRET_KEY="hunter2")

        assert "at least 16" in told
        assert "hunter2" not in told

    def test_serving_needs_one(self):
        with pytest.raises(ConfigError, match="CONSOLE_SECRET_KEY is not set"):
            config().checked_to_serve()


class TestLanguageAndZone:
    @pytest.mark.parametrize("zone", ["Europe/Warsaw", "UTC", "America/Argentina/Ushuaia"])
    def test_zones_by_their_iana_name(self, zone):
        assert config(CONSOLE_TIMEZONE=zone).timezone == zone

    @pytest.mark.parametrize("zone", ["Warsaw", "../etc/passwd", "Europe/", "a\0b", "x" * 5000])
    def test_other_zones_are_refused(self, zone):
        assert "which is no time zone" in refusal(CONSOLE_TIMEZONE=zone)

    def test_a_language_the_console_does_not_speak_is_refused(self):
        assert "speaks en and pl" in refusal(CONSOLE_LOCALE="de")


class TestServing:
    def test_loopback_by_default(self):
        serving = Serving.from_env({})

        assert serving.address == "http://127.0.0.1:8000"
        assert serving.bind == "127.0.0.1:8000"

    @pytest.mark.parametrize(
        ("host", "address", "bind"),
        [
            ("::1", "http://[::1]:8000", "[::1]:8000"),
            ("0.0.0.0", "http://localhost:8000", "0.0.0.0:8000"),
            ("::", "http://localhost:8000", "[::]:8000"),
        ],
    )
    def test_an_address_can_be_typed_into_a_browser(self, host, address, bind):
        serving = Serving.from_env({"HOST": host})

        assert (serving.address, serving.bind) == (address, bind)

    @pytest.mark.parametrize("name", ["PORT", "WORKERS", "THREADS", "DEMO"])
    @pytest.mark.parametrize("text", ["abc", "-1", "1.5", "99999999999", "٣", "1e3"])
    def test_a_number_that_is_none_is_refused_by_name(self, name, text):
        with pytest.raises(ConfigError, match=f"^{name} is .* whole number from"):
            Serving.from_env({name: text})
