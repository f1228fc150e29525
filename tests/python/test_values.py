"""What may be given and what comes back: native types in, native types out, clear errors for the rest."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import math
import types
import uuid
from decimal import Decimal

import pytest

from hotcalls import UNSET, Actor, Database, errors, models

BERLIN = dt.timezone(dt.timedelta(hours=1))


def lead(root: Actor, **more: object) -> models.Lead:
    fields = {"name": "Jane", "email": "jane@example.com", "phone": "+1", **more}
    answer: models.Lead = root.call("leads.create", fields)
    return answer


def test_answers_have_native_types(root: Actor, jane: models.Lead) -> None:
    assert isinstance(jane, models.Lead)
    assert isinstance(jane.id, uuid.UUID) and jane.id.version == 7
    assert jane.created_at.tzinfo is dt.timezone.utc
    assert abs(jane.created_at - dt.datetime.now(dt.timezone.utc)) < dt.timedelta(minutes=5)
    assert jane.workspace is None and jane.full_name == "Jane Smith"
    assert jane.meta_data == {"a": [1, None]}


@pytest.mark.parametrize(
    "value",
    [
        {"text": "Zoë 🦊", "empty": "", "int": -5, "big": 2**63 - 1, "unsigned": 2**64 - 1, "float": 1.5, "flag": True, "none": None},
        [1, [2, [3]], {"deep": {"er": []}}],
        "only text",
        7,
        False,
    ],
)
def test_json_comes_back_as_it_was_given(root: Actor, value: object) -> None:
    stored = lead(root, meta_data=value).meta_data
    assert stored == value and type(stored) is type(value)


def test_tuples_enums_mappings_and_dataclasses_are_taken(root: Actor) -> None:
    class Color(enum.Enum):
        RED = "red"

    class Shade(str, enum.Enum):
        DARK = "dark"

    @dataclasses.dataclass
    class Point:
        x: int
        y: int

    given = {"tuple": (1, 2), "enum": Color.RED, "text": Shade.DARK, "point": Point(1, 2), "map": types.MappingProxyType({"k": 1}), "id": uuid.UUID(int=1)}
    assert lead(root, meta_data=given).meta_data == {
        "tuple": [1, 2],
        "enum": "red",
        "text": "dark",
        "point": {"x": 1, "y": 2},
        "map": {"k": 1},
        "id": "00000000-0000-0000-0000-000000000001",
    }


def test_ids_and_times_are_taken_natively_and_as_text(root: Actor, jane: models.Lead) -> None:
    assert root.leads.get(jane.id) == root.leads.get(str(jane.id)) == root.leads.get(id=jane.id.hex) == jane
    before = jane.created_at - dt.timedelta(seconds=1)
    for moment in [before, before.astimezone(BERLIN), before.isoformat(), "2020-01-01T00:00:00Z"]:
        assert root.leads.list(created_after=moment).count == 1
        assert root.leads.list(created_before=moment).count == 0


def test_a_naive_datetime_is_refused_with_a_hint(root: Actor) -> None:
    with pytest.raises(errors.InvalidInput, match="tzinfo") as caught:
        root.leads.list(created_after=dt.datetime(2026, 1, 1))
    assert set(caught.value.details) == {"created_after"}
    assert caught.value.operation == "leads.list"


@pytest.mark.parametrize("moment", [dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=5)))])
def test_a_time_beyond_the_calendar_is_refused(root: Actor, moment: dt.datetime) -> None:
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.list(created_after=moment)
    assert set(caught.value.details) == {"created_after"}


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (math.nan, "finite"),
        (math.inf, "finite"),
        (2**64, "64 bits"),
        (-(2**63) - 1, "64 bits"),
        (10**1000, "64 bits"),
        ("\ud800", "surrogate"),
        (b"bytes", "decode"),
        ({1, 2}, "set"),
        (Decimal("1.5"), "Decimal"),
        (object(), "object"),
        (print, "builtin"),
        (int, "type"),
        (dt.time(1, tzinfo=dt.timezone.utc), "time zone"),
        ({1: 2}, "Keys must be str, not int"),
        ({"\udfff": 2}, "surrogate"),
    ],
)
def test_what_is_no_input_is_named_with_its_place(root: Actor, value: object, part: str) -> None:
    with pytest.raises(errors.InvalidInput) as caught:
        lead(root, meta_data=value)
    assert part in caught.value.details["meta_data"][0]
    with pytest.raises(errors.InvalidInput) as caught:
        lead(root, meta_data={"list": [0, value]}, phone=b"")
    inside = caught.value.details["meta_data"]["list"]["1"]
    assert part in inside[0]
    assert set(caught.value.details) == {"meta_data", "phone"}
    assert root.leads.list().count == 0


def test_wrong_types_and_unknown_fields_are_named_all_at_once(root: Actor) -> None:
    with pytest.raises(errors.InvalidInput) as caught:
        root.call("leads.create", {"name": 5, "email": "no address", "colour": "red"})
    assert set(caught.value.details) == {"name", "email", "phone", "colour"}
    assert caught.value.details["phone"] == ["This field is required."]
    assert caught.value.code == "invalid_input" and caught.value.operation == "leads.create"
    with pytest.raises(TypeError):
        root.leads.create(name="x", email="x@example.com", phone="1", colour="red")  # type: ignore[call-arg]


@pytest.mark.parametrize("value", [5, "text", [1], None, 1.5])
def test_an_input_that_is_no_mapping_is_refused(root: Actor, value: object) -> None:
    if value is None:
        assert root.call("leads.list", value).count == 0
    else:
        with pytest.raises(errors.InvalidInput):
            root.call("leads.list", value)


def test_cycles_and_deep_nesting_are_refused(root: Actor) -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    loop: dict[str, object] = {}
    loop["self"] = loop
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (cycle, loop, deep):
        with pytest.raises(errors.Malformed):
            lead(root, meta_data=value)
    # Dropping it link by link: the interpreter's own recursion is not ours to test.
    while deep:
        deep = deep.pop()  # type: ignore[assignment]


def test_a_list_that_contains_one_list_many_times_is_too_large(root: Actor) -> None:
    value: object = "x" * 1000
    for _ in range(40):
        value = [value, value]
    with pytest.raises(errors.TooLarge):
        lead(root, meta_data=value)


def test_python_code_that_raises_while_it_is_read(root: Actor) -> None:
    class Broken:
        def to_dict(self) -> dict[str, object]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lead(root, meta_data={"a": Broken()})

    class Rude(dict):  # type: ignore[type-arg]
        pass

    rude = Rude()

    class Adder:
        def to_dict(self) -> dict[str, object]:
            rude[str(len(rude))] = 1
            return {}

    rude.update(a=Adder(), b=Adder())
    assert lead(root, meta_data=rude).meta_data == {"a": {}, "b": {}}


def test_unset_is_left_out_and_none_is_a_value(root: Actor, jane: models.Lead) -> None:
    assert not UNSET and repr(UNSET) == "UNSET"
    assert root.leads.update(jane.id, name="Joan", surname=UNSET).surname == "Smith"
    assert root.leads.update(jane.id, surname=None).surname is None
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.update(jane.id, name=None)  # type: ignore[arg-type]
    assert caught.value.details == {"name": ["This field may not be null."]}


def test_times_come_back_to_the_microsecond_over_the_whole_calendar(root: Actor, jane: models.Lead) -> None:
    days = [dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(1970, 1, 1), dt.date(1969, 12, 31), dt.date(2000, 2, 29), dt.date(1900, 2, 28)]
    days += [dt.date(1900, 3, 1), dt.date(2024, 2, 29), dt.date(2100, 3, 1)]
    days += [dt.date.fromordinal(1 + n * 12_347 % dt.date.max.toordinal()) for n in range(300)]
    moments = [
        dt.datetime.combine(day, time, dt.timezone.utc) for day in days for time in (dt.time.min, dt.time(23, 59, 59, 999_999), dt.time(12, 0, 0, 1))
    ]
    fields = {"lead": jane.id, "from_number": "1", "to_number": "2", "direction": "inbound", "duration": 1}
    calls = [{**fields, "timestamp": moment} for moment in moments]
    made = root.calls.bulk_create(calls=calls)
    assert made.successful_creates == len(moments)
    assert sorted(call.timestamp for call in root.calls.iter(page_size=1000)) == sorted(moments)


def test_a_new_token_is_a_record(db: Database, root: Actor) -> None:
    ann = root.users.create(username="ann", phone="1", password="securepassword123")
    token = db.as_user(ann.id).auth.create_token(name="test")
    assert isinstance(token, models.NewToken) and token.workspaces is None
    assert db.with_token(token.key).users.me().id == ann.id
    assert token.key not in repr(token) and "key=..." in repr(token) and token.to_dict()["key"] == token.key
    session = db.anonymous().auth.login(username="ann", password="securepassword123")
    assert isinstance(session, models.Login) and session.session_key not in repr(session)
