"""The voice agent's worker, with callers that follow a script."""

from __future__ import annotations

import asyncio
import datetime as dt
import runpy
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
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


def test_a_call_that_breaks_is_over_in_the_books_too(agent: hotcalls.models.Agent, place: Places) -> None:
    with pytest.raises(ConnectionError):
        take(place, Script("Hello?", ConnectionError("the line is gone")))
    with hotcalls.open(place("calls.db")) as db:
        [call] = db.system().calls.list()
        assert call.ended_at and call.reason == "agent_error"
        assert len(db.system().calls.transcript(call=call.id).turns) == 3


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
