"""The database handle, and who calls through it."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

import hotcalls._core as _core
from ._operations import Rooms


def shown(path: str) -> str:
    """A path; the URL of a server without its password, and without its options, which may hold one."""
    scheme, found, rest = path.partition("://")
    if not found or scheme not in ("postgres", "postgresql"):
        return path
    who, at, where = rest.partition("@")
    user, place = (part.partition("?")[0] for part in (who.partition(":")[0] if at else who, where))
    return f"{scheme}://{user}{at}{place}"


class Actor(Rooms):
    """Somebody who calls operations: the embedding program, a user, or nobody.

    Every kind of thing is an attribute with its operations: ``actor.leads.create(name="Jane", ...)``. Threads may share an actor.
    """

    __slots__ = ()

    def call(self, name: str, input: Any = None, *, idempotency_key: str | None = None) -> Any:
        """Calls an operation by name (``"leads.create"``) with a dict of its fields."""
        return self._native.call(name, input, idempotency_key=idempotency_key)


class Database:
    """An open database, a file or one on a server; a context manager that closes it.

    Threads may share it. After ``fork()`` a child gets :class:`~hotcalls.errors.ForkedHandleError`, and for files that were open then too.

    A long call of the main thread lets signal handlers run in its middle, so that Ctrl-C stops it. A handler must not use the database
    itself (it gets :class:`~hotcalls.errors.Busy`), nor wait for a thread that does: it keeps a note, and the program acts on it later.
    """

    __slots__ = ("_native", "_path")

    def __init__(self, native: _core.Database, path: str) -> None:
        self._native = native
        self._path = path

    @property
    def path(self) -> str:
        """Where it is, as it was given to :func:`hotcalls.open`; the URL of a server with its password."""
        return self._path

    def system(self) -> Actor:
        """The embedding program itself, which may do everything."""
        return Actor(self._native.system())

    def anonymous(self) -> Actor:
        """Nobody: may do what is allowed without a login."""
        return Actor(self._native.anonymous())

    def as_user(self, id: Any) -> Actor:
        """A user by id, without a password: the program vouches for it. Whether the user may act is looked up at every call."""
        return Actor(self._native.as_user(id))

    def login(self, username: str, password: str) -> Actor:
        """A user by name and password. Takes tens of milliseconds on purpose.

        Raises :class:`~hotcalls.errors.InvalidCredentials` or, after too many failures, :class:`~hotcalls.errors.Throttled`.
        """
        return Actor(self._native.login(username, password))

    def with_token(self, key: str) -> Actor:
        """The owner of an API token, within the token's limits. Whether the token is good is looked up at every call."""
        return Actor(self._native.with_token(key))

    def snapshot_to(self, path: str | os.PathLike[str]) -> None:
        """Copies the database as it is now into a new file, while others read and write.

        The way to look at the data by other means: opening a live file with the standard library's ``sqlite3`` in the same process
        would break its locks.
        """
        self._native.snapshot_to(path)

    def close(self) -> None:
        """Closes the file once calls under way are through; what comes later raises ``ClosedHandleError``."""
        self._native.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<hotcalls.Database {shown(self._path)!r}>"


def open(
    path: str | os.PathLike[str],
    *,
    key: bytes | None = None,
    readers: int | None = None,
    busy_timeout: float | None = None,
    statement_timeout: float | None = None,
) -> Database:
    """Opens a database file, making it if it is not there; or ``"postgres://USER:PASSWORD@HOST/DATABASE"``, a database on a server.

    ``key``: 32 bytes that seal provider secrets in the file; without it they can be neither written nor used.
    ``readers``: how many snapshots may be read at once, or all connections to a server; as many as cores (2 to 8) if not given.
    ``busy_timeout``: seconds to wait for others that hold the write lock or, on a server, locks and connections, before ``Busy``; 10 if not given.
    ``statement_timeout``: seconds that a statement may take on a server, before ``Busy``; 60 if not given.
    """
    native = _core.Database(path, key=key, readers=readers, busy_timeout=busy_timeout, statement_timeout=statement_timeout)
    return Database(native, os.fspath(path))
