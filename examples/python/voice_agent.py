"""The worker of a voice agent: takes inbound calls, several at a time, and keeps the books with `hotcalls.aio`.

    python voice_agent.py calls.db +4930901820        # plays one call in the terminal: what you type is what the caller says

An inbound call finds its agent by the number that was called, is recorded with the turns of its transcript as they are spoken, and books a
meeting when the caller wants one. Speech and language model are two small protocols here, `Line` and `Mind`: put your own behind them.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import os
import sys
import threading
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

from hotcalls import aio, errors, models

#: The worker says every so many seconds that it is still there; a call whose lease runs out is ended as lost.
RENEW, LEASE = 20, 60
log = logging.getLogger("voice_agent")


class Line(Protocol):
    """The two directions of a call, as text."""

    async def hear(self) -> str | None:
        """What the caller says next; `None` when it has hung up."""
        ...

    async def say(self, text: str) -> None:
        """Speaks to the caller."""
        ...


@dataclass
class Reply:
    """What the agent says, and does."""

    text: str
    #: The day on which a meeting is wanted.
    book: dt.date | None = None
    hang_up: bool = False


class Mind(Protocol):
    """The language model."""

    async def reply(self, agent: models.RouteAgent, heard: str) -> Reply:
        """What to answer."""
        ...


@dataclass
class InboundCall:
    """What the telephony side tells of a call that comes in."""

    external_id: str
    from_number: str
    to_number: str
    line: Line
    provider: str = "sip"


@dataclass
class Conversation:
    """A call that goes on: its turns are numbered, so that one that is sent again is stored once."""

    root: aio.Actor
    call: uuid.UUID
    line: Line
    began: float = field(default_factory=time.monotonic)
    turns: int = 0

    def elapsed(self) -> int:
        """Milliseconds since the call began."""
        return round((time.monotonic() - self.began) * 1000)

    async def keep(self, role: str, text: str, start: int) -> None:
        """Adds a turn to the transcript."""
        turn = {"turn": self.turns, "role": role, "text": text, "start_ms": start, "end_ms": self.elapsed()}
        self.turns += 1
        await self.root.calls.append_transcript(call=self.call, turns=[turn])

    async def say(self, text: str) -> None:
        start = self.elapsed()
        await self.line.say(text)
        await self.keep("agent", text, start)

    async def hear(self) -> str | None:
        start = self.elapsed()
        text = await self.line.hear()
        if text is not None:
            await self.keep("user", text, start)
        return text


class Worker:
    """Takes calls on behalf of the agents of a database."""

    def __init__(self, db: aio.Database, mind: Mind, owner: str | None = None) -> None:
        self.root = db.system()
        self.mind = mind
        # Another one in every process: a worker that is started again must not hold on to the calls of the one that died.
        self.owner = owner or f"voice-agent-{uuid.uuid4()}"
        self.running: dict[tuple[str, str], asyncio.Task[models.Call | None]] = {}

    async def run(self, calls: AsyncIterator[InboundCall]) -> None:
        """Takes every call as it comes in, beside the others, until there are no more. One that breaks is logged, and ends no other."""
        lease = asyncio.create_task(self.keep_leases())
        try:
            async for inbound in calls:
                self.start(inbound)
            await asyncio.gather(*self.running.values(), return_exceptions=True)
        finally:
            # The books are closed before the database is.
            left = [*self.running.values(), lease]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def start(self, inbound: InboundCall) -> None:
        """Takes a call, unless it is the one that is being taken: what telephony tells, it may tell twice."""
        name = (inbound.provider, inbound.external_id)
        if name in self.running:
            return
        self.running[name] = task = asyncio.create_task(self.take(inbound))

        def done(task: asyncio.Task[models.Call | None]) -> None:
            del self.running[name]
            if not task.cancelled() and (broken := task.exception()):
                log.error("call %s broke", inbound.external_id, exc_info=broken)

        task.add_done_callback(done)

    async def keep_leases(self) -> None:
        """Says that this worker is there, and ends the calls of those that are not: of one that was killed, or cut off while it began a call."""
        while True:
            try:
                await self.root.calls.renew(owner=self.owner, lease_seconds=LEASE)
                await self.root.calls.reap()
                pause = RENEW
            except errors.HotcallsError:
                log.exception("leases were not renewed")
                pause = 1
            await asyncio.sleep(pause)

    async def take(self, inbound: InboundCall) -> models.Call | None:
        """One call from beginning to end; `None` if nobody answers that number, or another worker has it."""
        try:
            route = await self.root.agents.route(number=inbound.to_number)
        except errors.NotFound:
            return None
        # On the disk before a word is spoken; told twice of one call, this is the same call.
        call = await self.root.calls.begin(
            direction="inbound",
            from_number=inbound.from_number,
            to_number=inbound.to_number,
            provider=inbound.provider,
            external_id=inbound.external_id,
            workspace=route.workspace,
            agent=route.agent.agent_id if route.agent else None,
            phone_number=route.phone_number,
            owner=self.owner,
            lease_seconds=LEASE,
        )
        if call.ended_at is not None or call.owner != self.owner:
            return None
        if route.agent is None:
            return await self.root.calls.end(call=call.id, disconnection_reason="declined")
        talk = Conversation(self.root, call.id, inbound.line)
        try:
            now = dt.datetime.now(dt.timezone.utc)
            await self.root.calls.event(call=call.id, event_id="answered", kind="answered", at=now, source="host", answered_by="human")
            hung_up_by = await self.talk(talk, route, route.agent)
        except BaseException:
            # Whatever went wrong, a cancelled task included: the call is over, and the books say so.
            await asyncio.shield(self.root.calls.end(call=call.id, disconnection_reason="agent_error"))
            raise
        return await self.root.calls.end(call=call.id, hung_up_by=hung_up_by)

    async def talk(self, talk: Conversation, route: models.Route, agent: models.RouteAgent) -> str:
        """The conversation; says who ended it."""
        if not route.is_open:
            await talk.say("We are closed. Please call again later.")
            return "agent"
        await talk.say(agent.greeting)
        while (heard := await talk.hear()) is not None:
            reply = await self.mind.reply(agent, heard)
            await talk.say(reply.text)
            if reply.book is not None:
                await talk.say(await self.book(talk, agent, reply.book))
            if reply.hang_up:
                return "agent"
        return "user"

    async def book(self, talk: Conversation, agent: models.RouteAgent, day: dt.date) -> str:
        """Books the first free time of a day; answers what to say."""
        calendar = agent.calendar_configuration
        if calendar is None:
            return "I cannot book meetings, I am afraid."
        free = await self.root.calendar_configurations.check_availability(calendar, date=day, duration_minutes=30)
        for slot in free.available_slots:
            try:
                meeting = await self.root.meetings.create(
                    calendar_configuration=calendar,
                    start=slot.start,
                    duration_minutes=30,
                    agent=agent.agent_id,
                    call=talk.call,
                    title="Booked on the phone",
                    # Should the answer be lost, the same booking is not made twice.
                    idempotency_key=f"{talk.call}/{slot.start.isoformat()}",
                )
            except errors.SlotTaken:
                continue  # somebody else was quicker
            await self.root.calls.update(talk.call, outcome="appointment_scheduled", appointment_datetime=meeting.start)
            return f"You are booked for {slot.start_time:%H:%M} on {day:%A}, {day}."
        return f"There is nothing free on {day}."


class Receptionist:
    """A mind without a model: knows three sentences."""

    async def reply(self, agent: models.RouteAgent, heard: str) -> Reply:
        words = heard.lower()
        if "meeting" in words or "appointment" in words:
            return Reply("Let me see.", book=dt.date.today() + dt.timedelta(days=1))
        if "bye" in words:
            return Reply("Goodbye!", hang_up=True)
        return Reply("I can book a meeting for you.")


class Terminal:
    """A line to whoever sits at the keyboard."""

    def __init__(self) -> None:
        self.typed: asyncio.Queue[str | None] = asyncio.Queue()
        # A thread of its own, which may wait for the keyboard for ever and holds up nobody.
        threading.Thread(target=self.read, args=[asyncio.get_running_loop()], daemon=True).start()

    def read(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(RuntimeError), open(0, "rb", buffering=0, closefd=False) as keyboard:
            for line in keyboard:
                loop.call_soon_threadsafe(self.typed.put_nowait, line.decode(errors="replace").strip())
            loop.call_soon_threadsafe(self.typed.put_nowait, None)

    async def hear(self) -> str | None:
        return await self.typed.get()

    async def say(self, text: str) -> None:
        print(f"agent: {text}", flush=True)


async def one_call(path: str, number: str) -> None:
    """Plays a call in the terminal."""
    if "://" not in path and not os.path.exists(path):
        sys.exit(f"{path}: there is no file")
    async with aio.open(path) as db:
        call = await Worker(db, Receptionist()).take(InboundCall(str(uuid.uuid4()), "+15551234567", number, Terminal()))
    if call is None:
        sys.exit(f"{number}: nobody answers this number")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python voice_agent.py DATABASE NUMBER")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(one_call(sys.argv[1], sys.argv[2]))
