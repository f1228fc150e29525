"""Leads and calls over HTTP with FastAPI.

    pip install . fastapi uvicorn
    HOTCALLS_DB=calls.db uvicorn --factory fastapi_app:app

A client presents an API token of HotCalls, `Authorization: Bearer <key>`; `POST /tokens` gives one for a name and a password. Who the token's
owner is decides what there is to see: nothing here checks permissions, the library does.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict

from hotcalls import aio, errors, models

T = TypeVar("T")

#: HTTP statuses of error codes; what is not here is the server's own fault.
STATUS = {
    "invalid_input": 400,
    "malformed": 400,
    "not_authenticated": 401,
    "invalid_credentials": 401,
    "permission_denied": 403,
    "quota_exceeded": 403,
    "not_found": 404,
    "not_empty": 409,
    "slot_taken": 409,
    "idempotency_conflict": 409,
    "too_large": 413,
    "throttled": 429,
    "busy": 503,
    "unknown_outcome": 503,
}


class Out(BaseModel):
    """What goes out is read from the library's records by attribute."""

    model_config = ConfigDict(from_attributes=True)


class Lead(Out):
    id: uuid.UUID
    name: str
    surname: str | None
    full_name: str
    email: str
    phone: str
    workspace: uuid.UUID | None
    meta_data: Any
    created_at: dt.datetime


class Call(Out):
    id: uuid.UUID
    lead: uuid.UUID | None
    agent: uuid.UUID | None
    timestamp: dt.datetime
    from_number: str
    to_number: str
    direction: models.Direction
    status: models.CallStatus
    duration: int
    duration_formatted: str
    outcome: models.Outcome | None


class Page(Out, Generic[T]):
    count: int
    next_cursor: str | None
    results: list[T]


class Analytics(Out):
    total_calls: int
    calls_today: int
    avg_duration: float
    total_duration: int
    inbound_calls: int
    outbound_calls: int


class Token(Out):
    key: str
    expires_at: dt.datetime | None


class Credentials(BaseModel):
    username: str
    password: str
    name: str = "fastapi"


class LeadIn(BaseModel):
    """Checked by the library, whose messages name the fields; here it is only typed, for the document."""

    name: str
    email: str
    phone: str
    surname: str | None = None
    workspace: uuid.UUID | None = None
    meta_data: dict[str, Any] = {}


class LeadPatch(BaseModel):
    name: str | None = None
    surname: str | None = None
    email: str | None = None
    phone: str | None = None
    meta_data: dict[str, Any] | None = None


class CallIn(BaseModel):
    lead: uuid.UUID | None
    from_number: str
    to_number: str
    direction: models.Direction
    duration: int
    agent: uuid.UUID | None = None
    disconnection_reason: str | None = None
    outcome: models.Outcome | None = None
    appointment_datetime: dt.datetime | None = None


bearer = HTTPBearer(auto_error=False, description="An API token of HotCalls")


def database(request: Request) -> aio.Database:
    db: aio.Database = request.app.state.db
    return db


def caller(
    db: Annotated[aio.Database, Depends(database)],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> aio.Actor:
    """Who calls: the owner of the token, or nobody."""
    return db.with_token(given.credentials) if given else db.anonymous()


Db = Annotated[aio.Database, Depends(database)]
Me = Annotated[aio.Actor, Depends(caller)]
PageSize = Annotated[int, Query(ge=1, le=1000)]


async def refused(_: Request, error: Exception) -> JSONResponse:
    """An error of the library as a response: its code decides."""
    assert isinstance(error, errors.HotcallsError)
    status = STATUS.get(error.code, 500)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if "retry_after" in error.figures:
        headers["Retry-After"] = str(error.figures["retry_after"])
    # What is the server's own fault is no business of the client's.
    message = error.message if status != 500 else "Something went wrong."
    return JSONResponse({"code": error.code, "message": message, "details": dict(error.details)}, status, headers)


def app(path: str | None = None) -> FastAPI:
    """The application on a database file."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with aio.open(path or os.environ.get("HOTCALLS_DB", "calls.db")) as db:
            app.state.db = db
            yield

    app = FastAPI(title="HotCalls with FastAPI", lifespan=lifespan)
    app.add_exception_handler(errors.HotcallsError, refused)

    @app.post("/tokens", status_code=201, response_model=Token)
    async def make_token(db: Db, given: Credentials) -> models.NewToken:
        me = await db.login(given.username, given.password)
        tomorrow = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=1)
        return await me.auth.create_token(name=given.name, expires_at=tomorrow)

    @app.get("/leads", response_model=Page[Lead])
    async def list_leads(
        me: Me, search: str | None = None, ordering: str | None = None, cursor: str = "", page_size: PageSize = 20
    ) -> Any:
        return await me.leads.list(search=search, ordering=ordering, cursor=cursor, page_size=page_size)

    @app.post("/leads", status_code=201, response_model=Lead)
    async def create_lead(me: Me, lead: LeadIn) -> models.Lead:
        return await me.leads.create(**lead.model_dump())

    @app.get("/leads/{id}", response_model=Lead)
    async def get_lead(me: Me, id: uuid.UUID) -> models.Lead:
        return await me.leads.get(id)

    @app.patch("/leads/{id}", response_model=Lead)
    async def update_lead(me: Me, id: uuid.UUID, patch: LeadPatch) -> models.Lead:
        return await me.leads.update(id, **patch.model_dump(exclude_unset=True))

    @app.delete("/leads/{id}", status_code=204)
    async def delete_lead(me: Me, id: uuid.UUID) -> Response:
        await me.leads.delete(id)
        return Response(status_code=204)

    @app.get("/calls", response_model=Page[Call])
    async def list_calls(
        me: Me,
        lead: uuid.UUID | None = None,
        agent: uuid.UUID | None = None,
        direction: models.Direction | None = None,
        timestamp_after: dt.datetime | None = None,
        cursor: str = "",
        page_size: PageSize = 20,
    ) -> Any:
        return await me.calls.list(
            lead=lead, agent=agent, direction=direction, timestamp_after=timestamp_after, cursor=cursor, page_size=page_size
        )

    @app.post("/calls", status_code=201, response_model=Call)
    async def create_call(me: Me, call: CallIn) -> models.Call:
        return await me.calls.create(**call.model_dump())

    @app.get("/calls/analytics", response_model=Analytics)
    async def analytics(me: Me) -> models.CallAnalytics:
        return await me.calls.analytics()

    @app.get("/calls/{id}", response_model=Call)
    async def get_call(me: Me, id: uuid.UUID) -> models.Call:
        return await me.calls.get(id)

    return app
