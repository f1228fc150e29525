"""The same operations with SQLAlchemy 2's ORM, on the same tables."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import BLOB, JSON, ForeignKey, TypeDecorator, create_engine, event, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

from by_hand import EPOCH, MICROSECOND, checked_lead, new_id


class Id(TypeDecorator[uuid.UUID]):
    impl = BLOB
    cache_ok = True

    def process_bind_param(self, value: uuid.UUID | None, dialect: object) -> Any:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, dialect: object) -> uuid.UUID | None:
        return None if value is None else uuid.UUID(bytes=value)


class Moment(TypeDecorator[dt.datetime]):
    from sqlalchemy import BigInteger as impl

    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: object) -> Any:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: object) -> dt.datetime | None:
        return None if value is None else EPOCH + dt.timedelta(microseconds=value)


def make_id() -> uuid.UUID:
    return uuid.UUID(bytes=new_id())


def utc() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


class Base(DeclarativeBase):
    type_annotation_map = {uuid.UUID: Id, dt.datetime: Moment, dict[str, Any]: JSON}


class User(Base):
    __tablename__ = "users"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    username: Mapped[str]
    status: Mapped[str]
    is_active: Mapped[bool]
    is_staff: Mapped[bool]
    is_superuser: Mapped[bool]


class Blocked(Base):
    __tablename__ = "blacklist"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[dt.datetime | None]


class Member(Base):
    __tablename__ = "workspace_members"
    workspace_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str]


class Counter(Base):
    __tablename__ = "counters"
    workspace_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class Lead(Base):
    __tablename__ = "leads"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(default=make_id)
    workspace_id: Mapped[uuid.UUID]
    name: Mapped[str]
    surname: Mapped[str | None]
    email: Mapped[str]
    phone: Mapped[str]
    phone_e164: Mapped[str | None]
    meta_data: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc)
    updated_at: Mapped[dt.datetime] = mapped_column(default=utc)
    name_fold: Mapped[str]
    surname_fold: Mapped[str | None]
    email_fold: Mapped[str]
    phone_fold: Mapped[str]


class Call(Base):
    __tablename__ = "calls"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(default=make_id)
    workspace_id: Mapped[uuid.UUID]
    lead_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("leads.id"))
    provider: Mapped[str] = mapped_column(default="")
    from_number: Mapped[str]
    to_number: Mapped[str]
    direction: Mapped[str]
    status: Mapped[str] = mapped_column(default="completed")
    timestamp: Mapped[dt.datetime] = mapped_column(default=utc)
    duration: Mapped[int]
    duration_ms: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(default=utc)
    updated_at: Mapped[dt.datetime] = mapped_column(default=utc)
    from_number_fold: Mapped[str]
    to_number_fold: Mapped[str]
    lead: Mapped[Lead | None] = relationship()


def columns(given: dict[str, Any], own: uuid.UUID) -> dict[str, Any]:
    """A dict of a lead as the columns of its row."""
    name, surname, email, phone = given["name"], given.get("surname"), given["email"], given["phone"]
    return {
        "workspace_id": own, "name": name, "surname": surname, "email": email, "phone": phone, "meta_data": given.get("meta_data", {}),
        "name_fold": name.casefold(), "surname_fold": surname and surname.casefold(), "email_fold": email.casefold(),
        "phone_fold": phone.casefold(),
    }


class Store:
    def __init__(self, path: Path, user: uuid.UUID) -> None:
        self.user = user
        engine = create_engine(f"sqlite:///{path}", json_serializer=lambda value: json.dumps(value, sort_keys=True))

        @event.listens_for(engine, "connect")
        def set_up(connection: Any, _: object) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-4096", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")

        self.engine = engine
        self.session = sessionmaker(engine, expire_on_commit=False)

    def close(self) -> None:
        self.engine.dispose()

    def own(self, s: Session) -> uuid.UUID:
        user = s.get(User, self.user)
        if user is None or not user.is_active or user.status != "active":
            raise PermissionError("Invalid credentials.")
        blocked = select(Blocked).where(Blocked.user_id == self.user)
        if any(b.expires_at is None or b.expires_at > utc() for b in s.scalars(blocked)):
            raise PermissionError("Invalid credentials.")
        (member,) = s.scalars(select(Member).where(Member.user_id == self.user))
        return member.workspace_id

    def count(self, s: Session, own: uuid.UUID, kind: str, by: int) -> None:
        known = s.execute(update(Counter).where(Counter.workspace_id == own, Counter.kind == kind).values(n=Counter.n + by))
        if not known.rowcount:  # type: ignore[attr-defined]
            s.add(Counter(workspace_id=own, kind=kind, n=by))

    def get(self, id: uuid.UUID) -> Lead:
        with self.session() as s:
            return s.scalars(select(Lead).where(Lead.id == id, Lead.workspace_id == self.own(s))).one()

    def page(self, rows: int = 20) -> tuple[int, Sequence[Lead]]:
        with self.session() as s:
            own = self.own(s)
            count = s.scalars(select(Counter.n).where(Counter.workspace_id == own, Counter.kind == "leads")).one()
            wanted = select(Lead).where(Lead.workspace_id == own).order_by(Lead.created_at.desc(), Lead.id.desc()).limit(rows + 1)
            return count, s.scalars(wanted).all()

    def create(self, **given: Any) -> Lead:
        checked_lead(given)
        with self.session.begin() as s:
            own = self.own(s)
            lead = Lead(**columns(given, own))
            s.add(lead)
            self.count(s, own, "leads", 1)
        return lead

    def record(self, *, lead: uuid.UUID, from_number: str, to_number: str, direction: str, duration: int) -> Call:
        with self.session.begin() as s:
            own = self.own(s)
            found = s.scalars(select(Lead).where(Lead.id == lead, Lead.workspace_id == own)).one()
            call = Call(
                workspace_id=own, lead=found, from_number=from_number, to_number=to_number, direction=direction, duration=duration,
                duration_ms=duration * 1000, from_number_fold=from_number.casefold(), to_number_fold=to_number.casefold(),
            )
            s.add(call)
            self.count(s, own, "calls", 1)
        return call

    def add_all(self, rows: list[dict[str, Any]]) -> None:
        with self.session.begin() as s:
            own = self.own(s)
            s.add_all([Lead(**columns(row, own)) for row in rows])
            self.count(s, own, "leads", len(rows))

    def insert(self, rows: list[dict[str, Any]]) -> None:
        with self.session.begin() as s:
            own = self.own(s)
            s.execute(insert(Lead), [columns(row, own) for row in rows])
            self.count(s, own, "leads", len(rows))
