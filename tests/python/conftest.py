"""What the tests share: where their databases are, an open one, and the embedding program as caller."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import hotcalls


class Places:
    """Where databases are, by name: files in a folder, or databases on the server that the tests run on.

    Who started the server gives one for each connection to a socket, as a line, and takes it back when the connection ends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._giver = os.environ.get("HOTCALLS_TEST_DATABASES")
        self._given: dict[str, tuple[socket.socket, str]] = {}

    def __call__(self, name: str) -> str:
        if self._giver is None:
            return str(self._folder / name)
        if name not in self._given:
            line = socket.socket(socket.AF_UNIX)
            line.connect(self._giver)
            with line.makefile() as said:
                self._given[name] = (line, said.readline().strip())
        return self._given[name][1]

    def close(self) -> None:
        for line, _ in self._given.values():
            line.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Places]:
    places = Places(tmp_path)
    yield places
    places.close()


@pytest.fixture
def db(place: Places) -> Iterator[hotcalls.Database]:
    with hotcalls.open(place("test.db"), key=bytes([7]) * 32) as database:
        yield database


@pytest.fixture
def root(db: hotcalls.Database) -> hotcalls.Actor:
    return db.system()


@pytest.fixture
def jane(root: hotcalls.Actor) -> hotcalls.models.Lead:
    return root.leads.create(name="Jane", surname="Smith", email="jane@example.com", phone="+1 987 654 3210", meta_data={"a": [1, None]})
