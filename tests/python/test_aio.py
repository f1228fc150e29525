"""The same face as coroutines."""

from __future__ import annotations

import asyncio
import inspect
import io
import os
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from conftest import Places

import hotcalls
from hotcalls import _aio_operations, _operations, aio, errors

T = TypeVar("T")


def run(place: Places, work: Callable[[aio.Database], Awaitable[T]], **options: Any) -> T:
    async def main() -> T:
        async with aio.open(place("aio.db"), **options) as db:
            return await work(db)

    return asyncio.run(main())


async def fill(root: aio.Actor, leads: int) -> None:
    rows = [{"name": f"L{n}", "email": f"l{n}@example.com", "phone": str(n)} for n in range(leads)]
    await root.leads.bulk_create(leads=rows)


#: Every row has all of these, and no index knows so short ones: every row is looked through for each of them.
SLOW = " ".join(a + b for a, b in zip("example.com", "xample.com")) + " l e x a m p c o ."


def test_the_same_face_as_the_synchronous_one() -> None:
    for name, room in vars(_operations).items():
        if not (inspect.isclass(room) and issubclass(room, _operations.Room) and room is not _operations.Room):
            continue
        other = getattr(_aio_operations, name)
        for verb, method in vars(room).items():
            if verb.startswith("_"):
                continue
            twin = getattr(other, verb)
            assert list(inspect.signature(method).parameters.values()) == list(inspect.signature(twin).parameters.values()), verb
            assert inspect.iscoroutinefunction(twin) == (verb != "iter") and twin.__doc__


def test_a_story(place: Places, tmp_path: Path) -> None:
    async def story(db: aio.Database) -> None:
        root = db.system()
        team = await root.workspaces.create(workspace_name="Marketing Team")
        john = await root.users.create(username="john_doe", phone="+1234567890", password="securepassword123")
        await root.workspaces.add_users(team.id, user_ids=[john.id])
        jane = await root.leads.create(name="Jane", email="jane@example.com", phone="1", workspace=team.id)
        me = await db.login("john_doe", "securepassword123")
        page = await me.leads.list(name="JAN")
        assert page.count == 1 and page[0] == jane and [lead.id for lead in page] == [jane.id]
        with pytest.raises(errors.PermissionDenied) as caught:
            await me.leads.delete(jane.id)
        assert caught.value.operation == "leads.delete"
        with pytest.raises(errors.InvalidCredentials):
            await db.login("john_doe", "wrong")
        with pytest.raises(errors.NotAuthenticated):
            await db.anonymous().leads.list()
        assert await db.as_user(john.id).leads.get(jane.id) == jane
        assert (await root.call("leads.get", {"id": jane.id})) == jane
        once = [await root.leads.create(name="A", email="a@example.com", phone="1", idempotency_key="k") for _ in range(2)]
        assert once[0] == once[1]
        await db.snapshot_to(tmp_path / "copy.db")
        with hotcalls.open(tmp_path / "copy.db") as copy:
            assert copy.system().leads.list().count == 2

    run(place, story)


def test_lists_are_walked_asynchronously(place: Places) -> None:
    async def walk(db: aio.Database) -> list[str]:
        await fill(db.system(), 25)
        iterator = db.system().leads.iter(ordering="created_at", page_size=10)
        assert isinstance(iterator, AsyncIterator)
        assert (await db.system().leads.to_arrow()).column_names[0] == "id"
        report = await db.system().leads.import_file(io.BytesIO(b"name,email,phone\nA,a@example.com,1\n"))
        assert report.created == 1
        return [lead.name async for lead in iterator]

    assert run(place, walk) == [f"L{n}" for n in range(25)] + ["A"]


def test_many_at_once_give_every_task_its_own_answer(place: Places) -> None:
    async def many(db: aio.Database) -> None:
        root = db.system()

        async def one(n: int) -> None:
            made = await root.leads.create(name=f"N{n}", email="a@example.com", phone=str(n))
            assert (await root.leads.get(made.id)).name == f"N{n}"

        await asyncio.gather(*(one(n) for n in range(200)))
        assert (await root.leads.list()).count == 200

    run(place, many)


def test_another_thread_and_the_loop_go_on_while_a_query_runs(place: Places) -> None:
    async def watch(db: aio.Database) -> None:
        root = db.system()
        await fill(root, 5000)
        turns, stop = 0, threading.Event()

        def work() -> None:
            nonlocal turns
            while not stop.is_set():
                turns += 1
                time.sleep(0.0005)

        thread = threading.Thread(target=work)
        thread.start()
        queries = [asyncio.ensure_future(root.leads.list(search=SLOW)) for _ in range(3)]
        ticks = 0
        while not all(query.done() for query in queries):
            await asyncio.sleep(0.001)
            ticks += 1
        stop.set()
        thread.join()
        assert turns > 3 and ticks > 3
        assert [(await query).count for query in queries] == [5000] * 3

    run(place, watch)


def test_cancelling_a_task_stops_its_call_and_no_other(place: Places) -> None:
    async def cancel(db: aio.Database) -> None:
        root = db.system()
        with place.locked("aio.db"):
            # One waits for the file, the other for its turn to write.
            writes = [asyncio.ensure_future(root.leads.create(name=name, email="a@example.com", phone="1")) for name in "ab"]
            await asyncio.sleep(0.05)
            writes[0].cancel()
            with pytest.raises(asyncio.CancelledError):
                await writes[0]
            # Its thread is free again, although the lock is still held: there are only two.
            assert (await root.leads.list()).count == 0 and not writes[1].done()
        assert (await writes[1]).name == "b"
        assert [lead.name async for lead in root.leads.iter()] == ["b"]

    run(place, cancel, workers=2, busy_timeout=60)


def test_cancelling_a_task_stops_its_login(place: Places) -> None:
    async def cancel(db: aio.Database) -> None:
        root = db.system()
        await root.users.create(username="john", phone="1", password="securepassword123")
        with place.locked("aio.db"):
            login = asyncio.ensure_future(db.login("john", "securepassword123"))
            await asyncio.sleep(0.5)
            assert login.cancel()
            with pytest.raises(asyncio.CancelledError):
                await login
            # The only thread is free again, although the lock is still held: it would wait for a minute.
            assert (await asyncio.wait_for(root.users.list(), 30)).count == 1
        assert (await (await db.login("john", "securepassword123")).users.me()).username == "john"

    run(place, cancel, workers=1, busy_timeout=60)


def test_cancelling_a_task_stops_its_query(place: Places) -> None:
    async def cancel(db: aio.Database) -> None:
        root = db.system()
        await fill(root, 5000)
        # The only thread runs a query that would take long, and more of them wait: nobody wants them any more.
        queries = [asyncio.ensure_future(root.leads.list(search=SLOW)) for _ in range(200)]
        whole = await queries[0]
        assert whole.count == 5000
        cancelled = [query for query in queries if query.cancel()]
        started = time.perf_counter()
        assert all(isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*cancelled, return_exceptions=True))
        assert (await root.leads.get(whole[0].id)) == whole[0]
        assert len(cancelled) > 100 and time.perf_counter() - started < 5

    run(place, cancel, workers=1)


def test_a_cancelled_task_that_waits_for_a_thread_never_runs(place: Places) -> None:
    async def cancel(db: aio.Database) -> None:
        root = db.system()
        with place.locked("aio.db"):
            names = ["First", "Never", "Behind"]
            writes = [asyncio.ensure_future(root.leads.create(name=name, email="a@example.com", phone="1")) for name in names]
            await asyncio.sleep(0.05)
            writes[1].cancel()
            with pytest.raises(asyncio.CancelledError):
                await writes[1]
        assert (await writes[2]).name == "Behind" and (await writes[0]).name == "First"
        assert (await root.leads.list(name="Never")).count == 0

    run(place, cancel, workers=1, busy_timeout=60)


def test_a_timeout_is_a_cancellation(place: Places) -> None:
    async def late(db: aio.Database) -> None:
        root = db.system()
        with place.locked("aio.db"), pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(root.leads.create(name="Late", email="a@example.com", phone="1"), 0.05)
        assert (await root.leads.list()).count == 0

    run(place, late, workers=1, busy_timeout=60)


def test_use_after_fork_raises(place: Places) -> None:
    async def fork(db: aio.Database) -> None:
        root = db.system()
        assert (await root.leads.list()).count == 0
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for use in (root.leads.list(), root.leads.to_arrow(), db.login("a", "b"), root.call("leads.list")):
                    with pytest.raises(errors.ForkedHandleError):
                        use.send(None)
                with pytest.raises(StopIteration):
                    db.close().send(None)
                status = 0
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        assert (await root.leads.list()).count == 0

    run(place, fork)


@pytest.mark.parametrize("value", [0, -1, True, 1.5, float("nan"), "2", 2**70])
@pytest.mark.parametrize("option", ["workers", "readers"])
def test_wrong_options_are_refused(place: Places, option: str, value: Any) -> None:
    async def open_it() -> None:
        async with aio.open(place("aio.db"), **{option: value}):
            pass

    with pytest.raises((errors.WrongType, errors.InvalidInput)) as caught:
        asyncio.run(open_it())
    assert option in caught.value.details


def test_closing_waits_and_later_calls_are_refused(place: Places, tmp_path: Path) -> None:
    async def main() -> None:
        db = await aio.open(place("aio.db"))
        root = db.system()
        writes = [asyncio.ensure_future(root.leads.create(name=str(n), email="a@example.com", phone="1")) for n in range(20)]
        await asyncio.sleep(0)
        await db.close()
        await db.close()
        done = await asyncio.gather(*writes, return_exceptions=True)
        assert all(isinstance(answer, (hotcalls.models.Lead, errors.ClosedHandleError)) for answer in done)
        for use in (root.leads.list(), db.snapshot_to(tmp_path / "b.db"), db.login("a", "b")):
            with pytest.raises(errors.ClosedHandleError):
                await use
        with pytest.raises(errors.ClosedHandleError) as caught:
            await root.leads.list()
        assert caught.value.operation == "leads.list"
        with hotcalls.open(place("aio.db")) as again:
            assert again.system().leads.list().count == sum(isinstance(answer, hotcalls.models.Lead) for answer in done)
        (tmp_path / "text.db").write_bytes(b"no database" * 100)
        with pytest.raises(errors.NotADatabase):
            await aio.open(tmp_path / "text.db")

    asyncio.run(main())
    for thread in threading.enumerate():
        if thread.name.startswith("hotcalls"):
            thread.join(5)
            assert not thread.is_alive(), "a thread outlives its handle"
