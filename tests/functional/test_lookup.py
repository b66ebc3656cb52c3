"""What a picker is told while somebody types into it."""

from __future__ import annotations

import pytest

from console.admin import query
from console.auth import Role
from console.models.company import Company
from tests.factories import CompanyFactory
from tests.pages import csrf_token

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

    def test_cost_two_statements(self, ask, count_queries):
        with count_queries() as queries:
            ask("zeta")

        assert len(queries) == 2  # who is asking, which rows


class TestMore:
    def test_rows_come_after_those_before(self, ask):
        for number in range(41):
            CompanyFactory(name=f"Zeta {number:02}")

        first = ask("zeta")
        second = ask("zeta", after=first["more"])
        third = ask("zeta", after=second["more"])

        assert first["results"][-1]["text"] == "Zeta 19"
        assert second["results"][0]["text"] == "Zeta 20"
        assert [one["text"] for one in third["results"]] == ["Zeta 40"]
        assert third["more"] is None

    @pytest.mark.parametrize("text", ["", "ze", "zeta", "one", "zeta one"])
    def test_every_row_comes_once_however_they_tie(self, ask, text):
        rows = [CompanyFactory(name=f"{'Zeta' if n % 3 else 'A zeta'} one") for n in range(65)]

        answer = ask(text)
        found = [one["id"] for one in answer["results"]]
        while answer["more"]:
            answer = ask(text, after=answer["more"])
            found += [one["id"] for one in answer["results"]]

        assert sorted(found) == sorted(str(row.id) for row in rows)

    def test_rows_are_never_skipped_by_number(self, ask, count_queries):
        for number in range(21):
            CompanyFactory(name=f"Zeta {number:02}")
        after = ask("zeta")["more"]

        with count_queries() as queries:
            ask("zeta", after=after)

        assert not [query for query in queries if "OFFSET" in query]

    @pytest.mark.parametrize("after", ["x", "[]", "W10", "WzFd", "WyJhIiwiYiIsImMiXQ", "9" * 9000])
    @pytest.mark.parametrize("text", ["", "zeta"])
    def test_a_place_that_is_none_is_the_beginning(self, ask, after, text):
        CompanyFactory(name="Zeta")

        assert [one["text"] for one in ask(text, after=after)["results"]] == ["Zeta"]


class TestPickedLately:
    @pytest.fixture
    def zeta(self, ask):
        CompanyFactory(name="Alpha")
        return CompanyFactory(name="Zeta")

    def test_comes_first_and_once(self, client, ask, zeta):
        client.set_cookie("recent", f"country:PL|company:{zeta.id}")

        assert [one["text"] for one in ask()["results"]] == ["Zeta", "Alpha"]

    def test_stands_back_when_something_is_typed(self, client, ask, zeta):
        client.set_cookie("recent", f"company:{zeta.id}")

        assert [one["text"] for one in ask("alpha")["results"]] == ["Alpha"]

    def test_is_shown_only_where_the_row_may_be_seen(self, client, ask, zeta, monkeypatch):
        client.set_cookie("recent", f"company:{zeta.id}")
        monkeypatch.setattr(query, "row_rule", lambda account, model: Company.name != "Zeta")

        assert [one["text"] for one in ask()["results"]] == ["Alpha"]

    @pytest.mark.parametrize(
        "cookie",
        ["company", "company:", "company:x:0:99999999999", "|", "%", "company:%00", "x" * 3000],
    )
    def test_may_be_anything(self, client, ask, zeta, cookie):
        client.set_cookie("recent", cookie)

        assert [one["text"] for one in ask()["results"]] == ["Alpha", "Zeta"]

    def test_is_forgotten_by_whoever_signs_out(self, client, login):
        login(Role.STAFF)
        client.set_cookie("recent", "company:1")

        token = csrf_token(client.get("/admin/"))
        client.post("/console/sign-out", data={"csrf_token": token})

        assert client.get_cookie("recent") is None


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
