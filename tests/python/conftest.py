"""What the tests share: where their databases are, an open one, and the embedding program as caller."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import hotcalls

#: Holds the write lock of a file from another process until its input ends. (Never in this one: two copies of SQLite would break locks.)
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def write_lock_held(path: str | Path) -> Iterator[None]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdin and holder.stdout and holder.stdout.readline() == "held\n"
    try:
        yield
    finally:
        holder.stdin.close()
        holder.wait()


class Places:
    """Where databases are, by name: files in a folder, or databases on the server that the tests run on.

    Who started the server gives one for each connection to a socket, as a line, and takes it back when the connection ends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._giver = os.environ.get("HOTCALLS_TEST_DATABASES")
        self._given: dict[str, tuple[socket.socket, str]] = {}

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Nobody can write there meanwhile."""
        if self._giver is None:
            with write_lock_held(self._folder / name):
                yield
            return
        self._tell(name, "lock", "held")
        try:
            yield
        finally:
            self._tell(name, "free", "free")

    def _tell(self, name: str, word: str, answer: str) -> None:
        line = self._given[name][0]
        line.sendall(f"{word}\n".encode())
        assert line.recv(100) == f"{answer}\n".encode()

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
