"""The handle: closing, forking, threads, files that are no databases."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Places, write_lock_held

import hotcalls
from hotcalls import Actor, errors


def test_use_after_close_raises(place: Places, tmp_path: Path) -> None:
    with hotcalls.open(place("a.db")) as db:
        root = db.system()
    for use in (lambda: root.leads.list(), lambda: db.system().leads.list(), lambda: db.snapshot_to(tmp_path / "b.db")):
        with pytest.raises(errors.ClosedHandleError):
            use()
    db.close()
    with hotcalls.open(place("a.db")) as again:
        assert again.system().leads.list().count == 0 and again.path == place("a.db")


def test_use_after_fork_raises_and_the_parent_goes_on(db: hotcalls.Database, root: Actor, jane: hotcalls.models.Lead, place: Places) -> None:
    other = place("other.db")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            try:
                root.leads.list()
            except errors.ForkedHandleError:
                with hotcalls.open(other) as own:
                    own.system().leads.create(name="Child", email="a@example.com", phone="1")
                db.close()
                status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert root.leads.update(jane.id, name="Joan").name == "Joan"


@pytest.mark.files
def test_a_file_that_was_open_at_a_fork_is_refused_in_the_child(tmp_path: Path) -> None:
    """SQLite would do without the locks that the child did not inherit: what it writes was lost when the parent closed."""
    path = tmp_path / "a.db"
    with hotcalls.open(path) as db, hotcalls.open(tmp_path / "closed.db") as closed:
        db.system().leads.create(name="Jane", email="a@example.com", phone="1")
        closed.close()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                try:
                    hotcalls.open(path)
                except errors.ForkedHandleError as e:
                    assert str(path) in e.message and "spawn" in e.message
                    db.close()
                    with pytest.raises(errors.ForkedHandleError):
                        hotcalls.open(path)
                    for other in ("closed.db", "new.db"):
                        with hotcalls.open(tmp_path / other) as own:
                            own.system().leads.create(name="Child", email="a@example.com", phone="1")
                    status = 0
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        assert db.system().leads.list().count == 1
    # Once it is closed, children may open it.
    child = os.fork()
    if child == 0:
        with hotcalls.open(path) as own:
            own.system().leads.create(name="Child", email="a@example.com", phone="1")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    with hotcalls.open(path) as again:
        assert again.system().leads.list().count == 2


def in_a_child(path: str) -> None:
    with hotcalls.open(path) as db:
        db.system().leads.create(name="Child", email="a@example.com", phone="1")


def test_a_spawned_process_opens_it_too(place: Places) -> None:
    with hotcalls.open(place("a.db")) as db:
        child = multiprocessing.get_context("spawn").Process(target=in_a_child, args=(db.path,))
        child.start()
        child.join()
        assert child.exitcode == 0 and [lead.name for lead in db.system().leads.list()] == ["Child"]
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(db)
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(db.system())


@pytest.mark.files
def test_a_file_is_opened_and_read_beside_a_writer_of_another_process(tmp_path: Path) -> None:
    with hotcalls.open(tmp_path / "a.db") as db:
        db.system().leads.create(name="Jane", email="a@example.com", phone="1")
    with write_lock_held(tmp_path / "a.db"), hotcalls.open(tmp_path / "a.db", busy_timeout=0.05) as db:
        assert [lead.name for lead in db.system().leads.list()] == ["Jane"]
        with pytest.raises(errors.Busy):
            db.system().leads.create(name="Joan", email="a@example.com", phone="1")


def test_threads_share_a_handle(db: hotcalls.Database, root: Actor) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for n in range(20):
                made = root.leads.create(name=f"{number}-{n}", email="a@example.com", phone="1")
                assert db.system().leads.get(made.id) == made
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and root.leads.list().count == 160


def test_the_interpreter_is_released_while_the_core_works(root: Actor) -> None:
    rows = [{"name": f"Lead {n}", "email": "a@example.com", "phone": "1"} for n in range(3000)]
    longest = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal longest
        last = time.perf_counter()
        while not done.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    try:
        root.leads.bulk_create(leads=rows)
    finally:
        done.set()
        watcher.join()
    took = time.perf_counter() - started
    # Reading the input holds the interpreter; the work in the database, which takes most of the time, does not.
    assert longest < max(0.5 * took, 0.05), (longest, took)


def test_closing_while_others_use_it_never_crashes(place: Places) -> None:
    for round_ in range(5):
        db = hotcalls.open(place(f"{round_}.db"))
        root = db.system()
        outcomes: list[str] = []

        def create() -> object:
            return root.leads.create(name="x", email="a@example.com", phone="1")

        def work(use: Callable[[], object]) -> None:
            try:
                while True:
                    use()
            except errors.ClosedHandleError:
                outcomes.append("closed")

        uses = (create, root.leads.list, create, root.calls.analytics)
        threads = [threading.Thread(target=work, args=(use,)) for use in uses]
        for thread in threads:
            thread.start()
        time.sleep(0.02)
        db.close()
        for thread in threads:
            thread.join()
        assert outcomes == ["closed"] * 4


@pytest.mark.files
def test_what_is_no_database_is_refused_by_name(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_bytes(b"this is not a database" * 100)
    with pytest.raises(errors.NotADatabase):
        hotcalls.open(text)
    assert text.read_bytes().startswith(b"this is not")
    with pytest.raises(errors.StorageError):
        hotcalls.open(tmp_path / "no" / "folder.db")
    with pytest.raises(errors.InvalidInput):
        hotcalls.open(tmp_path / "a.db", key=b"short")
    with pytest.raises(errors.InvalidInput):
        hotcalls.open(tmp_path / "a.db", busy_timeout=-1)
    for path in (5, None, b"\xff"):
        with pytest.raises(errors.WrongType):
            hotcalls.open(path)  # type: ignore[arg-type]


def test_a_snapshot_is_a_database(db: hotcalls.Database, jane: hotcalls.models.Lead, tmp_path: Path) -> None:
    db.snapshot_to(tmp_path / "copy.db")
    with hotcalls.open(tmp_path / "copy.db", key=bytes([7]) * 32) as copy:
        assert copy.system().leads.get(jane.id) == jane


def test_a_url_is_shown_without_its_password(place: Places) -> None:
    from hotcalls._database import shown

    for url, seen in [
        ("postgres://ada:s3cret@db.example.com:5432/calls?sslmode=require", "postgres://ada@db.example.com:5432/calls"),
        ("postgresql://ada@db/calls?password=s3cret", "postgresql://ada@db/calls"),
        ("postgres://ada:s3?cret@db/calls", "postgres://ada@db/calls"),
        ("postgres://db/calls?user=ada&password=s3cret", "postgres://db/calls"),
        ("calls.db", "calls.db"),
        ("/a:b@c/x://y?z", "/a:b@c/x://y?z"),
    ]:
        assert shown(url) == seen
    with pytest.raises(errors.Unavailable) as caught:
        hotcalls.open("postgres://ada:s3cret@127.0.0.1:1/calls")
    assert "127.0.0.1" in str(caught.value) and "s3cret" not in repr(caught.value)
    with pytest.raises(errors.Malformed):
        hotcalls.open("postgres://ada:s3cret@db/calls?sslmode=never")
    with hotcalls.open(place("a.db"), statement_timeout=5) as db:
        assert repr(db) == f"<hotcalls.Database {shown(place('a.db'))!r}>"
