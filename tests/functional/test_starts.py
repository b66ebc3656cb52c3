"""What every program of the console does before anything else."""

from __future__ import annotations

import pytest

from tests import scratch

SAID = """
import gc, sys, wsgi
print(gc.isenabled(), gc.get_freeze_count() > 100_000)
print([name for name in sys.modules if name.startswith("console.cli.")])
"""


@pytest.fixture(scope="module")
def said():
    """What a start has made, in two lines."""
    done = scratch.program("-c", SAID, TAB_DB_URL="postgresql:///none")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
def test_what_a_start_makes_is_left_alone_by_the_collector(said):
    assert said[0] == "True True"


@pytest.mark.slow
def test_commands_are_loaded_by_those_who_give_them(said):
    assert said[1] == "[]"


@pytest.mark.slow
def test_what_is_wrong_with_a_setting_is_said_before_all_else_is_loaded():
    said = "import sys, atexit; atexit.register(lambda: print('console.admin' in sys.modules))"

    done = scratch.program("-c", f"{said}; import wsgi")

    assert done.returncode == 1
    assert "TAB_DB_URL is not set" in done.stderr
    assert done.stdout == "False\n"


@pytest.mark.slow
@pytest.mark.parametrize("program", ["console.embedded.__main__", "console.serve"])
def test_what_only_starts_other_programs_loads_none_of_theirs(program):
    said = f"import sys, {program}; print(sorted({{'flask', 'sqlalchemy'}} & {{*sys.modules}}))"

    assert scratch.program("-c", said).stdout == "[]\n"


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"TAB_DB_URL": "postgresql:///none"}])
def test_a_command_says_the_same_whoever_has_loaded_its_libraries(settings):
    fresh = "import runpy, sys; sys.argv += ['users', '--help']; "
    fresh += "runpy.run_module('flask', run_name='__main__', alter_sys=True)"

    start, fork = (
        scratch.program(*arguments, **settings)
        for arguments in (("-c", fresh), ("-m", "flask", "users", "--help"))
    )

    assert (fork.returncode, fork.stdout, fork.stderr) == (
        start.returncode,
        start.stdout,
        start.stderr,
    )
