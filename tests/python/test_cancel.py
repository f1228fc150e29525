"""Stopping a call that runs: by a token from another thread, and by Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import Places

import hotcalls
from hotcalls import Actor, errors
from hotcalls._core import CancelToken


def create(actor: Actor, cancel: CancelToken | None = None) -> Any:
    return actor._native.call("leads.create", {"name": "x", "email": "a@example.com", "phone": "1"}, cancel=cancel)


def test_a_cancelled_call_raises_and_no_other_one(place: Places) -> None:
    with hotcalls.open(place("a.db"), busy_timeout=60) as db:
        root = db.system()
        token, outcomes = CancelToken(), []
        assert not token.cancelled and repr(token) == "<CancelToken>"

        def work(cancel: CancelToken | None) -> None:
            try:
                outcomes.append(create(root, cancel).name)
            except errors.HotcallsError as error:
                outcomes.append(error.code)

        with place.locked("a.db"):
            # Both wait: one for the file, one for the handle's turn to write.
            threads = [threading.Thread(target=work, args=(cancel,)) for cancel in (token, CancelToken(), None)]
            for thread in threads:
                thread.start()
            time.sleep(0.1)
            assert not outcomes
            token.cancel()
            threads[0].join()
            assert outcomes == ["cancelled"]
        for thread in threads:
            thread.join()
        assert outcomes == ["cancelled", "x", "x"]
        assert token.cancelled and repr(token) == "<CancelToken, cancelled>"
        with pytest.raises(errors.Cancelled) as caught:
            create(root, token)
        assert caught.value.operation == "leads.create"
        assert root.leads.list().count == 2


def test_a_cancelled_import_stops_between_its_rows(root: Actor) -> None:
    rows = "name,email,phone\n" + "".join(f"Lead {n},{n}@example.com,+49{n:09}\n" for n in range(300_000))
    token = CancelToken()
    timer = threading.Timer(0.3, token.cancel)
    timer.start()
    with pytest.raises(errors.Cancelled):
        root._native.call("leads.import_csv", {"csv": rows}, cancel=token)
    timer.join()
    made = root.leads.list().count
    assert made < 300_000
    create(root)
    assert root.leads.list().count == made + 1


#: A program whose main thread is in a call when a signal comes.
PROGRAM = """
import signal, sys, threading, time
import hotcalls
from hotcalls import errors

db = hotcalls.open(sys.argv[1], busy_timeout=60)
root = db.system()
fields = {"name": "x", "email": "a@example.com", "phone": "1"}

def go():
    print("ready", flush=True)
    sys.stdin.readline()
"""


def interrupted(place: Places, name: str, program: str, locked: bool = False) -> str:
    """What a program prints that gets SIGINT in the middle of its work, which another process's lock may hold up."""
    source = PROGRAM + textwrap.dedent(program)
    child = subprocess.Popen(
        [sys.executable, "-c", source, place(name)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert child.stdin and child.stdout
    assert child.stdout.readline() == "ready\n"
    with place.locked(name) if locked else nullcontext():
        child.stdin.write("go\n")
        child.stdin.flush()
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=30)
    assert child.returncode == 0, out
    return out


def test_ctrl_c_stops_a_call_that_waits(place: Places) -> None:
    out = interrupted(place, "a.db", """
        go()
        try:
            root.leads.create(**fields)
        except KeyboardInterrupt:
            print("interrupted", root.leads.list().count)
        db.close()
    """, locked=True)
    assert out == "interrupted 0\n"


@pytest.mark.parametrize("after", [0.003, 0.02])
def test_a_signal_that_comes_before_the_first_look_is_no_exception(place: Places, after: float) -> None:
    out = interrupted(place, "a.db", f"""
        import signal
        def handler(number, frame):
            try:
                db.close()
            except hotcalls.errors.Busy:
                print("refused")
            raise KeyboardInterrupt
        signal.signal(signal.SIGALRM, handler)
        go()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for _ in range(2):
            signal.setitimer(signal.ITIMER_REAL, {after})
            try:
                root.leads.create(**fields)
            except KeyboardInterrupt:
                print("interrupted")
        db.close()
    """, locked=True)
    assert out == "refused\ninterrupted\n" * 2


def test_ctrl_c_stops_a_query_that_runs(place: Places) -> None:
    out = interrupted(place, "a.db", """
        rows = "name,email,phone\\n" + "".join(f"Lead {n},{n}@example.com,+49{n:09}\\n" for n in range(300_000))
        go()
        try:
            root.call("leads.import_csv", {"csv": rows, "atomic": True})
        except KeyboardInterrupt:
            print("interrupted", root.leads.list().count)
        root.leads.create(**fields)
        print(root.leads.list().count)
    """)
    assert out == "interrupted 0\n1\n"


def test_ctrl_c_stops_a_login_that_waits(place: Places) -> None:
    out = interrupted(place, "a.db", """
        root.users.create(username="john", phone="1", password="securepassword123")
        go()
        try:
            db.login("john", "securepassword123")
        except KeyboardInterrupt:
            print("interrupted")
        db.close()
    """, locked=True)
    assert out == "interrupted\n"


@pytest.mark.files
def test_ctrl_c_stops_a_snapshot(place: Places) -> None:
    out = interrupted(place, "a.db", """
        import os
        rows = [{"name": f"Lead {n}", "email": f"{n}@example.com", "phone": f"+49{n:09}", "meta_data": {"text": "x" * 2000}} for n in range(10_000)]
        for _ in range(4):
            root.leads.bulk_create(leads=rows)
        go()
        # A copy may be through before the signal comes; another one begins.
        for n in range(10_000):
            try:
                db.snapshot_to(sys.argv[1] + ".copy")
                os.remove(sys.argv[1] + ".copy")
            except KeyboardInterrupt:
                break
        print("interrupted", [name for name in os.listdir(os.path.dirname(sys.argv[1])) if "partial" in name])
    """)
    assert out == "interrupted []\n"


def test_a_cancelled_login_or_snapshot_raises(db: hotcalls.Database, root: Actor, tmp_path: Path) -> None:
    user = root.users.create(username="john", phone="1", password="securepassword123")
    token = CancelToken()
    assert Actor(db._native.login("john", "securepassword123", cancel=token)).users.get(user.id) == user
    db._native.snapshot_to(tmp_path / "first.db", cancel=token)
    token.cancel()
    with pytest.raises(errors.Cancelled):
        db._native.login("john", "securepassword123", cancel=token)
    with pytest.raises(errors.Cancelled):
        db._native.snapshot_to(tmp_path / "second.db", cancel=token)
    assert [path.name for path in tmp_path.iterdir() if "second" in path.name] == []


def test_a_handler_runs_in_the_middle_of_a_call_and_may_not_use_the_database(place: Places) -> None:
    out = interrupted(place, "a.db", """
        seen = []
        def handler(number, frame):
            for use in (root.leads.list, db.close, lambda: root.leads.create(**fields)):
                try:
                    use()
                except errors.Busy as error:
                    seen.append(error.code)
            if len(seen) > 3:
                raise InterruptedError(*seen)
        signal.signal(signal.SIGINT, handler)
        signal.signal(signal.SIGALRM, handler)
        go()
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            root.leads.create(**fields)
        except InterruptedError as error:
            print(error.args)
        print(root.leads.list().count)
    """, locked=True)
    assert out == f"{('busy',) * 6}\n0\n"


def test_a_thread_beside_the_main_one_is_not_interrupted(place: Places) -> None:
    out = interrupted(place, "a.db", """
        def work():
            for _ in range(200):
                root.leads.create(**fields)
        thread = threading.Thread(target=work)
        go()
        thread.start()
        try:
            while True:
                time.sleep(1)
        except KeyboardInterrupt:
            thread.join()
        print(root.leads.list().count)
    """)
    assert out == "200\n"
