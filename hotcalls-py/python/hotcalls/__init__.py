"""HotCalls: the operations database of AI calling agents, embedded.

>>> import hotcalls
>>> with hotcalls.open("calls.db") as db:
...     lead = db.system().leads.create(name="Jane", email="jane@example.com", phone="+1 987 654 3210")

Every operation is a method with keyword arguments on one of an actor's attributes (``actor.leads.create``). Answers are typed records;
errors are a tree under :class:`hotcalls.HotcallsError`.
"""

from __future__ import annotations

from . import errors, models
from ._base import Page, Record, Rows
from ._core import UNSET, ArrowTable, __version__
from ._database import Actor, Database, open
from .errors import HotcallsError

__all__ = [
    "UNSET",
    "Actor",
    "ArrowTable",
    "Database",
    "HotcallsError",
    "Page",
    "Record",
    "Rows",
    "__version__",
    "errors",
    "models",
    "open",
]
