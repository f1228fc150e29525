"""Calls to Arrow, beside the standard library's `sqlite3` and pyarrow by hand on a snapshot; and how late an asyncio loop gets while fifty
tasks read pages. Needs pyarrow and the package, built with optimisation.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

import pyarrow as pa

import hotcalls
from hotcalls import aio

QUICK = "--quick" in sys.argv
CALLS = 10_000 if QUICK else 100_000
ROUNDS = 3 if QUICK else 9
TASKS, SECONDS = 50, 2 if QUICK else 10


def fill(path: Path) -> None:
    with hotcalls.open(path) as db:
        root = db.system()
        leads = [{"name": f"Jane {n}", "surname": "Smith", "email": f"jane.{n}@example.com", "phone": f"+1987{n:07}"} for n in range(1000)]
        root.leads.bulk_create(leads=leads)
        ids = [lead.id for lead in root.leads.iter(page_size=1000)]
        began = dt.datetime(2026, 3, 1, tzinfo=dt.timezone.utc)
        for start in range(0, CALLS, 1000):
            root.calls.bulk_create(
                calls=[
                    {
                        "lead": ids[n % len(ids)],
                        "from_number": "+15551230000",
                        "to_number": f"+1987{n:07}",
                        "direction": "outbound" if n % 3 else "inbound",
                        "duration": n % 600,
                        "disconnection_reason": "completed",
                        "timestamp": began + dt.timedelta(seconds=7 * n),
                    }
                    for n in range(start, start + 1000)
                ]
            )


#: The columns that the library gives; ids become text and times become times, as it does.
IDS = ("id", "lead_id", "workspace_id", "agent_id", "phone_number_id", "parent_call_id")
TIMES = ("timestamp", "updated_at", "started_at", "ringing_at", "answered_at", "ended_at", "appointment_datetime", "created_at")
TEXTS = (
    "from_number", "to_number", "disconnection_reason", "direction", "provider", "external_id", "leg", "transferred_to", "hung_up_by",
    "status", "reason", "answered_by", "outcome",
)
NUMBERS = ("duration", "duration_ms")
LEAD = ("name", "surname", "email")


def by_hand(copy: sqlite3.Connection) -> pa.Table:
    names = [*IDS, *TIMES, *TEXTS, *NUMBERS, *LEAD]
    columns = [f"c.{name}" for name in names[: -len(LEAD)]] + [f"l.{name}" for name in LEAD]
    sql = f"SELECT {', '.join(columns)} FROM calls c LEFT JOIN leads l ON l.id = c.lead_id ORDER BY c.timestamp DESC, c.id DESC"
    found = list(zip(*copy.execute(sql)))
    arrays = {}
    for name, values in zip(names, found):
        if name in IDS:
            arrays[name] = pa.array([None if v is None else str(uuid.UUID(bytes=v)) for v in values])
        elif name in TIMES:
            arrays[name] = pa.array(values, pa.timestamp("us", "UTC"))
        else:
            arrays[name] = pa.array(values)
    return pa.table(arrays)


def arrow(folder: Path) -> None:
    with hotcalls.open(folder / "calls.db") as db:
        root = db.system()
        db.snapshot_to(folder / "copy.db")
        copy = sqlite3.connect(folder / "copy.db")
        contenders = {
            "to_arrow": lambda: pa.table(root.calls.to_arrow()).num_rows,
            "sqlite3 and pyarrow": lambda: by_hand(copy).num_rows,
            "iter, for records": lambda: sum(1 for _ in root.calls.iter(page_size=1000)),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, work in contenders.items():
                started, used = time.perf_counter(), time.process_time()
                assert work() == CALLS
                taken[name].append((time.perf_counter() - started, time.process_time() - used))
        copy.close()
    print(f"\n{CALLS:,} calls, medians of {ROUNDS} rounds (goal for 100,000 to Arrow: 0.3 s)")
    for name, rounds in taken.items():
        wall, cpu = (statistics.median(figures) for figures in zip(*rounds))
        ratio = statistics.median(theirs[0] / ours[0] for theirs, ours in zip(rounds, taken["to_arrow"]))
        print(f"  {name:20} {wall:8.3f} s {cpu:8.3f} s of CPU  {ratio:6.2f} x as long as to_arrow")


async def loop_delay(path: Path) -> None:
    late: list[float] = []
    pages = 0

    async with aio.open(path) as db:
        root = db.system()
        ends = time.perf_counter() + SECONDS

        async def read() -> None:
            nonlocal pages
            while time.perf_counter() < ends:
                page = await root.leads.list(page_size=100)
                assert len(page) == 100
                pages += 1

        async def beat() -> None:
            while time.perf_counter() < ends:
                before = time.perf_counter()
                await asyncio.sleep(0.001)
                late.append(time.perf_counter() - before - 0.001)

        await asyncio.gather(beat(), *(read() for _ in range(TASKS)))
    late.sort()
    at = [late[int(len(late) * part)] * 1e3 for part in (0.5, 0.9, 0.99)]
    print(f"{TASKS} tasks that read pages of 100: {pages / SECONDS:,.0f} pages a second")
    print(f"  the loop was late by {at[0]:.2f} ms (median), {at[1]:.2f} ms (90 %), {at[2]:.2f} ms (99 %; goal: 10 ms), {late[-1] * 1e3:.1f} ms at most")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="hotcalls-bench-") as name:
        folder = Path(name)
        fill(folder / "calls.db")
        arrow(folder)
        asyncio.run(loop_delay(folder / "calls.db"))


if __name__ == "__main__":
    main()
