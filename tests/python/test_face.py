"""Records, pages, errors: what the face promises beyond the operations themselves."""

from __future__ import annotations

import copy
import datetime as dt
import inspect
import pickle
import subprocess
import sys
import uuid
from pathlib import Path

import numpy as np
import pydantic
import pytest

import hotcalls
from hotcalls import Actor, Page, Record, errors, models
from hotcalls import _core


def test_records_do_not_change_compare_hash_and_pickle(root: Actor, jane: models.Lead) -> None:
    again = root.leads.get(jane.id)
    assert again == jane and again is not jane and hash(again) == hash(jane)
    assert root.leads.update(jane.id, name="Joan") != jane
    for change in (lambda: setattr(jane, "name", "X"), lambda: delattr(jane, "name"), lambda: setattr(jane, "other", 1)):
        with pytest.raises(AttributeError):
            change()
    assert pickle.loads(pickle.dumps(jane)) == jane == copy.deepcopy(jane)
    assert f"id={jane.id!r}" in repr(jane) and repr(jane).startswith("Lead(")
    assert jane.to_dict()["id"] == jane.id and jane.to_dict()["meta_data"] == {"a": [1, None]}
    assert jane != 5


def test_records_can_be_made_for_tests_of_programs() -> None:
    values = {name: None for name in models.Lead._fields}
    made = models.Lead(**{**values, "id": uuid.UUID(int=1), "name": "Jane"})  # type: ignore[arg-type]
    assert made.name == "Jane" and isinstance(made, Record)
    with pytest.raises(TypeError, match="colour"):
        models.Lead(colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="needs"):
        models.Lead()  # type: ignore[call-arg]


def test_a_record_can_be_given_where_a_dict_is_asked_for(root: Actor, jane: models.Lead) -> None:
    assert root.leads.update(jane.id, meta_data=jane).meta_data["name"] == "Jane"


def test_pages_are_sequences_and_iter_walks_them_all(root: Actor) -> None:
    made = [root.leads.create(name=f"Lead {n}", email="a@example.com", phone="1").id for n in range(45)]
    page = root.leads.list(ordering="created_at")
    assert isinstance(page, Page) and page.count == 45 and len(page) == 20 and page.next_cursor
    assert [row.id for row in page] == made[:20] and page[0].id == made[0] and page[-1].id == made[19]
    assert [row.id for row in page[2:4]] == made[2:4]
    following = root.leads.list(ordering="created_at", cursor=page.next_cursor)
    assert [row.id for row in following] == made[20:40]
    assert [row.id for row in root.leads.iter(ordering="created_at", page_size=7)] == made
    assert page == root.leads.list(ordering="created_at") and repr(page) == "<Page of 20 of 45>"
    assert page.to_dict()["results"][0]["id"] == made[0]
    last = root.leads.list(page="last", ordering="created_at")
    assert root.leads.list(page=2, page_size=2, ordering="created_at") == root.leads.list(page="2", page_size=2, ordering="created_at")
    assert root.leads.list(page=np.int64(3), ordering="created_at") == last  # type: ignore[arg-type]
    for wrong in (True, 2.0, 10**5000):
        with pytest.raises(errors.InvalidInput):
            root.leads.list(page=wrong)  # type: ignore[arg-type]
    for beyond in (0, -1, 4, 2**63):
        with pytest.raises(errors.NotFound):
            root.leads.list(page=beyond)
    assert len(last) == 5 and last.next_cursor is None


def test_iter_does_not_count_for_every_page(root: Actor, jane: models.Lead) -> None:
    counts: list[int] = []

    class Room(type(root.leads)):  # type: ignore[misc]
        def __init__(self, call: object) -> None:
            self._call = call

    def call(*args: object, **named: object) -> Page[models.Lead]:
        page: Page[models.Lead] = root._native.call(*args, **named)  # type: ignore[arg-type]
        counts.append(page.count)
        return page

    assert list(Room(call).iter()) == [jane] and counts == [0]
    assert root.leads.list().count == 1


def test_every_error_code_has_a_class() -> None:
    for code in _core.codes():
        error = errors.make(code, "message", {"a": ["b"]}, "leads.get", "Lead", {"limit": 1})
        assert type(error) is not errors.HotcallsError, code
        assert isinstance(error, hotcalls.HotcallsError) and error.code == code
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and again.details == {"a": ["b"]} and again.figures == {"limit": 1}
    assert all(issubclass(getattr(errors, name), hotcalls.HotcallsError) for name in errors.__all__)


def test_errors_tell_what_where_and_why(db: hotcalls.Database, root: Actor) -> None:
    with pytest.raises(errors.NotFound) as caught:
        root.leads.get(uuid.UUID(int=5))
    error = caught.value
    assert (error.code, error.operation, error.resource) == ("not_found", "leads.get", "Lead")
    assert isinstance(error, LookupError) and "leads.get" in str(error)
    with pytest.raises(errors.NotAuthenticated):
        db.anonymous().leads.list()
    with pytest.raises(errors.UnknownOperation):
        root.call("leads.explode")
    with pytest.raises(errors.InvalidInput):
        db.as_user("not an id")
    with pytest.raises(errors.InvalidInput):
        root.call("\ud800")
    with pytest.raises(errors.WrongType) as wrong:
        root.call(5)  # type: ignore[arg-type]
    assert isinstance(wrong.value, TypeError) and wrong.value.details == {"name": ["Expected str, not int."]}
    again = pickle.loads(pickle.dumps(wrong.value))
    assert type(again) is errors.WrongType and again.__dict__ == wrong.value.__dict__


def test_an_idempotency_key_makes_a_write_once(root: Actor) -> None:
    fields = {"name": "Once", "email": "a@example.com", "phone": "1"}
    first = root.leads.create(**fields, idempotency_key="k")  # type: ignore[arg-type]
    assert root.leads.create(**fields, idempotency_key="k") == first  # type: ignore[arg-type]
    assert root.leads.list().count == 1
    with pytest.raises(errors.IdempotencyConflict):
        root.leads.create(name="Other", email="a@example.com", phone="1", idempotency_key="k")


def test_the_catalog_lists_every_method(root: Actor) -> None:
    for operation in _core.catalog():
        room, verb = operation["name"].split(".")
        method = getattr(getattr(root, room), verb)
        assert method.__doc__.strip() and list(operation["input"])


def test_pydantic_reads_records(root: Actor, jane: models.Lead) -> None:
    class CallOut(pydantic.BaseModel, from_attributes=True):
        id: uuid.UUID
        lead: uuid.UUID | None
        direction: models.Direction
        timestamp: pydantic.AwareDatetime
        duration: int

    class LeadOut(pydantic.BaseModel, from_attributes=True):
        id: uuid.UUID
        full_name: str
        created_at: pydantic.AwareDatetime
        meta_data: dict[str, object]

    class HistoryOut(pydantic.BaseModel, from_attributes=True):
        call_logs: list[CallOut]

    call = root.calls.create(lead=jane.id, from_number="1", to_number="2", direction="outbound", duration=5)
    assert LeadOut.model_validate(jane).model_dump() == {k: getattr(jane, k) for k in ("id", "full_name", "created_at", "meta_data")}
    history = HistoryOut.model_validate(root.leads.call_history(jane.id))
    assert [c.id for c in history.call_logs] == [call.id] and history.call_logs[0].direction is models.Direction.OUTBOUND
    # And the other way: a model is an input.
    assert root.leads.update(jane.id, meta_data=LeadOut.model_validate(jane)).meta_data["full_name"] == "Jane Smith"


def test_enums_are_strings(root: Actor, jane: models.Lead) -> None:
    call = root.calls.create(lead=jane.id, from_number="1", to_number="2", direction=models.Direction.INBOUND, duration=1)
    assert call.direction == "inbound" and isinstance(call.direction, str) and f"{call.direction}" == str(call.direction) == "inbound"
    assert call.direction is models.Direction("inbound") and {"inbound": 1}[call.direction] == 1
    assert root.calls.list(direction=models.Direction.INBOUND).count == root.calls.list(direction="inbound").count == 1


def test_iter_walks_every_list(root: Actor) -> None:
    for n in range(5):
        workspace = root.workspaces.create(workspace_name=f"Team {n}")
        user = root.users.create(username=f"user{n}", phone="+1", password="securepassword123")
        root.blacklist.create(user=user.id, reason="spam", status="temporary")
        root.plans.create(plan_name=f"Plan {n}")
        root.phone_numbers.create(phonenumber=f"+1555123000{n}")
        agent = root.agents.create(workspace=workspace.id, name="Ada", greeting="Hi", voice="v", language="en", retry_interval=30,
            workdays=[], call_from=dt.time(9), call_to=dt.time(17), character="kind")
        lead = root.leads.create(name="Jane", email="jane@example.com", phone="1", workspace=workspace.id)
        root.calls.create(lead=lead.id, agent=agent.agent_id, from_number="1", to_number="2", direction="inbound", duration=n)
    walked = 0
    for operation in _core.catalog():
        room, verb = operation["name"].split(".")
        iterate = getattr(getattr(root, room), "iter", None)
        if verb != "list" or iterate is None:
            continue
        whole = getattr(root, room).list(page_size=1000)
        assert list(iterate(page_size=2)) == whole.results and len(whole) == whole.count, room
        lazy = iterate(page_size=1)
        assert inspect.isgenerator(lazy) and [row for row, _ in zip(lazy, range(2))] == whole.results[:2]
        walked += len(whole)
    assert walked >= 40


def test_the_import_loads_nothing_heavy() -> None:
    # `uuid` is what records are made of; up to Python 3.10 it loads `threading` by itself.
    program = "import sys, uuid; before = set(sys.modules); import hotcalls; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-S", "-c", f"import sys; sys.path.append({site()!r}); {program}"], capture_output=True, text=True, check=True)
    modules = set(loaded.stdout.split())
    assert {"hotcalls", "hotcalls._core", "hotcalls.models"} <= modules
    heavy = {"asyncio", "concurrent.futures", "ctypes", "dataclasses", "inspect", "json", "logging", "pathlib", "sqlite3", "threading", "typing_extensions"}
    assert not heavy & modules


def site() -> str:
    """The folder that the package under test is in."""
    return str(Path(hotcalls.__file__).parents[1])
