"""Passwords: the rules for new ones (NIST SP 800-63B, 5.1.1.2), their hashes, and made-up ones."""

from __future__ import annotations

import functools
import re
import secrets
import unicodedata
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask_babel import gettext as _

MINIMUM, MAXIMUM = 12, 128

# argon2id with the parameters of RFC 9106, section 4, for memory-constrained environments.
HASHER = PasswordHasher()

# Letters and digits that are not mistaken for one another when read aloud or from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

# What remains of the most common passwords once digits and signs are taken away.
COMMON_WORDS = """
    abcabc access admin administrator asdfasdf azerty baseball changeit changeme computer console
    default dragon football guest haslo haslohaslo hello helloworld iloveyou iloveyouiloveyou
    internet jesus konsola letmein login manager master monkey mustang mypassword newpassword
    operator pass passw passwd password passwordpassword passwort polska princess qazwsx qazwsxedc
    qwertyqwerty root samsung secret sekret shadow starwars summer sunshine superman support
    system temppassword test testtest trustno user username welcome welcomewelcome whatever winter
    zaqwsx zxcvbn
"""
COMMON = frozenset(COMMON_WORDS.split())
LEET = str.maketrans("@401357$!", "aaoiestsi")
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "09876543210987654321",
    "qwertyuiopasdfghjklzxcvbnm",
)


def problem(password: str, *personal: str | None) -> str | None:
    """Why *password* cannot be a new password; ``None`` when it can.

    *personal* is what others know about the person: e-mail and name.
    """
    return next(_problems(_normal(password), personal), None)


def _problems(text: str, personal: tuple[str | None, ...]) -> Iterator[str]:
    if len(text) < MINIMUM:
        yield _("Use at least %(n)s characters; a few words in a row are fine.", n=MINIMUM)
    if len(text) > MAXIMUM:
        yield _("Use at most %(n)s characters.", n=MAXIMUM)
    if "\0" in text:
        yield _("The password holds a character that cannot be typed.")
    if any(_is_mostly(word.casefold(), text.casefold()) for word in _parts(*personal)):
        yield _("The password must not be the e-mail address or the name.")
    if _guessable(text.casefold()):
        yield _("This password is among the first ones anybody would try. Use another one.")


def hashed(password: str) -> str:
    """The argon2id hash of *password*, with a salt of its own."""
    return HASHER.hash(_normal(password))


@functools.cache
def _nobody() -> str:
    """Checked where there is no account, so that the answer takes as long as for a wrong one."""
    return hashed(secrets.token_hex())


def matches(password: str, password_hash: str | None) -> bool:
    """Whether *password* is the one behind *password_hash*; ``None`` never matches, as slowly."""
    if len(password) > MAXIMUM:
        # No password is that long, and hashing it would only cost time.
        password, password_hash = "", None
    try:
        same = HASHER.verify(password_hash or _nobody(), _normal(password))
    except (Argon2Error, InvalidHashError):
        return False
    return same and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether *password_hash* was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def generate_password() -> str:
    """A password of 20 random characters (99 bits) in groups that can be read aloud."""
    groups = ("".join(secrets.choice(ALPHABET) for _n in range(5)) for _g in range(4))
    return "-".join(groups)


def _normal(password: str) -> str:
    """The same characters however the keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def _guessable(text: str) -> bool:
    letters = re.sub(r"[\W\d_]+", "", text)
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text).translate(LEET)
    return (
        len(set(text)) < 5
        or re.fullmatch(r"(.{1,6}?)\1+.{0,5}", text) is not None
        or letters in COMMON
        or core in COMMON
        or any(_runs_along(run, text) for run in RUNS)
    )


def _runs_along(run: str, text: str) -> bool:
    """Whether all but a few characters of *text* are neighbours in *run*."""
    most = len(text) - 5
    return any(run[start : start + most] in text for start in range(len(run) - most + 1))


def _is_mostly(known: str, text: str) -> bool:
    """Whether *text* is *known* and hardly anything else."""
    return len(known) > 3 and known in text and len(text) - len(known) < MINIMUM // 2


def _parts(*personal: str | None) -> list[str]:
    """E-mail and name, each whole and without what follows the ``@``."""
    words = [word.strip() for word in personal if word]
    return words + [word.partition("@")[0] for word in words if "@" in word]
