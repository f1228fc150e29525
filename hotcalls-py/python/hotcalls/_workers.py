"""Threads on which the calls of `hotcalls.aio` run, and the rooms that call through them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import hotcalls._core as _core

from . import errors

T = TypeVar("T")


class Workers:
    """A bounded pool of threads of its own: slow queries take no place from what else the program runs in threads."""

    def __init__(self, count: int) -> None:
        self._pool: ThreadPoolExecutor | None = ThreadPoolExecutor(count, thread_name_prefix="hotcalls")
        self._process = os.getpid()
        self._ended = False

    async def run(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Runs blocking work; a task that is cancelled takes it out of the queue."""
        if self._ended or self._process != os.getpid():
            # A forked child has no threads. The native module says what is wrong, for the operation that is called.
            return work(*args, **named)
        if self._pool is None:
            raise errors.make("closed", "The database handle is closed.", {}, None, None, {})
        return await asyncio.wrap_future(self._pool.submit(work, *args, **named))

    async def call(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Runs a call of the native module; a task that is cancelled stops its query, and no other."""
        token = _core.CancelToken()
        try:
            return await self.run(work, *args, **named, cancel=token)
        except asyncio.CancelledError:
            token.cancel()
            raise

    async def close(self, last: Callable[[], None]) -> None:
        """Runs what ends the work, once what was asked for before is done; what comes later is refused."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        if self._process != os.getpid():
            last()
            return
        try:
            await asyncio.shield(asyncio.wrap_future(pool.submit(last)))
            self._ended = True
        finally:
            pool.shutdown(wait=False)


class AsyncRoom:
    """The operations on one kind of thing, as one caller, as coroutines."""

    __slots__ = ("_native", "_workers")

    def __init__(self, native: _core.Actor, workers: Workers) -> None:
        self._native = native
        self._workers = workers

    async def _call(self, operation: str, fields: Mapping[str, Any], *, idempotency_key: str | None = None) -> Any:
        return await self._workers.call(self._native.call, operation, fields, idempotency_key=idempotency_key)

    async def _feed(self, operation: str, fields: Mapping[str, Any], source: Any, progress: Any) -> Any:
        return await self._workers.call(self._native.feed, operation, fields, source, progress)

    async def _stream(self, operation: str, fields: Mapping[str, Any], batch_size: int) -> _core.ArrowTable:
        return await self._workers.call(self._native.stream, operation, fields, batch_size)

    async def _pages(self, operation: str, filters: Mapping[str, Any]) -> AsyncIterator[Any]:
        """All rows of a list, one page after another by cursor."""
        cursor: str | None = ""
        while cursor is not None:
            page = await self._workers.call(self._native.call, operation, {**filters, "cursor": cursor}, counted=False)
            for row in page.results:
                yield row
            cursor = page.next_cursor
