"""``flask users``: manage who may sign in."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import click

from console.auth import Account, Role, accounts
from console.cli.base import ConsoleGroup

users = ConsoleGroup("users", help="Manage who may sign in.")

role_choice = click.Choice([role.value for role in Role], case_sensitive=False)
password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@users.command("create")
@click.argument("email")
@click.option("--role", type=role_choice, required=True, help="What the account is for.")
@click.option("--name", help="How the person is called on pages.")
@password_stdin
def create(email: str, role: str, name: str | None, password_stdin: bool) -> None:
    """Create an account for EMAIL.

    Without --password-stdin a password is made up and printed once; it has to be changed at the
    first sign-in.
    """
    password = _read_password() if password_stdin else accounts.generate_password()
    with _sentences():
        account = accounts.create(
            email, Role(role), password, name, must_change_password=not password_stdin
        )
    click.echo(f"Created {account.email} ({account.role}).")
    if not password_stdin:
        click.echo(f"Password, to be changed at the first sign-in: {password}")


@users.command("list")
def list_() -> None:
    """List all accounts."""
    rows = [("E-MAIL", "ROLE", "NAME", "STATE", "LAST SIGN-IN"), *map(_row, accounts.everyone())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@users.command("set-role")
@click.argument("email")
@click.argument("role", type=role_choice)
def set_role(email: str, role: str) -> None:
    """Give the account with EMAIL another ROLE, at once."""
    with _sentences():
        account = accounts.set_role(email, Role(role))
    click.echo(f"{account.email} is now {account.role}.")


@users.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Sign EMAIL out everywhere and let it in no more."""
    with _sentences():
        account = accounts.disable(email)
    click.echo(f"Disabled {account.email}.")


@users.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Let EMAIL sign in again."""
    with _sentences():
        account = accounts.enable(email)
    click.echo(f"Enabled {account.email}.")


@users.command("reset-password")
@click.argument("email")
@password_stdin
def reset_password(email: str, password_stdin: bool) -> None:
    """Give EMAIL a new password and sign it out everywhere.

    The password has to be changed at the next sign-in. Without --password-stdin it is made up and
    printed once.
    """
    password = _read_password() if password_stdin else accounts.generate_password()
    with _sentences():
        account = accounts.set_password(email, password, must_change=True)
    click.echo(f"Reset the password of {account.email}.")
    if not password_stdin:
        click.echo(f"Password, to be changed at the next sign-in: {password}")


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except accounts.AccountError as error:
        raise click.ClickException(str(error)) from None


def _read_password() -> str:
    """The first line of standard input; asked for, unseen, when that is a terminal."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _row(account: Account) -> tuple[str, ...]:
    state = "active" if account.is_active else f"disabled since {account.disabled_at:%Y-%m-%d}"
    seen = f"{account.signed_in_at:%Y-%m-%d %H:%M}" if account.signed_in_at else "never"
    return (account.email, account.role, account.name or "", state, seen)
