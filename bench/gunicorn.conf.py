"""How the benchmark serves every contestant: the same for all, and one worker to be measured."""

from __future__ import annotations

worker_class = "gthread"
workers = 1
threads = 4
keepalive = 60
timeout = 600
loglevel = "warning"
control_socket_disable = True
