"""Slows guessing down. Nobody is locked out: every wait ends by itself.

Wrong guesses are counted in the database, so that all workers count together. A browser that has
signed in to the account before is only held back by guesses made from its own address, so that a
stranger's guesses elsewhere cannot keep a person out (OWASP: device cookies).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.auth.models import SignInFailure
from console.auth.store import transaction

WINDOW = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many guesses are free; each one more doubles the wait, up to *longest* seconds."""

    free: int
    longest: int

    def wait(self, failures: int, since_last: float) -> int:
        """Seconds until the next guess is heard."""
        if failures < self.free:
            return 0
        pause = min(2.0 ** min(failures - self.free, 20), self.longest)
        return max(0, int(pause - since_last + 0.999))


PAIR = Limit(free=5, longest=600)  # one account from one address
ACCOUNT = Limit(free=20, longest=60)  # one account from anywhere
ADDRESS = Limit(free=50, longest=60)  # any account from one address


def attempt(email: str, address: str, *, known: bool = False) -> tuple[int, int]:
    """Note a guess before it is checked; return its number and the seconds to wait first.

    Noted before rather than after, because a hundred guesses sent at once would otherwise all
    find a clean record. A guess that has to wait is not heard and does not count.
    """
    identifier = digest(email)
    with transaction() as session:
        session.execute(
            sa.delete(SignInFailure).where(SignInFailure.failed_at < sa.func.now() - KEPT)
        )
        number = session.scalars(
            sa.insert(SignInFailure)
            .values(identifier=identifier, address=address)
            .returning(SignInFailure.id)
        ).one()
    with transaction() as session:
        wait = _wait(session, number, identifier, address, known)
        if wait:
            session.execute(sa.delete(SignInFailure).where(SignInFailure.id == number))
    return number, wait


def failed(number: int, account_id: int | None) -> None:
    """The guess was wrong: it stays, with the account it was about."""
    with transaction() as session:
        session.execute(
            sa.update(SignInFailure)
            .where(SignInFailure.id == number)
            .values(account_id=account_id, failed_at=sa.func.clock_timestamp())
        )


def forgive(session: orm.Session, email: str, address: str | None = None) -> None:
    """Forget wrong guesses about *email*, from *address* only when one is given."""
    mine = SignInFailure.identifier == digest(email)
    if address is not None:
        mine = sa.and_(mine, SignInFailure.address == address)
    session.execute(sa.delete(SignInFailure).where(mine))


def digest(email: str) -> str:
    """What the database keeps of what was typed as e-mail: it may be a password."""
    return hashlib.sha256(email.strip().lower().encode(errors="replace")).hexdigest()


def _wait(session: orm.Session, number: int, identifier: str, address: str, known: bool) -> int:
    same_account = SignInFailure.identifier == identifier
    same_address = SignInFailure.address == address
    limits = [(PAIR, sa.and_(same_account, same_address))]
    if not known:
        limits += [(ACCOUNT, same_account), (ADDRESS, same_address)]
    columns: list[Any] = []
    for _limit, which in limits:
        last = sa.func.max(SignInFailure.failed_at).filter(which)
        age = sa.extract("epoch", sa.func.clock_timestamp() - last)
        columns += [sa.func.count().filter(which), sa.func.coalesce(age, 0)]
    row = session.execute(
        sa.select(*columns).where(
            SignInFailure.id != number,
            SignInFailure.failed_at > sa.func.now() - WINDOW,
            sa.or_(same_account, same_address),
        )
    ).one()
    return max(
        limit.wait(int(row[2 * n]), float(row[2 * n + 1]))
        for n, (limit, _which) in enumerate(limits)
    )
