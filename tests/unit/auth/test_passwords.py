"""Which passwords are taken, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from console.auth import passwords

GOOD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Argon2 as weak as it gets: these tests are not about its cost."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", hasher)


class TestRules:
    @pytest.mark.parametrize(
        "password",
        [
            GOOD,
            "tylko-mała-litera",
            "żółć gęślą jaźń",
            "k7xmq-2hpwv-9trzs-bbnme",
            "            x y z 4 5 6",
            "🙂🙃🙂🙃 wesoły pociąg",
            "a" * 40 + "bcdefgh ijk",
        ],
    )
    def test_any_composition_is_good(self, password):
        assert passwords.problem(password) is None

    @pytest.mark.parametrize(
        "password", ["", "short", "elevenchars", "x" * 129, "ab\0cdefghijklmn"]
    )
    def test_length_and_unusable_characters_are_refused(self, password):
        assert passwords.problem(password)

    @pytest.mark.parametrize(
        "password",
        [
            "password1234",
            "P@ssw0rd2024!",
            "123456789012",
            "qwertyuiop123",
            "aaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "Welcome!2026!!!",
            "abcdefghijkl",
            "098765432109",
            "letmein-1111111",
        ],
    )
    def test_the_first_guesses_of_anybody_are_refused(self, password):
        assert "first ones" in passwords.problem(password)

    @pytest.mark.parametrize(
        "password",
        ["maria.lipska@example.org", "MARIA.LIPSKA99", "maria.lipska!", "Maria Lipska 1"],
    )
    def test_the_persons_own_address_and_name_are_refused(self, password):
        assert passwords.problem(password, "maria.lipska@example.org", "Maria Lipska")

    def test_a_short_name_forbids_no_words(self):
        assert passwords.problem("annals of the old town", "an@example.org", "Ann") is None


class TestHashes:
    def test_a_hash_is_argon2id_with_its_own_salt(self):
        first, second = passwords.hashed(GOOD), passwords.hashed(GOOD)

        assert first.startswith("$argon2id$")
        assert first != second

    def test_only_the_same_password_matches(self):
        kept = passwords.hashed(GOOD)

        assert passwords.matches(GOOD, kept)
        assert not passwords.matches(GOOD.upper(), kept)

    def test_the_same_letters_match_however_they_were_composed(self):
        composed, decomposed = (
            "za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105",
            "zaz\u0307o\u0301\u0142c\u0301 ge\u0328s\u0301la\u0328",
        )

        assert passwords.matches(decomposed, passwords.hashed(composed))

    @pytest.mark.parametrize("kept", [None, "", "no hash at all", "$argon2id$broken"])
    def test_without_a_usable_hash_nothing_matches(self, kept):
        assert not passwords.matches(GOOD, kept)

    def test_an_endless_password_is_not_even_hashed(self):
        assert not passwords.matches("x" * 1_000_000, passwords.hashed(GOOD))

    def test_an_endless_password_is_not_the_empty_one(self):
        assert not passwords.matches("x" * 129, passwords.hashed(""))

    def test_weaker_parameters_ask_for_a_new_hash(self):
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=4).hash(GOOD)

        assert passwords.needs_rehash(weak)
        assert not passwords.needs_rehash(passwords.hashed(GOOD))


class TestMadeUpPasswords:
    def test_they_keep_the_rules_and_differ(self):
        made = {passwords.generate_password() for _ in range(50)}

        assert len(made) == 50
        assert not any(passwords.problem(password) for password in made)
