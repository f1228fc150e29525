"""The native part of the package. Use it through `hotcalls`."""

from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any, Final, final

__all__ = [
    "UNSET",
    "Actor",
    "ArrowTable",
    "CancelToken",
    "Database",
    "Unset",
    "__version__",
    "catalog",
    "codes",
    "count",
    "register",
    "table",
]

__version__: str

@final
class Unset:
    """Stands for "not given", where None would be a value."""

    def __bool__(self) -> bool: ...

UNSET: Final[Unset]

@final
class CancelToken:
    """Cancels the calls that it was given to, from another thread."""

    def __new__(cls) -> CancelToken: ...
    def cancel(self) -> None:
        """Asks the calls to stop: they raise `Cancelled`, and what they had not committed is undone."""
    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""

@final
class Actor:
    """Somebody who calls operations."""

    def call(
        self,
        name: str,
        input: Any = None,
        *,
        idempotency_key: str | None = None,
        cancel: CancelToken | None = None,
        counted: bool = True,
    ) -> Any:
        """Calls an operation by name with a dict of its fields. A list that is walked by cursor need not be `counted`."""

    def feed(
        self,
        name: str,
        input: Any,
        source: Any,
        progress: Callable[[int], object] | None = None,
        *,
        cancel: CancelToken | None = None,
    ) -> Any:
        """Calls an operation that takes rows: from a path, a binary file, or a frame that exports Arrow."""
    def stream(self, name: str, input: Any, batch_size: int, *, cancel: CancelToken | None = None) -> ArrowTable:
        """A list as Arrow, read in batches of rows while it is consumed."""

@final
class ArrowTable:
    """Rows as Arrow: `polars.DataFrame(t)`, `pyarrow.table(t)`, `pandas.DataFrame.from_arrow(t)`, `duckdb.sql("FROM t")`."""

    @property
    def column_names(self) -> list[str]:
        """The names of the columns."""
    def __arrow_c_schema__(self) -> object:
        """The schema, for libraries that ask for it first."""
    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows, in batches. A schema that the reader would like better is not asked for."""

@final
class Database:
    """An open database. Threads may share it; a child process after `fork()` may not use it."""

    def __new__(
        cls,
        path: str | PathLike[str],
        *,
        key: bytes | None = None,
        readers: int | None = None,
        busy_timeout: float | None = None,
        statement_timeout: float | None = None,
        in_turns: bool = False,
    ) -> Database: ...
    def close(self) -> None:
        """Closes the file; later use of the handle and of its callers raises."""
    def snapshot_to(self, path: str | PathLike[str], *, cancel: CancelToken | None = None) -> None:
        """Copies the database as it is now into a new file."""
    def system(self) -> Actor:
        """The embedding program itself."""
    def anonymous(self) -> Actor:
        """Nobody."""
    def as_user(self, id: Any) -> Actor:
        """A user by id."""
    def login(self, username: str, password: str, *, cancel: CancelToken | None = None) -> Actor:
        """A user by name and password."""
    def with_token(self, key: str) -> Actor:
        """The owner of an API token."""

def catalog() -> Any:
    """All operations: name, doc, effect, rule, and the JSON Schemas of input and output."""

def codes() -> list[str]:
    """The words of all error codes."""

def table(rows: Any, record: str, field: str | None = None) -> ArrowTable:
    """Rows as Arrow: records of a kind, or of a field of that kind of record."""

def count(value: Any, argument: str) -> int:
    """A number from 1 on, as an argument of this name."""

def register(records: Mapping[str, type], choices: Mapping[str, type], rows: Mapping[str, str]) -> None:
    """Tells the native module which classes to build answers from."""
