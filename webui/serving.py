"""A node's processes: the web server with its sweeper, and the worker that answers Redis."""

import ctypes
import signal
import socket
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from engine import exchange, jobs, store
from engine.errors import Conflict, Unavailable
from engine.node import Node, open_node, queue_name
from engine.settings import Settings, make_ours, read_profile
from webui import create_app
from webui.assets import ensure_assets

GRACE = 15
"""Seconds that requests under way have to finish when the server stops."""
_SET_PARENT_DEATH_SIGNAL = 1


class PortTaken(Conflict):
    """Another program uses the port."""

    code = "port_taken"


class NotMigrated(Unavailable):
    """The database is not at this program's version; run `motcua migrate`."""

    code = "not_migrated"


class NoRedis(Unavailable):
    """A worker needs Redis: set REDIS_URL. Without Redis the server sweeps by itself."""

    code = "no_redis"


class NodeServer(BaseApplication):  # type: ignore[misc]
    """gunicorn inside this program. What must not be shared between processes is made in `load`, after the fork."""

    def __init__(self, settings: Settings, bind: str, workers: int, threads: int) -> None:
        self._settings = settings
        self._options = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "graceful_timeout": GRACE,
            "proc_name": "motcua",
            # its default place is one file for all nodes of a machine
            "control_socket_disable": True,
            # left alone by a killed parent, a worker would hold the port for as long as somebody keeps a connection busy
            "post_fork": lambda _server, _worker: end_with_parent(),
            "worker_exit": lambda _server, _worker: self._close(),
        }
        self._node: Node | None = None
        self._sweeper: exchange.Sweeper | None = None
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker process, with its database and its sweeper."""
        self._node = open_node(self._settings)
        app = create_app(self._node)
        self._sweeper = self._node.sweeper()
        self._sweeper.start()
        return app

    def _close(self) -> None:
        if self._sweeper is not None:
            self._sweeper.stop()
        if self._node is not None:
            self._node.close()


def serve(settings: Settings, bind: str, *, workers: int = 1, threads: int = 8) -> None:
    """Run a node's web server until SIGTERM or SIGINT. Raises BadSetting, NotMigrated, PortTaken, AssetsFailed."""
    check_migrated(settings)
    if not settings.skip_assets:
        ensure_assets()
    host, _, port = bind.rpartition(":")
    check_port(host or "127.0.0.1", int(port))
    NodeServer(settings, bind, workers, threads).run()


def work(settings: Settings) -> None:
    """Answer a node's bell in Redis, and sweep every few seconds whether it rings or not. Raises NoRedis, NotMigrated."""
    if settings.redis_url is None:
        raise NoRedis
    check_migrated(settings)
    make_ours(settings)
    jobs.drain()
    sweeper = exchange.Sweeper(jobs.drain, exchange.Bell(None, ""), settings.sweep_seconds)
    sweeper.start()
    connection: Any = Redis.from_url(settings.redis_url)
    queue = Queue(queue_name(read_profile(settings.home)), connection=connection, serializer=JSONSerializer)
    # no fork for each job: opening database and procedures anew would cost more than the whole sweep
    SimpleWorker([queue], connection=connection, serializer=JSONSerializer).work(logging_level="WARNING")
    sweeper.stop()


def check_migrated(settings: Settings) -> None:
    """Raises BadSetting for a home that is none, NotMigrated."""
    database = store.open_database(settings, read_profile(settings.home))
    try:
        found, needed = store.revision(database), store.head()
    finally:
        database.close()
    if found != needed:
        raise NotMigrated(f"it is at {found or 'nothing'}, needed is {needed}", found=found, needed=needed)


def check_port(host: str, port: int) -> None:
    """Raises PortTaken. gunicorn itself would try for five seconds and then say less."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port}", port=port) from error


def end_with_parent() -> None:
    """Ask the system to stop this process when its parent dies, even of `kill -9`. Linux only; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
