"""What the generated face is built from: records, pages, and the link from a room to its operations."""

from __future__ import annotations

import builtins
import datetime as _dt
import enum
import operator
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, overload

import hotcalls._core as _core

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        return lambda cls: cls


T = TypeVar("T")


#: Keys that are given out once. Whoever shows a record does not mean to show them: what is shown ends in logs.
_SECRET = frozenset({"key", "session_key"})


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=True)
class Record:
    """An answer of the library: attributes that do not change.

    Records compare by their values, hash by their id, can be pickled, and ``to_dict()`` gives plain dicts all the way down.
    A key that the answer left out reads as ``None``.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _key: ClassVar[str | None] = None

    def __init__(self, **values: Any) -> None:
        cls = type(self)
        for name in values:
            if name not in cls._fields:
                raise TypeError(f"{cls.__name__} has no field {name!r}")
        missing = [name for name in cls._fields if name not in values and not hasattr(cls, name)]
        if missing:
            raise TypeError(f"{cls.__name__} needs {', '.join(missing)}")
        self.__dict__.update(values)

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(f"records do not change: cannot set {name!r} of {type(self).__name__}")

        def __delattr__(self, name: str) -> None:
            raise AttributeError(f"records do not change: cannot delete {name!r} of {type(self).__name__}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        key = type(self)._key
        if key is None:
            raise TypeError(f"{type(self).__name__} has no id to hash by")
        return hash((type(self), self.__dict__.get(key)))

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={'...' if name in _SECRET else repr(value)}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({inside})"

    def to_dict(self) -> dict[str, Any]:
        """The fields as a dict; records inside of it become dicts too, ids, times and enums stay what they are."""
        return {name: _plain(value) for name, value in self.__dict__.items()}

    def to_arrow(self, field: str | None = None) -> _core.ArrowTable:
        """The record as one row for Polars, pandas, DuckDB, pyarrow; with ``field``, the rows of that list of records in it.

        ``polars.DataFrame(stats.to_arrow("daily_stats"))``
        """
        rows = [self] if field is None else next((value for name, value in self.__dict__.items() if name == field), None)
        return _core.table(rows, type(self).__name__, field)


def _plain(value: Any) -> Any:
    kind: type[Any] = value.__class__
    if issubclass(kind, (Record, Page)):
        return value.to_dict()
    if issubclass(kind, list):
        return [_plain(item) for item in value]
    if issubclass(kind, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


class Page(Generic[T]):
    """One page of a list: its rows, and how many there are in all. Iterable and indexable, with the length of this page."""

    __slots__ = ("__dict__", "__weakref__", "_row")

    #: What the rows are, by the name of their class.
    _row: str

    #: How many rows the whole list has.
    count: int
    #: What to pass as ``cursor`` for the next page; ``None`` on the last one.
    next_cursor: str | None
    #: The rows of this page.
    results: list[T]

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[T]:
        return iter(self.results)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.results[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Page):
            return NotImplemented
        return self.__dict__ == other.__dict__

    __hash__: ClassVar[None]  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]

    def __contains__(self, row: object) -> bool:
        return row in self.results

    def __repr__(self) -> str:
        return f"<Page of {len(self.results)} of {self.count}>"

    def to_dict(self) -> dict[str, Any]:
        """The page as a dict of plain values."""
        return {name: _plain(value) for name, value in self.__dict__.items()}

    def to_arrow(self) -> _core.ArrowTable:
        """The rows of this page for Polars, pandas, DuckDB, pyarrow: ``polars.DataFrame(page.to_arrow())``.

        ``to_arrow`` beside ``list`` walks the whole list instead, without making Python objects.
        """
        return _core.table(self.results, self._row)


def numbered(page: int | str | None) -> int | str | None:
    """The text of a page's number; what is none is left to the core, which refuses it."""
    if page is None or isinstance(page, (str, bool)):
        return page
    try:
        number = operator.index(page)
    except TypeError:
        return page
    return str(number) if number.bit_length() <= 64 else page


class Rows(builtins.list[T]):
    """A list of records that is not paged."""

    #: What the rows are, by the name of their class.
    _row: str

    def to_arrow(self) -> _core.ArrowTable:
        """The rows for Polars, pandas, DuckDB, pyarrow: ``polars.DataFrame(rows.to_arrow())``."""
        return _core.table(self, self._row)


class TextEnum(str, enum.Enum):
    """A closed set of values, each of which is also its text."""

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)


class Room:
    """The operations on one kind of thing, as one caller."""

    __slots__ = ("_call", "_feed", "_stream")

    def __init__(self, actor: _core.Actor) -> None:
        self._call = actor.call
        self._feed = actor.feed
        self._stream = actor.stream

    def _pages(self, operation: str, filters: Mapping[str, Any]) -> Iterator[Any]:
        """All rows of a list, one page after another by cursor."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._call(operation, {**filters, "cursor": cursor}, counted=False)
            yield from page.results
            cursor = page.next_cursor


def without_nulls(polars: Any, frame: Any) -> Any:
    """A frame of Polars with texts in the place of values that can be nothing but null."""

    def plain(kind: Any) -> Any:
        if kind == polars.Null:
            return polars.String
        if isinstance(kind, polars.List):
            return polars.List(plain(kind.inner))
        if isinstance(kind, polars.Array):
            return polars.Array(plain(kind.inner), kind.size)
        if isinstance(kind, polars.Struct):
            return polars.Struct({field.name: plain(field.dtype) for field in kind.fields})
        return kind

    return frame.cast({name: plain(kind) for name, kind in frame.schema.items() if plain(kind) != kind})


class ExportsArrow(Protocol):
    """A frame: what Polars, pandas, DuckDB and pyarrow give, and whatever else exports Arrow."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The rows as a PyCapsule."""
        ...


class BinaryFile(Protocol):
    """A file that is open for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


#: A path, or a file that is open for reading bytes.
Source = str | os.PathLike[str] | BinaryFile
#: Is told how many rows are done.
Progress = Callable[[int], object]
#: What may be given where a time is expected: an aware ``datetime`` or RFC 3339 text with an offset.
Moment = _dt.datetime | str
#: A calendar day, or its text ``YYYY-MM-DD``.
Day = _dt.date | str
#: A time of day, or its text ``HH:MM[:SS]``.
TimeOfDay = _dt.time | str
#: An id, or its text.
IdLike = uuid.UUID | str
