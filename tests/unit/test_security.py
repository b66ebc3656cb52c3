"""Redirects that stay on this site, and proxies that are believed."""

from __future__ import annotations

import pytest

from console.config import Config
from console.database import DatabaseURL
from console.security import BehindProxy, safe_next


class TestSafeNext:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/admin/",
            "/admin/company/?search=acme&sort=-name",
            "/admin/company/?url=/admin/&q=a%2F%2Fb",
            "/admin/company/?next=https://elsewhere.example/",
            "/admin/console.account/#row-7",
        ],
    )
    def test_a_path_of_this_site_is_taken(self, path):
        assert safe_next(path, "/home") == path

    @pytest.mark.parametrize(
        "foreign",
        [
            None,
            "",
            "admin/",
            "//evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\n//evil.example",
            "\t//evil.example",
            " //evil.example",
            "/ /evil.example",
            "/\0/evil.example",
            "/\u200b/evil.example",
            "http:evil.example",
            "http:/evil.example",
            "http://evil.example/",
            "https://localhost@evil.example/",
            "HTTPS://EVIL.EXAMPLE",
            "javascript:alert(1)",
            "data:text/html,x",
            "//[::1",
            "/" + "a" * 5000,
        ],
    )
    def test_anything_else_leads_home(self, foreign):
        assert safe_next(foreign, "/home") == "/home"


class TestBehindProxy:
    @staticmethod
    def seen(url: str = "https://console.example.org", **environ: str) -> dict[str, str]:
        config = Config(DatabaseURL.parse("postgresql:///x"), url=url)
        seen: dict[str, str] = {}
        BehindProxy(lambda environ, start: seen.update(environ), config)(environ, None)
        return seen

    @pytest.mark.parametrize(
        "peer", ["127.0.0.1", "::1", "10.1.2.3", "172.18.0.5", "::ffff:10.0.0.1", ""]
    )
    def test_a_proxy_nearby_names_the_client(self, peer):
        seen = self.seen(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9")

        assert seen["REMOTE_ADDR"] == "203.0.113.9"

    def test_a_peer_from_afar_is_not_believed(self):
        seen = self.seen(REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.9")

        assert seen["REMOTE_ADDR"] == "198.51.100.7"

    @pytest.mark.parametrize("header", ["", "unknown", "1.2.3.4:99999", "x" * 9000, "1.2.3.4,"])
    def test_what_is_no_address_is_not_believed(self, header):
        seen = self.seen(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=header)

        assert seen["REMOTE_ADDR"] == "127.0.0.1"

    def test_the_scheme_is_the_public_one(self):
        assert self.seen(REMOTE_ADDR="127.0.0.1")["wsgi.url_scheme"] == "https"
        assert self.seen("http://console.lan", REMOTE_ADDR="")["wsgi.url_scheme"] == "http"
