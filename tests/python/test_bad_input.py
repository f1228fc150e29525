"""Every operation against what is no input: the answer is an exception of the package, never a crash, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import inspect
import math
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import Places
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hotcalls
from hotcalls import UNSET, Actor, _core, errors

CATALOG: list[dict[str, Any]] = list(_core.catalog())
NAMES = [operation["name"] for operation in CATALOG]
#: Would close the door behind itself, or take what the other examples need: its password cost makes it slow.
QUIET = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


class Broken:
    """Raises whatever is asked of it, but for its class."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __str__(self) -> str:
        raise ZeroDivisionError

    __repr__ = __str__


def repr_of(value: object) -> str:
    return type(value).__name__


cycle: list[Any] = []
cycle.append(cycle)

#: No operation takes any of these in any field.
WRONG = st.sampled_from([
    math.nan, math.inf, -math.inf, 2**64, -(2**63) - 1, 10**400, "\ud800", "a\udfffb", b"bytes", bytearray(b"x"), {1, 2}, Decimal("1.5"),
    object(), Broken(), print, int, NotImplemented, ..., 1j, range(3), (n for n in ()), dt.datetime(2026, 1, 1), dt.time(1, tzinfo=dt.timezone.utc),
    dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=5))), dt.timedelta(1), {1: 2}, {"\udfff": 1}, cycle,
    np.array([1]), np.array([1, 2]), np.float64("nan"), pd.NaT, pd.NA,
])
#: Some operation may take one of these in some field.
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.text(min_size=300, max_size=300), st.uuids(),
    st.datetimes(timezones=st.just(dt.timezone.utc)), st.dates(), st.times(), st.sampled_from(["", " ", "\0", "null", "NaN", "-1", "9" * 30, "%", "'", '"', "last"]),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=5), st.uuids()), max_size=3),
    st.dictionaries(st.text(max_size=5), st.one_of(st.none(), st.integers(), st.text(max_size=5)), max_size=3),
)


@contextmanager
def furnished(place: str) -> Iterator[hotcalls.Database]:
    """A database with a thing of each kind."""
    with hotcalls.open(place, key=bytes(32)) as db:
        root = db.system()
        workspace = root.workspaces.create(workspace_name="Team")
        agent = root.agents.create(workspace=workspace.id, name="Ada", greeting="Hi", voice="v", language="en", retry_interval=30,
            workdays=["monday"], call_from="09:00", call_to="17:00", character="kind")
        user = root.users.create(username="john", phone="+1", password="securepassword123", email="john@example.com")
        root.workspaces.add_users(workspace.id, user_ids=[user.id])
        lead = root.leads.create(name="Jane", email="jane@example.com", phone="+19876543210", workspace=workspace.id)
        root.calls.create(lead=lead.id, agent=agent.agent_id, from_number="1", to_number="2", direction="inbound", duration=3)
        yield db


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[hotcalls.Database]:
    """The tests of this file share it."""
    places = Places(tmp_path_factory.mktemp("world"))
    with furnished(places("world.db")) as db:
        yield db
    places.close()


def contents(root: Actor) -> dict[str, Any]:
    """All that the lists show."""
    return {
        name: [row.to_dict() for row in getattr(root, name.split(".")[0]).iter(page_size=1000)]
        for name in NAMES
        if name.endswith(".list") and name != "api_tokens.list" and hasattr(getattr(root, name.split(".")[0]), "iter")
    }


def refused(call: Callable[[], object]) -> bool:
    """Whether a call was refused, which it may be in our words only."""
    try:
        call()
    except errors.HotcallsError as error:
        assert type(error) is not errors.HotcallsError and not isinstance(error, errors.InternalError), error
        assert error.code and error.message and isinstance(error.details, dict)
        return True
    return False


def schema(operation: str) -> tuple[list[str], list[str]]:
    entry = CATALOG[NAMES.index(operation)]
    shape = entry["input"]
    if "$ref" in shape:
        shape = shape["$defs"][shape["$ref"].rsplit("/", 1)[1]]
    return list(entry["fields"]), list(shape.get("required", []))


@pytest.mark.parametrize("operation", NAMES)
def test_what_no_field_takes_is_refused_in_every_field(world: hotcalls.Database, operation: str) -> None:
    root = world.system()
    before = contents(root)
    fields, _ = schema(operation)

    @QUIET
    @given(st.data())
    def check(data: st.DataObject) -> None:
        given = {field: data.draw(WRONG) for field in data.draw(st.sets(st.sampled_from(fields), min_size=1))}
        with pytest.raises(errors.InvalidInput) as caught:
            root.call(operation, given)
        assert caught.value.operation == operation
        if not isinstance(caught.value, errors.Malformed):
            assert set(caught.value.details) == set(given)
        by_method = getattr(getattr(root, operation.split(".")[0]), operation.split(".")[1])
        parameters = inspect.signature(by_method).parameters
        whole = {name: data.draw(WRONG) for name in parameters if name != "idempotency_key"}
        with pytest.raises(errors.InvalidInput):
            by_method(**whole)

    if fields:
        check()
    assert contents(root) == before


@pytest.mark.parametrize("operation", NAMES)
def test_odd_values_are_refused_or_taken_and_never_crash(operation: str, place: Places) -> None:
    # In a database of its own, since some of them are taken: nothing is deleted, and no key revoked, that the next operation needs.
    fields, required = schema(operation)
    with furnished(place("own.db")) as db:
        root = db.system()

        @QUIET
        @given(st.data())
        def check(data: st.DataObject) -> None:
            some = data.draw(st.sets(st.sampled_from(fields))) if fields else set()
            given = {field: data.draw(ODD) for field in sorted(some | set(data.draw(st.sets(st.sampled_from(required or [""])))) - {""})}
            before = contents(root)
            if refused(lambda: root.call(operation, given)):
                assert contents(root) == before

        check()


@pytest.mark.parametrize("operation", NAMES)
def test_missing_and_unknown_fields_are_named(world: hotcalls.Database, operation: str) -> None:
    root = world.system()
    fields, required = schema(operation)
    with pytest.raises(errors.InvalidInput) as caught:
        root.call(operation, {"colour": "red", "": 1})
    assert {"colour", "", *required} <= set(caught.value.details), caught.value.details
    method = getattr(getattr(root, operation.split(".")[0]), operation.split(".")[1])
    with pytest.raises(TypeError, match="colour"):
        method(colour="red")
    if required:
        with pytest.raises(TypeError, match="argument"):
            method()
    with pytest.raises(TypeError, match="positional"):
        method(*[object()] * 9)


def test_a_closed_handle_says_so(place: Places) -> None:
    db = hotcalls.open(place("a.db"))
    callers = (db.system(), db.anonymous(), db.as_user(uuid.uuid4()), db.with_token("token"))
    db.close()
    for operation in NAMES:
        for caller in callers:
            # What is wrong with the input is told to nobody before the gate, and the gate is gone.
            with pytest.raises(errors.ClosedHandleError) as caught:
                caller.call(operation, {})
            assert caught.value.operation == operation


def test_things_of_another_database_do_not_exist_here(world: hotcalls.Database, place: Places) -> None:
    with hotcalls.open(place("other.db")) as other:
        there = other.system()
        lead = there.leads.create(name="Other", email="other@example.com", phone="+1")
        workspace = there.workspaces.create(workspace_name="Other")
        user = there.users.create(username="other", phone="+1", password="securepassword123")
    root = world.system()
    before = contents(root)
    with pytest.raises(errors.NotFound):
        root.leads.get(lead.id)
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.get(lead)  # type: ignore[arg-type]
    assert set(caught.value.details) == {"id"}
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.create(name="x", email="x@example.com", phone="1", workspace=workspace.id)
    assert set(caught.value.details) == {"workspace"}
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.create(name="x", email="x@example.com", phone="1", workspace=workspace)  # type: ignore[arg-type]
    assert set(caught.value.details) == {"workspace"}
    with pytest.raises(errors.InvalidCredentials):
        world.as_user(user.id).leads.list()
    with pytest.raises(errors.InvalidCredentials):
        world.with_token("no token").leads.list()
    assert contents(root) == before


@pytest.mark.parametrize("value", [None, 5, 1.5, b"x", "\ud800", [], {}, object(), Broken(), "x" * 100_000, "\0"], ids=repr_of)
def test_arguments_of_the_handle_are_refused_in_our_words(world: hotcalls.Database, tmp_path: Path, value: Any) -> None:
    root = world.system()
    calls: list[Callable[[], object]] = [
        lambda: world.as_user(value),
        lambda: world.login(value, "x"),
        lambda: world.login("x", value),
        lambda: world.with_token(value).leads.list(),
        lambda: root.call(value),
        lambda: hotcalls.open(value),
        lambda: world.snapshot_to(value),
    ]
    if value is not None:
        calls.append(lambda: hotcalls.open(tmp_path / "b.db", key=value))
    if not isinstance(value, (str, type(None))):
        calls.append(lambda: root.call("leads.list", idempotency_key=value))
    for number, call in enumerate(calls):
        assert refused(call), number
    for readers in (-1, 0, 2**200, 1.5, math.nan, "1", True):
        assert refused(lambda: hotcalls.open(tmp_path / "b.db", readers=readers)), readers  # type: ignore[arg-type]
    for seconds in (-1, math.nan, math.inf, 1e300, "1", 2**2000, True):
        assert refused(lambda: hotcalls.open(tmp_path / "b.db", busy_timeout=seconds)), seconds  # type: ignore[arg-type]
    assert not (tmp_path / "b.db").exists()


def test_a_wrong_argument_is_a_type_error_too(world: hotcalls.Database) -> None:
    for call in (lambda: world.system().call(5), lambda: world.login(1, 2), lambda: hotcalls.open(5)):  # type: ignore[arg-type]
        with pytest.raises(TypeError) as caught:
            call()
        assert isinstance(caught.value, errors.WrongType) and isinstance(caught.value, ValueError) and caught.value.details


def test_unset_everywhere_is_an_empty_input(world: hotcalls.Database) -> None:
    root = world.system()
    for operation in NAMES:
        fields, required = schema(operation)
        if required:
            with pytest.raises(errors.InvalidInput) as caught:
                root.call(operation, dict.fromkeys(fields, UNSET))
            assert set(caught.value.details) == set(required)


def test_ids_of_nothing_are_not_found_or_named(world: hotcalls.Database) -> None:
    root = world.system()
    before = contents(root)
    for operation in NAMES:
        fields, required = schema(operation)
        key = next((field for field in fields if field in ("id", "agent_id")), None)
        if key and required == [key]:
            # The embedding program has no tokens of its own.
            refusal = errors.NotAuthenticated if operation.startswith("auth.") else errors.NotFound
            for nothing in (uuid.UUID(int=5), str(uuid.UUID(int=5)), uuid.UUID(int=5).hex):
                with pytest.raises(refusal) as caught:
                    root.call(operation, {key: nothing})
                assert caught.value.operation == operation
            for wrong in (uuid.UUID(int=0), "", "x", 5, None, [uuid.UUID(int=5)]):
                with pytest.raises((errors.InvalidInput, errors.NotAuthenticated)) as named:
                    root.call(operation, {key: wrong})
                assert set(named.value.details) == {key} or refusal is errors.NotAuthenticated
    assert contents(root) == before


def test_the_ends_of_the_calendar_are_days_like_others(root: Actor) -> None:
    for day in (dt.date.min, dt.date(1, 1, 29), dt.date.max):
        stats = root.calls.daily_stats(end_date=day, tz="Pacific/Auckland")
        assert stats.end_date == day and stats.daily_stats[-1].date == day
    assert root.calls.daily_stats(start_date=dt.date.max, days=30).end_date == dt.date.max
