"""The lock files: pinned, hashed, and free of any address or path of the machine they came from."""

from __future__ import annotations

import re

import pytest

from tests.databases import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)", re.MULTILINE)


def pins(name):
    return dict(PIN.findall((ROOT / name).read_text()))


def asked_for(name):
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("name", LOCKS)
class TestALockFile:
    def test_pins_and_hashes_everything(self, name):
        blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text())
        packages = [block for block in blocks if not block.startswith("#")]

        assert packages
        assert all(PIN.match(block) for block in packages)
        assert all("--hash=sha256:" in block for block in packages)

    def test_names_no_place_to_download_from(self, name):
        text = (ROOT / name).read_text()

        # Options such as --index-url would stand at the beginning of a line.
        assert not re.search(r"://|^-|/", text.replace("# via", ""), re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_wish_has_its_reason(name):
    assert all(re.search(r"\S +# \S", line) for line in asked_for(name))


@pytest.mark.parametrize("name", LOCKS)
def test_every_wish_is_in_its_lock_file(name):
    wished = asked_for(name.replace(".txt", ".in"))
    names = {re.split(r"[^\w-]", line)[0].lower().replace("_", "-") for line in wished}

    assert names <= pins(name).keys()


def test_tests_run_on_the_versions_that_serve():
    served, tested = pins("requirements.txt"), pins("requirements-dev.txt")

    assert served.items() <= tested.items()
