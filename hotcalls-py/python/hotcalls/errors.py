"""What operations raise: a tree of exceptions under :class:`HotcallsError`, one class per error code.

Catch a family (``Conflict``, ``AuthenticationError``, ``StorageError``) or one code (``SlotTaken``); decide by class or by ``.code``,
never by the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = [
    "AccessRefused",
    "AuthenticationError",
    "Busy",
    "Cancelled",
    "ClosedHandleError",
    "Conflict",
    "Corrupt",
    "DatabaseNewer",
    "DiskFull",
    "ForkedHandleError",
    "HotcallsError",
    "IdempotencyConflict",
    "InternalError",
    "InvalidCredentials",
    "InvalidInput",
    "KeyRequired",
    "Malformed",
    "NotADatabase",
    "NotAuthenticated",
    "NotEmpty",
    "NotFound",
    "PermissionDenied",
    "QuotaExceeded",
    "ReadOnly",
    "ServerTooOld",
    "SlotTaken",
    "StorageError",
    "StorageIOError",
    "Throttled",
    "TooLarge",
    "Unavailable",
    "UnknownOperation",
    "UnknownOutcome",
    "WrongType",
]


class HotcallsError(Exception):
    """Any error of the library."""

    code: str
    """The stable word of the error, such as ``"not_found"``."""
    message: str
    """A sentence for people."""
    details: Mapping[str, Any]
    """From field to sentences about it, or to the fields or indexes inside of it."""
    operation: str | None
    """The operation that failed, such as ``"leads.create"``."""
    resource: str | None
    """The kind of thing concerned, such as ``"Lead"``."""
    figures: Mapping[str, int]
    """Numbers that belong to the code: ``limit``, ``used``, ``retry_after``."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "internal",
        details: Mapping[str, Any] | None = None,
        operation: str | None = None,
        resource: str | None = None,
        figures: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = dict(details or {})
        self.operation = operation
        self.resource = resource
        self.figures = dict(figures or {})

    def __str__(self) -> str:
        where = f"{self.operation}: " if self.operation else ""
        inside = f" {self.details}" if self.details else ""
        return f"{where}{self.message}{inside}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.message, self.__dict__)


class InvalidInput(HotcallsError, ValueError):
    """A value of the input is wrong; ``details`` names the fields."""


class WrongType(InvalidInput, TypeError):
    """An argument that is no field of an operation is of a wrong type: the name of an operation, a key, a path."""


class Malformed(InvalidInput):
    """The input is not well-formed: encoding, or nesting beyond 64."""


class TooLarge(InvalidInput):
    """The input is larger than the limit."""


class UnknownOperation(InvalidInput):
    """No operation of that name."""


class KeyRequired(InvalidInput):
    """Secrets cannot be written or read without the key given at open."""


class AuthenticationError(HotcallsError):
    """The caller is not known."""


class NotAuthenticated(AuthenticationError):
    """Nobody is logged in, and the operation needs a user."""


class InvalidCredentials(AuthenticationError):
    """The credentials are wrong, or their user is suspended, inactive or blacklisted."""


class Throttled(AuthenticationError):
    """Too many failed attempts; ``figures["retry_after"]`` says how many seconds to wait."""


class PermissionDenied(HotcallsError):
    """The caller may not do this."""


class QuotaExceeded(HotcallsError):
    """The workspace's plan allows no more; ``figures`` has ``limit`` and ``used``."""


class NotFound(HotcallsError, LookupError):
    """No such thing, or it is outside of what the caller may see."""


class Conflict(HotcallsError):
    """Something else is in the way."""


class NotEmpty(Conflict):
    """The thing still has dependants; ``cascade`` would take them along."""


class SlotTaken(Conflict):
    """The time is occupied by another meeting."""


class IdempotencyConflict(Conflict):
    """The idempotency key was used before with another input."""


class Cancelled(HotcallsError):
    """The call was cancelled before it changed anything."""


class UnknownOutcome(HotcallsError):
    """The write was cancelled or cut off so late that it may have happened or not."""


class StorageError(HotcallsError):
    """The database file is not usable."""


class Busy(StorageError):
    """Another process kept the database locked for too long; nothing was changed."""


class NotADatabase(StorageError):
    """The file is not a database of this library."""


class DatabaseNewer(StorageError):
    """The database was written by a newer version of this library."""


class ReadOnly(StorageError):
    """The file or its folder cannot be written."""


class DiskFull(StorageError):
    """The disk is full; nothing was changed."""


class StorageIOError(StorageError):
    """The file cannot be opened or read."""


class Corrupt(StorageError):
    """The file is damaged."""


class Unavailable(StorageError):
    """The database server cannot be reached, or has no room for another connection."""


class AccessRefused(StorageError):
    """The database server refuses the role, its password, or what it wants to do."""


class ServerTooOld(StorageError):
    """The database server is older than the library can work with."""


class ClosedHandleError(HotcallsError):
    """The database was closed."""


class ForkedHandleError(HotcallsError):
    """The database was opened before a ``fork()``; open it again in the child."""


class InternalError(HotcallsError):
    """A fault of the library itself."""


_BY_CODE: dict[str, type[HotcallsError]] = {
    "invalid_input": InvalidInput,
    "not_authenticated": NotAuthenticated,
    "invalid_credentials": InvalidCredentials,
    "permission_denied": PermissionDenied,
    "not_found": NotFound,
    "not_empty": NotEmpty,
    "slot_taken": SlotTaken,
    "idempotency_conflict": IdempotencyConflict,
    "quota_exceeded": QuotaExceeded,
    "key_required": KeyRequired,
    "throttled": Throttled,
    "unknown_operation": UnknownOperation,
    "malformed": Malformed,
    "too_large": TooLarge,
    "cancelled": Cancelled,
    "unknown_outcome": UnknownOutcome,
    "busy": Busy,
    "not_a_database": NotADatabase,
    "database_newer": DatabaseNewer,
    "read_only": ReadOnly,
    "disk_full": DiskFull,
    "io": StorageIOError,
    "corrupt": Corrupt,
    "unavailable": Unavailable,
    "access_refused": AccessRefused,
    "server_too_old": ServerTooOld,
    "closed": ClosedHandleError,
    "forked": ForkedHandleError,
    "internal": InternalError,
}


def make(
    code: str,
    message: str,
    details: Mapping[str, Any],
    operation: str | None,
    resource: str | None,
    figures: Mapping[str, int],
) -> HotcallsError:
    """The exception of an error code; used by the native module."""
    return _BY_CODE.get(code, HotcallsError)(
        message, code=code, details=details, operation=operation, resource=resource, figures=figures
    )


def wrong_type(argument: str, wanted: str, given: str) -> WrongType:
    """The exception of an argument; used by the native module."""
    message = f"Expected {wanted}, not {given}."
    return WrongType(f"{argument}: {message}", code="invalid_input", details={argument: [message]})


def _again(cls: type[HotcallsError], message: str, state: Mapping[str, Any]) -> HotcallsError:
    """Out of ``pickle``."""
    error = cls(message)
    error.__dict__.update(state)
    return error
