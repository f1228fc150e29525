"""What the tests share: an open database, and the embedding program as caller."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import hotcalls


@pytest.fixture
def db(tmp_path: Path) -> Iterator[hotcalls.Database]:
    with hotcalls.open(tmp_path / "test.db", key=bytes([7]) * 32) as database:
        yield database


@pytest.fixture
def root(db: hotcalls.Database) -> hotcalls.Actor:
    return db.system()


@pytest.fixture
def jane(root: hotcalls.Actor) -> hotcalls.models.Lead:
    return root.leads.create(name="Jane", surname="Smith", email="jane@example.com", phone="+1 987 654 3210", meta_data={"a": [1, None]})
