"""What a careful programmer writes by hand on the standard library's `sqlite3`: the library's tables, indexes and pragmas, statements
cached, the same number of transactions, the same checks of user, workspace and input, and the same Python objects as answers.

On a file of its own: a live file of the library must never be opened by a second copy of SQLite in one process.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sqlite3
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hotcalls import Page, models

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
MICROSECOND = dt.timedelta(microseconds=1)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
NONE = bytes(16)

LEAD = "l.id, l.workspace_id, l.name, l.surname, l.email, l.phone, l.phone_e164, l.meta_data, l.created_at, l.updated_at"
CALL = """c.id, c.lead_id, l.name, l.surname, l.email, c.timestamp, c.from_number, c.to_number, c.duration,
    c.disconnection_reason, c.direction, c.updated_at, c.workspace_id, c.agent_id, c.phone_number_id, c.parent_call_id, c.provider,
    c.external_id, c.leg, c.transferred_to, c.hung_up_by, c.status, c.started_at, c.ringing_at, c.answered_at, c.ended_at,
    c.duration_ms, c.reason, c.answered_by, c.outcome, c.appointment_datetime, c.created_at"""

DIRECTIONS = {member.value: member for member in models.Direction}
STATUSES = {member.value: member for member in models.CallStatus}
REASONS = {member.value: member for member in models.Reason}


class Invalid(ValueError):
    """An input is wrong; by field."""


def new_id() -> bytes:
    """A UUID of version 7."""
    stamp = time.time_ns() // 1_000_000
    random = os.urandom(10)
    return stamp.to_bytes(6, "big") + bytes((0x70 | random[0] & 15, random[1], 0x80 | random[2] & 63)) + random[3:]


def now() -> int:
    return time.time_ns() // 1000


def moment(micros: int) -> dt.datetime:
    return EPOCH + dt.timedelta(microseconds=micros)


def an_id(value: bytes | None) -> uuid.UUID | None:
    return None if value is None or value == NONE else uuid.UUID(bytes=value)


def a_moment(micros: int | None) -> dt.datetime | None:
    return None if micros is None else moment(micros)


def a_choice(members: dict[str, Any], value: str | None) -> Any:
    return None if value is None else members[value]


def made(cls: type[Any], values: dict[str, Any]) -> Any:
    """A record of the face, filled the fastest way that Python has."""
    record = object.__new__(cls)
    record.__dict__.update(values)
    return record


def lead(row: Sequence[Any]) -> models.Lead:
    name, surname = row[2], row[3]
    answer: models.Lead = made(models.Lead, {
        "id": uuid.UUID(bytes=row[0]),
        "name": name,
        "surname": surname,
        "full_name": f"{name} {surname}" if surname else name,
        "email": row[4],
        "phone": row[5],
        "meta_data": json.loads(row[7]),
        "created_at": moment(row[8]),
        "updated_at": moment(row[9]),
        "workspace": an_id(row[1]),
        "phone_e164": row[6],
    })
    return answer


def spoken(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}h {minutes}m {seconds}s" if hours else f"{minutes}m {seconds}s"


def call(row: Sequence[Any]) -> models.Call:
    answer: models.Call = made(models.Call, {
        "id": uuid.UUID(bytes=row[0]),
        "lead": an_id(row[1]),
        "lead_name": row[2],
        "lead_surname": row[3],
        "lead_email": row[4],
        "timestamp": moment(row[5]),
        "from_number": row[6],
        "to_number": row[7],
        "duration": row[8],
        "duration_formatted": spoken(row[8]),
        "disconnection_reason": row[9],
        "direction": DIRECTIONS[row[10]],
        "updated_at": moment(row[11]),
        "workspace": an_id(row[12]),
        "agent": an_id(row[13]),
        "phone_number": an_id(row[14]),
        "parent_call": an_id(row[15]),
        "provider": row[16] or None,
        "external_id": row[17],
        "leg": row[18],
        "transferred_to": row[19],
        "hung_up_by": row[20],
        "status": STATUSES[row[21]],
        "started_at": a_moment(row[22]),
        "ringing_at": a_moment(row[23]),
        "answered_at": a_moment(row[24]),
        "ended_at": a_moment(row[25]),
        "duration_ms": row[26],
        "reason": a_choice(REASONS, row[27]),
        "answered_by": row[28],
        "outcome": row[29],
        "appointment_datetime": a_moment(row[30]),
        "created_at": moment(row[31]),
    })
    return answer


def text(errors: dict[str, str], field: str, value: object, longest: int, blank: bool = False) -> str:
    if not isinstance(value, str):
        errors[field] = "Not a valid string."
        return ""
    value = value.strip()
    if not value and not blank:
        errors[field] = "This field may not be blank."
    elif len(value) > longest:
        errors[field] = f"Ensure this field has no more than {longest} characters."
    elif "\0" in value:
        errors[field] = "Null characters are not allowed."
    return value


def checked_lead(given: dict[str, Any]) -> dict[str, Any]:
    errors: dict[str, str] = {}
    name = text(errors, "name", given.get("name"), 255)
    email = text(errors, "email", given.get("email"), 254)
    if not EMAIL.fullmatch(email):
        errors["email"] = "Enter a valid email address."
    phone = text(errors, "phone", given.get("phone"), 50)
    surname = given.get("surname")
    if surname is not None:
        surname = text(errors, "surname", surname, 255, blank=True)
    unknown = given.keys() - {"name", "surname", "email", "phone", "meta_data", "workspace"}
    for field in unknown:
        errors[field] = "Unknown field."
    if errors:
        raise Invalid(errors)
    meta_data = json.dumps(given.get("meta_data", {}), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return {"name": name, "surname": surname, "email": email, "phone": phone, "meta_data": meta_data}


class Store:
    """The operations, as one user."""

    def __init__(self, path: Path, user: uuid.UUID) -> None:
        self.user = user.bytes
        self.db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-4096", "temp_store=MEMORY"):
            self.db.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        self.db.close()

    def own(self) -> bytes:
        """Is the user active and not blacklisted, and which workspace is its own?"""
        state = self.db.execute(
            """SELECT u.is_active, u.is_staff, u.is_superuser, u.status,
                   EXISTS (SELECT 1 FROM blacklist b WHERE b.user_id = u.id AND (b.expires_at IS NULL OR b.expires_at > ?2))
               FROM users u WHERE u.id = ?1""",
            (self.user, now()),
        ).fetchone()
        if state is None or not state[0] or state[3] != "active" or state[4]:
            raise PermissionError("Invalid credentials.")
        members = self.db.execute("SELECT workspace_id, role = 'admin' FROM workspace_members WHERE user_id = ?1", (self.user,)).fetchall()
        if len(members) != 1:
            raise PermissionError("No workspace.")
        workspace: bytes = members[0][0]
        return workspace

    def room_for(self, workspace: bytes, feature: str) -> None:
        """Does the plan of the workspace allow another one?"""
        limit = self.db.execute(
            """SELECT pf.limit_value FROM workspaces w JOIN plan_features pf ON pf.plan_id = w.plan_id
               JOIN features f ON f.id = pf.feature_id WHERE w.id = ?1 AND f.feature_name = ?2""",
            (workspace, feature),
        ).fetchone()
        assert limit is None, "the bench has no plans"

    def get(self, id: uuid.UUID) -> models.Lead:
        db = self.db
        db.execute("BEGIN")
        try:
            row = db.execute(
                f"SELECT {LEAD} FROM leads l WHERE l.id = ?1 AND l.workspace_id = ?2", (id.bytes, self.own())
            ).fetchone()
        finally:
            db.execute("COMMIT")
        if row is None:
            raise LookupError("No Lead matches the given query.")
        return lead(row)

    def page(self, rows: int = 20) -> Page[models.Lead]:
        db = self.db
        db.execute("BEGIN")
        try:
            own = self.own()
            (count,) = db.execute("SELECT COALESCE(SUM(n), 0) FROM counters WHERE kind = 'leads' AND workspace_id = ?1", (own,)).fetchone()
            found = db.execute(
                f"SELECT {LEAD} FROM leads l WHERE l.workspace_id = ?1 ORDER BY l.created_at DESC, l.id DESC LIMIT ?2", (own, rows + 1)
            ).fetchall()
        finally:
            db.execute("COMMIT")
        cursor = f"{found[rows - 1][8]}:{found[rows - 1][0].hex()}" if len(found) > rows else None
        page: Page[models.Lead] = made(Page, {"count": count, "next_cursor": cursor, "results": [lead(row) for row in found[:rows]]})
        return page

    def insert(self, own: bytes, fields: dict[str, Any], at: int) -> Sequence[Any]:
        id = new_id()
        name, surname, email, phone = fields["name"], fields["surname"], fields["email"], fields["phone"]
        e164 = "+" + re.sub(r"\D", "", phone) if phone.startswith("+") else None
        self.db.execute(
            """INSERT INTO leads (id, workspace_id, name, surname, email, phone, phone_e164, meta_data, created_at, updated_at,
                   name_fold, surname_fold, email_fold, phone_fold) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, ?12, ?13)""",
            (id, own, name, surname, email, phone, e164, fields["meta_data"], at,
             name.casefold(), surname and surname.casefold(), email.casefold(), phone.casefold()),
        )
        return id, own, name, surname, email, phone, e164, fields["meta_data"], at, at

    def count(self, own: bytes, kind: str, by: int) -> None:
        self.db.execute(
            """INSERT INTO counters (workspace_id, kind, n) VALUES (?1, ?2, ?3)
               ON CONFLICT (workspace_id, kind) DO UPDATE SET n = counters.n + excluded.n""",
            (own, kind, by),
        )

    def create(self, **given: Any) -> models.Lead:
        fields = checked_lead(given)
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            own = self.own()
            self.room_for(own, "leads")
            row = self.insert(own, fields, now())
            self.count(own, "leads", 1)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        return lead(row)

    def record(self, *, lead: uuid.UUID, from_number: str, to_number: str, direction: str, duration: int) -> models.Call:
        errors: dict[str, str] = {}
        from_number = text(errors, "from_number", from_number, 50)
        to_number = text(errors, "to_number", to_number, 50)
        if direction not in DIRECTIONS:
            errors["direction"] = "Not a valid choice."
        if not isinstance(duration, int) or duration < 0:
            errors["duration"] = "A valid integer is required."
        if errors:
            raise Invalid(errors)
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            own = self.own()
            found = db.execute("SELECT workspace_id, name, surname, email FROM leads WHERE id = ?1", (lead.bytes,)).fetchone()
            if found is None or found[0] != own:
                raise Invalid({"lead": "Invalid pk."})
            id, at = new_id(), now()
            db.execute(
                """INSERT INTO calls (id, workspace_id, lead_id, provider, from_number, to_number, direction, status, timestamp, duration,
                       duration_ms, created_at, updated_at, from_number_fold, to_number_fold)
                   VALUES (?1, ?2, ?3, '', ?4, ?5, ?6, 'completed', ?7, ?8, ?9, ?7, ?7, ?10, ?11)""",
                (id, own, lead.bytes, from_number, to_number, direction, at, duration, duration * 1000,
                 from_number.casefold(), to_number.casefold()),
            )
            self.count(own, "calls", 1)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        return call((
            id, lead.bytes, found[1], found[2], found[3], at, from_number, to_number, duration, None, direction, at, own, None, None, None,
            "", None, None, None, None, "completed", None, None, None, None, duration * 1000, None, None, None, None, at,
        ))
