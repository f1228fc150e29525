"""HotCalls for asyncio: the same operations as coroutines.

>>> import hotcalls.aio
>>> async with hotcalls.aio.open("calls.db") as db:
...     page = await db.system().leads.list(search="jane")
...     async for call in db.system().calls.iter(lead=page[0].id):
...         print(call.duration_formatted)

Calls run on a bounded pool of threads of the database's own. A task that is cancelled takes its call out of the queue, or stops its query,
and no other. What a write that was cancelled late has committed stays committed: give such writes an ``idempotency_key`` and repeat them.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from types import TracebackType
from typing import Any

import hotcalls._core as _core

from ._aio_operations import Rooms
from ._database import shown
from ._workers import Workers

__all__ = ["Actor", "Database", "Opening", "open"]


class Actor(Rooms):
    """Somebody who calls operations: the embedding program, a user, or nobody. Tasks may share an actor."""

    __slots__ = ()

    async def call(self, name: str, input: Any = None, *, idempotency_key: str | None = None) -> Any:
        """Calls an operation by name (``"leads.create"``) with a dict of its fields."""
        return await self._workers.call(self._native.call, name, input, idempotency_key=idempotency_key)


class Database:
    """An open database file; an asynchronous context manager that closes it."""

    __slots__ = ("_native", "_path", "_workers")

    def __init__(self, native: _core.Database, path: str, workers: Workers) -> None:
        self._native = native
        self._path = path
        self._workers = workers

    @property
    def path(self) -> str:
        """Where the file is, as it was given to :func:`hotcalls.aio.open`."""
        return self._path

    def system(self) -> Actor:
        """The embedding program itself, which may do everything."""
        return Actor(self._native.system(), self._workers)

    def anonymous(self) -> Actor:
        """Nobody: may do what is allowed without a login."""
        return Actor(self._native.anonymous(), self._workers)

    def as_user(self, id: Any) -> Actor:
        """A user by id, without a password: the program vouches for it. Whether the user may act is looked up at every call."""
        return Actor(self._native.as_user(id), self._workers)

    async def login(self, username: str, password: str) -> Actor:
        """A user by name and password. Takes tens of milliseconds on purpose.

        Raises :class:`~hotcalls.errors.InvalidCredentials` or, after too many failures, :class:`~hotcalls.errors.Throttled`.
        """
        return Actor(await self._workers.call(self._native.login, username, password), self._workers)

    def with_token(self, key: str) -> Actor:
        """The owner of an API token, within the token's limits. Whether the token is good is looked up at every call."""
        return Actor(self._native.with_token(key), self._workers)

    async def snapshot_to(self, path: str | os.PathLike[str]) -> None:
        """Copies the database as it is now into a new file, while others read and write.

        The way to look at the data by other means: opening a live file with the standard library's ``sqlite3`` in the same process
        would break its locks.
        """
        await self._workers.call(self._native.snapshot_to, path)

    async def close(self) -> None:
        """Closes the file once the calls that were made before are through; what comes later raises ``ClosedHandleError``."""
        await self._workers.close(self._native.close)

    async def __aenter__(self) -> Database:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<hotcalls.aio.Database {shown(self._path)!r}>"


class Opening:
    """A database that is about to be opened: ``async with hotcalls.aio.open(path) as db``, or ``db = await hotcalls.aio.open(path)``."""

    __slots__ = ("_database", "_options", "_path", "_workers")

    def __init__(self, path: str | os.PathLike[str], options: dict[str, Any], workers: int) -> None:
        self._path = path
        self._options = options
        self._workers = workers
        self._database: Database | None = None

    async def _open(self) -> Database:
        workers = Workers(self._workers)
        try:
            native = await workers.run(_core.Database, self._path, **self._options, in_turns=True)
        except BaseException:
            await workers.close(lambda: None)
            raise
        self._database = Database(native, os.fspath(self._path), workers)
        return self._database

    def __await__(self) -> Generator[Any, None, Database]:
        return self._open().__await__()

    async def __aenter__(self) -> Database:
        return await self._open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._database is not None:
            await self._database.close()


def open(
    path: str | os.PathLike[str],
    *,
    key: bytes | None = None,
    readers: int | None = None,
    busy_timeout: float | None = None,
    statement_timeout: float | None = None,
    workers: int | None = None,
) -> Opening:
    """Opens a database for asyncio, as :func:`hotcalls.open` does.

    ``key``, ``readers``, ``busy_timeout``, ``statement_timeout``: as there.
    ``workers``: how many calls run at once, the others wait for their turn; one more than there are readers if not given.
    """
    if workers is not None:
        workers = _core.count(workers, "workers")
    else:
        workers = 1 + (_core.count(readers, "readers") if readers is not None else min(max(os.cpu_count() or 2, 2), 8))
    how = {"key": key, "readers": readers, "busy_timeout": busy_timeout, "statement_timeout": statement_timeout}
    return Opening(path, how, workers)
