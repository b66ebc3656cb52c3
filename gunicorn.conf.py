"""How gunicorn serves ``wsgi:app``: read from this folder without being named."""

from __future__ import annotations

from typing import Any

from console.config import Config, Serving

serving = Serving.from_env()

bind = serving.bind
# A request waits for the database most of its time: threads share a process meanwhile, and
# processes share the work of drawing pages.
worker_class = "gthread"
workers = serving.workers
threads = serving.threads
# Loaded once, before the workers: they share its memory, and what is wrong is said once.
preload_app = True
# Addresses carry keys, and all that a list is filtered by.
limit_request_line = 8190
# Longer than the longest statement (30 s), so that its error page still gets out.
timeout = 60
graceful_timeout = 20
keepalive = 5
# `kill` and the service manager are enough to control it.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """End with a sentence, before anything is started, when a setting would not do."""
    Config.from_env().checked_to_serve()


def when_ready(server: Any) -> None:
    """Finish, before there are workers, what the first page of each would have to wait for."""
    from sqlalchemy import orm

    from console.lasting import lasting

    # Memory that workers now share. Of very many files classes are declared as they are used.
    with lasting():
        orm.configure_mappers()
    # The command line may have asked for another address than the settings.
    addresses = " and ".join(map(str, server.LISTENERS))
    server.log.info("The console is at %s. Ctrl-C ends it.", addresses)


def post_fork(server: Any, worker: Any) -> None:
    """Give each worker connections of its own."""
    from console.models.db import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
