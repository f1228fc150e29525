"""The shared vectors through Python. The format is described in tests/vectors.rs."""

from __future__ import annotations

import datetime as dt
import enum
import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

import hotcalls
from hotcalls import Actor, Page, Record, errors

FILES = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))
assert FILES


def caller(db: hotcalls.Database, who: str) -> Actor:
    kind, *rest = who.split(" ", 2)
    return {"system": db.system, "anonymous": db.anonymous, "user": db.as_user, "token": db.with_token, "login": db.login}[kind](*rest)


def plain(value: Any) -> Any:
    """An answer as JSON would have it; that every type is the native one is checked on the way."""
    if isinstance(value, (Record, Page)):
        return {key: plain(item) for key, item in value.__dict__.items()}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dt.datetime):
        assert value.tzinfo is dt.timezone.utc
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    assert value is None or type(value) in (bool, int, float, str), type(value)
    return value


def filled(value: Any, kept: dict[str, Any]) -> Any:
    if isinstance(value, str):
        if value[:1] == "$" and value[1:] in kept:
            return kept[value[1:]]
        for name in sorted(kept, reverse=True):
            if isinstance(kept[name], str):
                value = value.replace(f"${name}", kept[name])
        return value
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, kept) for key, item in value.items()}
    return value


def expect(expected: Any, answer: Any, path: str) -> None:
    if expected == "$any":
        return
    if expected == "$uuid":
        uuid.UUID(answer)
    elif expected == "$time":
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", answer), path
    elif isinstance(expected, dict) and isinstance(answer, dict):
        for key, item in expected.items():
            assert key in answer, f"{path}/{key}"
            expect(item, answer[key], f"{path}/{key}")
    elif isinstance(expected, list) and isinstance(answer, list):
        assert len(expected) == len(answer), path
        for index, (item, found) in enumerate(zip(expected, answer)):
            expect(item, found, f"{path}/{index}")
    else:
        assert expected == answer, path


def by_method(actor: Actor, operation: str, fields: dict[str, Any]) -> Any:
    """Through the typed face where it has the fields, by name where the step gives it unknown ones on purpose."""
    room, verb = operation.split(".")
    try:
        return getattr(getattr(actor, room), verb)(**fields)
    except TypeError:
        return actor.call(operation, fields)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_vectors_through_python(db: hotcalls.Database, file: Path) -> None:
    kept: dict[str, Any] = {}
    for number, step in enumerate(json.loads(file.read_text(encoding="utf-8"))["steps"], 1):
        if "python" not in step.get("doors", ["python"]):
            continue
        place = f"{file.name} step {number} {step['op']}"
        fields = filled(step.get("input", {}), kept)
        try:
            answer = plain(by_method(caller(db, filled(step["as"], kept)), step["op"], fields))
        except errors.HotcallsError as error:
            assert error.code == step.get("error"), f"{place}: {error}"
            expect(filled(step.get("details", "$any"), kept), plain(error.details), f"{place} details")
            continue
        assert "error" not in step, f"{place}: {step['error']} was expected, not {answer}"
        expect(filled(step.get("expect", "$any"), kept), answer, place)
        for name, pointer in step.get("keep", {}).items():
            found = answer
            for part in pointer.strip("/").split("/"):
                found = found[part]
            kept[name] = found
