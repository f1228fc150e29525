"""The package beside the standard library's `sqlite3` by hand and SQLAlchemy's ORM, in one run: medians, and ratios round by round.

`cargo bench -p hotcalls-py` builds the package, installs SQLAlchemy below `target/` and runs this.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import by_hand
import orm

import hotcalls

QUICK = "--quick" in sys.argv
ROUNDS = 3 if QUICK else 9
LEADS = 2_000 if QUICK else 10_000
CALLS = 5_000 if QUICK else 50_000
BULK = 1_000 if QUICK else 10_000


def rows(count: int, tag: str) -> list[dict[str, Any]]:
    return [
        {
            "name": f"Jane {tag} {n}",
            "surname": f"Smith {n % 97}",
            "email": f"jane.{tag}.{n}@example.com",
            "phone": f"+1987{n:07}",
            "meta_data": {"source": "web", "score": n % 10},
        }
        for n in range(count)
    ]


def measure(title: str, times: int, contenders: dict[str, Callable[[], object]], goals: dict[str, str]) -> None:
    """Each contender so often a round, turn by turn; the ratios are to the library's time in the same round, by the clock and in CPU."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for name, work in contenders.items():
        for _ in range(max(1, times // 20)):
            work()
    for _ in range(ROUNDS):
        for name, work in contenders.items():
            gc.collect()
            started, used = time.perf_counter(), time.process_time()
            for _ in range(times):
                work()
            taken[name].append(((time.perf_counter() - started) / times, (time.process_time() - used) / times))
    print(f"\n{title}")
    for name, rounds in taken.items():
        wall, cpu = (statistics.median(figures) * 1e6 for figures in zip(*rounds))
        beside = ""
        if name != "hotcalls":
            pairs = list(zip(rounds, taken["hotcalls"]))
            by_clock, in_cpu = (statistics.median(theirs[by] / ours[by] for theirs, ours in pairs) for by in (0, 1))
            beside = f"  {by_clock:6.2f} x as long as hotcalls, {in_cpu:6.2f} x the CPU{goals.get(name, '')}"
        print(f"  {name:20} {wall:11.1f} us {cpu:11.1f} us of CPU{beside}")


def importing() -> None:
    """How long `import hotcalls` takes in a fresh interpreter."""
    program = "import time; t = time.perf_counter(), time.process_time(); import hotcalls; print(time.perf_counter() - t[0], time.process_time() - t[1])"
    # With the bytecode that `pip install` leaves; here the first runs make it.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", program]
    runs = [subprocess.run(command, env=environ, capture_output=True, text=True, check=True) for _ in range(2 + 7 * ROUNDS)]
    wall, cpu = (statistics.median(figures) * 1e3 for figures in zip(*(map(float, run.stdout.split()) for run in runs[2:])))
    print(f"\nimport hotcalls: {wall:.1f} ms, {cpu:.1f} ms of CPU (goal: 30 ms)")


def prepare(folder: Path) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """The same rows in three files: the library's, and two snapshots of it for the others."""
    with hotcalls.open(folder / "ours.db") as db:
        root = db.system()
        workspace = root.workspaces.create(workspace_name="Bench")
        user = root.users.create(username="bench", phone="+15550000000", password="securepassword123", email="bench@example.com")
        root.workspaces.add_users(workspace.id, user_ids=[user.id])
        root.workspaces.set_role(workspace.id, user_id=user.id, role="admin")
        me = db.as_user(user.id)
        for start in range(0, LEADS, 1000):
            me.leads.bulk_create(leads=rows(1000, f"p{start}"))
        ids = [lead.id for lead in me.leads.iter(page_size=1000)]
        calls = [
            {
                "lead": ids[n % len(ids)], "from_number": "+15551230000", "to_number": f"+1987{n:07}", "direction": "outbound",
                "duration": n % 600, "disconnection_reason": "completed", "timestamp": f"2026-{1 + n % 9:02}-{1 + n % 27:02}T10:00:00Z",
            }
            for n in range(CALLS)
        ]
        for start in range(0, CALLS, 1000):
            me.calls.bulk_create(calls=calls[start : start + 1000])
        db.snapshot_to(folder / "hand.db")
        db.snapshot_to(folder / "orm.db")
    return user.id, ids


def one_row(folder: Path, user: uuid.UUID, ids: list[uuid.UUID]) -> None:
    with hotcalls.open(folder / "ours.db") as db:
        me, hand, mapped = db.as_user(user), by_hand.Store(folder / "hand.db", user), orm.Store(folder / "orm.db", user)
        at = iter(range(1_000_000_000))

        def some() -> uuid.UUID:
            return ids[next(at) * 7919 % len(ids)]

        assert me.leads.get(ids[0]) == hand.get(ids[0]) and mapped.get(ids[0]).name == me.leads.get(ids[0]).name
        assert me.leads.list().results == hand.page().results
        fields = {"name": "Jane", "surname": "Smith", "email": "jane@example.com", "phone": "+1 987 654 3210", "meta_data": {"source": "web"}}
        spoken = {"from_number": "+15551230000", "to_number": "+19876543210", "direction": "outbound", "duration": 125}
        goals = {"sqlite3 by hand": "  (goal: at least 0.77)", "SQLAlchemy's ORM": "  (goal: at least 4)"}
        measure("get a lead by its id", 1000, {
            "hotcalls": lambda: me.leads.get(some()),
            "sqlite3 by hand": lambda: hand.get(some()),
            "SQLAlchemy's ORM": lambda: mapped.get(some()),
        }, goals)
        measure("a page of 20 leads", 200, {
            "hotcalls": lambda: me.leads.list(),
            "sqlite3 by hand": lambda: hand.page(),
            "SQLAlchemy's ORM": lambda: mapped.page(),
        }, goals)
        measure("create a lead", 300, {
            "hotcalls": lambda: me.leads.create(**fields),  # type: ignore[arg-type]
            "sqlite3 by hand": lambda: hand.create(**fields),
            "SQLAlchemy's ORM": lambda: mapped.create(**fields),
        }, goals)
        measure("record a call", 300, {
            "hotcalls": lambda: me.calls.create(lead=some(), **spoken),  # type: ignore[arg-type]
            "sqlite3 by hand": lambda: hand.record(lead=some(), **spoken),  # type: ignore[arg-type]
            "SQLAlchemy's ORM": lambda: mapped.record(lead=some(), **spoken),  # type: ignore[arg-type]
        }, goals)
        hand.close()
        mapped.close()


def many_rows(folder: Path, user: uuid.UUID) -> None:
    with hotcalls.open(folder / "ours.db") as db:
        me, mapped = db.as_user(user), orm.Store(folder / "orm.db", user)
        leads = rows(BULK, "bulk")
        measure(f"{BULK} leads from dicts", 1, {
            "hotcalls": lambda: me.leads.bulk_create(leads=leads),
            "Session.add_all": lambda: mapped.add_all(leads),
            "execute(insert())": lambda: mapped.insert(leads),
        }, {"Session.add_all": "  (goal: at least 4)", "execute(insert())": "  (goal: at least 1)"})
        mapped.close()


def statistics_of(path: Path, user: uuid.UUID, times: int, start: Any, done: Any) -> None:
    with hotcalls.open(path) as db:
        me = db.as_user(user)
        me.calls.analytics()
        start.wait()
        for _ in range(times):
            me.calls.analytics()
        done.wait()


def beside_each_other(folder: Path, user: uuid.UUID, times: int) -> None:
    """Two at once: threads that share a handle, and processes."""
    spawn = multiprocessing.get_context("spawn")
    threads, processes = [], []
    for _ in range(3 if QUICK else 5):
        with hotcalls.open(folder / "ours.db") as db:
            me = db.as_user(user)
            me.calls.analytics()
            workers: list[Any] = [threading.Thread(target=lambda: [me.calls.analytics() for _ in range(times)]) for _ in range(2)]
            started = time.perf_counter()
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            threads.append(time.perf_counter() - started)
        start, done = spawn.Barrier(3), spawn.Barrier(3)
        workers = [spawn.Process(target=statistics_of, args=(folder / "ours.db", user, times, start, done)) for _ in range(2)]
        for worker in workers:
            worker.start()
        start.wait()
        started = time.perf_counter()
        done.wait()
        processes.append(time.perf_counter() - started)
        for worker in workers:
            worker.join()
    ratio = statistics.median(t / p for t, p in zip(threads, processes))
    print(f"\nstatistics of {CALLS} calls, two at once, {times} each")
    print(f"  two threads            {statistics.median(threads) * 1e3:12.1f} ms")
    print(f"  two processes          {statistics.median(processes) * 1e3:12.1f} ms  threads take {ratio:.2f} x as long")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="hotcalls-bench-") as name:
        folder = Path(name)
        user, ids = prepare(folder)
        print(f"{LEADS} leads, {CALLS} calls; Python {sys.version.split()[0]}; medians of {ROUNDS} rounds")
        importing()
        one_row(folder, user, ids)
        many_rows(folder, user)
        beside_each_other(folder, user, 20)


if __name__ == "__main__":
    main()
