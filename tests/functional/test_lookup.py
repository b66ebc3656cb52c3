"""What a picker is told while somebody types into it."""

from __future__ import annotations

import pytest

from console.auth import Role
from tests.factories import CompanyFactory

PATH = "/admin/sales_order/ajax/lookup/"


@pytest.fixture
def ask(client, login):
    login(Role.STAFF)

    def ask(text="", name="company", **more):
        return client.get(PATH, query_string={"name": name, "query": text, **more}).json

    return ask


class TestRows:
    def test_have_a_key_words_and_what_tells_twins_apart(self, ask):
        one = CompanyFactory(name="Zeta Tools", tax_id="PL1234567890", city="Warszawa")

        found = ask("zeta")["results"]

        detail = f"{one.id} · PL1234567890 · Warszawa"
        assert found == [{"id": str(one.id), "text": "Zeta Tools", "detail": detail}]

    def test_come_in_the_order_of_their_list(self, ask):
        for name in ("Zeta B", "Zeta A", "Zeta C"):
            CompanyFactory(name=name)

        assert [one["text"] for one in ask("zeta")["results"]] == ["Zeta A", "Zeta B", "Zeta C"]

    def test_whose_key_was_typed_come_first_and_once(self, ask):
        one = CompanyFactory(name="Zeta")
        CompanyFactory(name=f"Alpha {one.id}")

        assert [found["text"] for found in ask(str(one.id))["results"]] == [
            "Zeta",
            f"Alpha {one.id}",
        ]

    def test_cost_three_statements(self, ask, count_queries):
        with count_queries() as queries:
            ask("zeta")

        assert len(queries) == 3  # who is asking, telling the database, which rows


class TestMore:
    def test_rows_come_a_page_at_a_time(self, ask):
        for number in range(21):
            CompanyFactory(name=f"Zeta {number:02}")

        first, second = ask("zeta"), ask("zeta", page=2)

        assert (len(first["results"]), first["more"]) == (20, True)
        assert [one["text"] for one in second["results"]] == ["Zeta 20"]
        assert second["more"] is False

    @pytest.mark.parametrize("page", ["0", "-1", "abc", "99999999999999999999", ""])
    def test_an_odd_page_is_a_page(self, ask, page):
        assert ask("zeta", page=page) == {"results": [], "more": False}


class TestRefusals:
    def test_a_field_that_is_no_link_is_not_found(self, client, login):
        login(Role.STAFF)

        assert client.get(PATH, query_string={"name": "number"}).status_code == 404

    @pytest.mark.parametrize("text", ["%", "_", "\\", "'", "\0", "zeta " * 2000, '"'])
    def test_whatever_is_typed_gets_an_answer(self, ask, text):
        CompanyFactory(name="Alpha")

        assert isinstance(ask(text)["results"], list)


class TestKeptStatements:
    def test_never_keep_what_somebody_typed_before(self, ask):
        for name in ("Alpha", "Not Alpha", "Beta", "Not Beta"):
            CompanyFactory(name=name)

        answers = [[one["text"] for one in ask(text)["results"]] for text in ("alpha", "beta")]

        assert answers == [["Alpha", "Not Alpha"], ["Beta", "Not Beta"]]
