"""The voice agent's worker, with callers that follow a script."""

from __future__ import annotations

import asyncio
import datetime as dt
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import Places

import hotcalls
from hotcalls import aio

EXAMPLE = Path(__file__).parents[2] / "examples/python/voice_agent.py"
NUMBER = "+4930901820"


@pytest.fixture
def agent(place: Places) -> hotcalls.models.Agent:
    """An agent that is always open, with a number and a calendar."""
    with hotcalls.open(place("calls.db"), key=bytes(32)) as db:
        root = db.system()
        home = root.workspaces.create(workspace_name="Practice")
        calendar = root.calendars.create(calendar_type="google", account_id="a@example.com", auth_token="t", workspace=home.id)
        hours = root.calendar_configurations.create(
            calendar=calendar.id, sub_calendar_id="main", duration=30, prep_time=0, from_time="09:00", to_time="10:00", timezone="UTC"
        )
        agent = root.agents.create(
            workspace=home.id, greeting="Practice of Dr. Ada, hello!", voice="v", language="en", call_from="00:00", call_to="00:00",
            character="kind", name="Ada", calendar_configuration=hours.id,
        )
        number = root.phone_numbers.create(phonenumber="+49 30 901820")
        root.agents.assign_phone_numbers(agent.agent_id, phone_number_ids=[number.id])
        return root.agents.get(agent.agent_id)


class Script:
    """A caller that says its lines, and an end of the line that remembers."""

    def __init__(self, *lines: str | BaseException) -> None:
        self.lines = list(lines)
        self.heard: list[str] = []

    async def hear(self) -> str | None:
        if not self.lines:
            return None
        line = self.lines.pop(0)
        if isinstance(line, BaseException):
            raise line
        return line

    async def say(self, text: str) -> None:
        self.heard.append(text)


def take(place: Places, *scripts: Script, number: str = NUMBER) -> hotcalls.Database:
    """Runs the worker on calls that come in at once; the database as it is then."""
    module: dict[str, Any] = runpy.run_path(str(EXAMPLE))

    async def calls() -> AsyncIterator[Any]:
        for n, script in enumerate(scripts):
            yield module["InboundCall"](f"sip-{n}", f"+1555000{n}", number, script)

    async def main() -> None:
        async with aio.open(place("calls.db")) as db:
            await module["Worker"](db, module["Receptionist"]()).run(calls())

    asyncio.run(main())
    return hotcalls.open(place("calls.db"))


def test_a_call_is_recorded_and_books_a_meeting(agent: hotcalls.models.Agent, place: Places) -> None:
    script = Script("Hello?", "I need an appointment", "Thanks, bye")
    with take(place, script) as db:
        root = db.system()
        [call] = root.calls.list()
        assert (call.direction, call.status, call.from_number, call.external_id) == ("inbound", "completed", "+15550000", "sip-0")
        assert call.agent == agent.agent_id and call.workspace == agent.workspace and call.hung_up_by == "agent"
        assert call.answered_at and call.ended_at and call.outcome == "appointment_scheduled"
        [meeting] = root.meetings.list()
        assert meeting.call == call.id and meeting.agent == agent.agent_id and meeting.start == call.appointment_datetime
        assert meeting.start.date() == dt.date.today() + dt.timedelta(days=1)
        turns = root.calls.transcript(call=call.id).turns
        assert [turn.role for turn in turns] == ["agent", "user", "agent", "user", "agent", "agent", "user", "agent"]
        assert [turn.text for turn in turns if turn.role == "agent"] == script.heard and turns[0].text == agent.greeting
        assert script.heard[3].startswith("You are booked for 09:00") and script.heard[-1] == "Goodbye!"


def test_calls_at_once_get_times_of_their_own(agent: hotcalls.models.Agent, place: Places) -> None:
    scripts = [Script("a meeting please") for _ in range(4)]
    with take(place, *scripts) as db:
        root = db.system()
        starts = sorted(meeting.start.time() for meeting in root.meetings.list())
        # The day has room for two: 09:00 and 09:30.
        assert starts == [dt.time(9), dt.time(9, 30)]
        assert sum(script.heard[-1].startswith("There is nothing free") for script in scripts) == 2
        assert [call.status for call in root.calls.list()] == ["completed"] * 4
        assert {call.hung_up_by for call in root.calls.iter()} == {"user"}


def test_a_call_that_breaks_is_over_in_the_books_too_and_ends_no_other(
    agent: hotcalls.models.Agent, place: Places, caplog: pytest.LogCaptureFixture
) -> None:
    with take(place, Script("Hello?", ConnectionError("the line is gone")), Script("Hello?", "and", "again", "bye")) as db:
        calls = {call.external_id: call for call in db.system().calls.list()}
        assert calls["sip-0"].ended_at and calls["sip-0"].reason == "agent_error" and calls["sip-1"].hung_up_by == "agent"
        assert len(db.system().calls.transcript(call=calls["sip-0"].id).turns) == 3
    assert "call sip-0 broke" in caplog.text and "the line is gone" in caplog.text


class Endless(Script):
    """A caller that listens, and says nothing."""

    async def hear(self) -> str | None:
        await asyncio.Event().wait()
        return None


def test_what_is_told_twice_is_one_call_and_a_worker_that_stops_ends_its_calls(agent: hotcalls.models.Agent, place: Places) -> None:
    module: dict[str, Any] = runpy.run_path(str(EXAMPLE))

    async def main() -> None:
        scripts = [Endless() for _ in range(3)]

        async def calls() -> AsyncIterator[Any]:
            for script in scripts[:2]:
                yield module["InboundCall"]("sip-0", "+15550000", NUMBER, script)
            await asyncio.Event().wait()

        async with aio.open(place("calls.db")) as db:
            worker = module["Worker"](db, module["Receptionist"]())
            working = asyncio.create_task(worker.run(calls()))
            while not scripts[0].heard:
                await asyncio.sleep(0.01)
            # Another worker is told of it too.
            other = module["Worker"](db, module["Receptionist"]())
            assert await other.take(module["InboundCall"]("sip-0", "+15550000", NUMBER, scripts[2])) is None
            [live] = await db.system().calls.list()
            assert live.status == "in_progress" and live.owner == worker.owner != other.owner
            working.cancel()
            with pytest.raises(asyncio.CancelledError):
                await working
            [ended] = await db.system().calls.list()
            assert ended.id == live.id and ended.reason == "agent_error" and len(scripts[0].heard) == 1
            # What is told of a call that is over changes nothing.
            assert await worker.take(module["InboundCall"]("sip-0", "+15550000", NUMBER, scripts[1])) is None
            assert list(await db.system().calls.list()) == [ended] and not scripts[1].heard and not scripts[2].heard

    asyncio.run(main())


def test_leases_are_renewed_again_after_a_failure(agent: hotcalls.models.Agent, place: Places) -> None:
    module: dict[str, Any] = runpy.run_path(str(EXAMPLE))

    async def main() -> None:
        async with aio.open(place("calls.db")) as db:
            worker = module["Worker"](db, module["Receptionist"]())
            asked: list[int] = []
            calls = worker.root.calls

            async def failing(**given: Any) -> Any:
                asked.append(1)
                if len(asked) == 1:
                    raise hotcalls.errors.Busy("The database is locked.")
                return await calls.renew(**given)

            worker.root = SimpleNamespace(calls=SimpleNamespace(renew=failing, reap=calls.reap))
            lease = asyncio.create_task(worker.keep_leases())
            while len(asked) < 2:
                await asyncio.sleep(0.05)
            lease.cancel()

    asyncio.run(main())


def test_the_call_of_a_worker_that_was_killed_is_ended_by_the_next(agent: hotcalls.models.Agent, place: Places) -> None:
    with hotcalls.open(place("calls.db")) as db:
        begun = {"direction": "inbound", "from_number": "+1", "to_number": NUMBER, "lease_seconds": 1}
        lost = db.system().calls.begin(**begun, external_id="lost", owner="killed")
        theirs = db.system().calls.begin(**(begun | {"lease_seconds": 600}), external_id="theirs", owner="another")
    time.sleep(1.1)
    with take(place, Script("bye")) as db:
        calls = {call.external_id: call for call in db.system().calls.list()}
        assert calls["lost"].id == lost.id and (calls["lost"].reason, calls["theirs"].ended_at) == ("lost", None)
        assert calls["theirs"].id == theirs.id and calls["sip-0"].hung_up_by == "agent"


def test_a_number_that_nobody_answers_is_not_taken(agent: hotcalls.models.Agent, place: Places) -> None:
    script = Script("Hello?")
    with take(place, script, number="+4930999999") as db:
        assert db.system().calls.list().count == 0 and script.heard == []


def test_a_call_in_the_terminal(agent: hotcalls.models.Agent, place: Places) -> None:
    command = [sys.executable, str(EXAMPLE), place("calls.db"), "+49 (0)30 901820"]
    done = subprocess.run(command, input="a meeting\nbye\n", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "You are booked for" in done.stdout, done.stderr


def test_the_terminal_ends_at_once_and_says_why(agent: hotcalls.models.Agent, place: Places, tmp_path: Path) -> None:
    for arguments, word in (([str(tmp_path / "none.db"), NUMBER], "there is no file"), ([place("calls.db"), "+4930999999"], "nobody answers")):
        done = subprocess.run([sys.executable, str(EXAMPLE), *arguments], input="", capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1 and word in done.stderr and not done.stdout
    assert not (tmp_path / "none.db").exists()
    waiting = subprocess.Popen([sys.executable, str(EXAMPLE), place("calls.db"), NUMBER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert waiting.stdout and b"hello" in waiting.stdout.readline()
    waiting.send_signal(signal.SIGINT)
    _, complaint = waiting.communicate(timeout=30)
    assert complaint == b"", complaint
    with hotcalls.open(place("calls.db")) as db:
        assert {call.reason for call in db.system().calls.iter()} == {"agent_error"}
