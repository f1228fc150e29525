"""What is left in memory after many operations of every kind: Python's own count, and the size of the process."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import hotcalls
from hotcalls import Actor, _core, errors

PAGE = os.sysconf("SC_PAGE_SIZE")


def kinds(db: hotcalls.Database) -> list[Callable[[], object]]:
    """Operations of every kind, none of which leaves a row behind."""
    root = db.system()
    workspace = root.workspaces.create(workspace_name="Memory")
    user = root.users.create(username="memory", phone="+1", password="securepassword123")
    root.workspaces.add_users(workspace.id, user_ids=[user.id])
    me = db.as_user(user.id)
    rows = [{"name": f"Lead {n}", "email": f"{n}@example.com", "phone": f"+1987{n:07}", "meta_data": {"n": n}} for n in range(50)]
    leads = [me.leads.create(**row) for row in rows]  # type: ignore[arg-type]
    calls = [{"lead": lead.id, "from_number": "+1", "to_number": lead.phone, "direction": "outbound", "duration": 3} for lead in leads]
    root.calls.bulk_create(calls=calls)
    names = [operation["name"] for operation in _core.catalog()]
    at = 0

    def any_operation(actor: Actor) -> None:
        nonlocal at
        at += 1
        try:
            actor.call(names[at % len(names)], {})
        except errors.HotcallsError as error:
            pickle.loads(pickle.dumps(error))

    def not_found() -> None:
        try:
            me.leads.get(workspace.id)
        except errors.NotFound:
            pass

    def cancelled() -> None:
        token = _core.CancelToken()
        token.cancel()
        try:
            me._native.call("leads.list", {}, cancel=token)
        except errors.Cancelled:
            pass

    def made_and_deleted() -> None:
        made = root.leads.create(name="x", email="x@example.com", phone="+1", meta_data={"a": [1, 2.5, None, "text"]})
        root.leads.delete(root.leads.update(made.id, name="y", surname=None).id)

    return [
        lambda: me.leads.get(leads[0].id),
        lambda: me.leads.list(),
        lambda: me.leads.list(search="lead 7", created_after=leads[0].created_at, page_size=5).to_dict(),
        lambda: list(me.leads.iter(page_size=20)),
        lambda: pickle.loads(pickle.dumps(me.calls.list())),
        lambda: me.calls.analytics(),
        lambda: root.calls.daily_stats(),
        lambda: root.leads.stats(),
        lambda: any_operation(me),
        lambda: any_operation(db.anonymous()),
        lambda: db.with_token("x" * 40),
        made_and_deleted,
        not_found,
        cancelled,
    ]


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def grown(operations: int) -> tuple[int, int]:
    """How many bytes Python, and the process, have more after so many operations than after a tenth of them."""
    with tempfile.TemporaryDirectory(prefix="hotcalls-memory-") as folder, hotcalls.open(Path(folder) / "memory.db") as db:
        works = kinds(db)

        def run(times: int) -> tuple[int, int]:
            for n in range(times):
                works[n % len(works)]()
            gc.collect()
            return tracemalloc.get_traced_memory()[0], resident()

        tracemalloc.start()
        try:
            python, process = run(max(operations // 10, 50 * len(works)))
            more, larger = run(operations)
        finally:
            tracemalloc.stop()
    return more - python, larger - process


if __name__ == "__main__":
    count = 5_000 if "--quick" in sys.argv else 100_000
    more, larger = grown(count)
    print(f"\nmemory after {count} more operations of every kind")
    print(f"  Python                 {more / 1024:12.1f} KiB more")
    print(f"  the process            {larger / 1024:12.1f} KiB more")
