"""The command line: `hotcalls`, or `python -m hotcalls`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import IO, Any, TextIO

import hotcalls

from . import errors
from ._base import BinaryFile
from ._database import shown
from .models import CdrReport, ImportReport

#: Exit codes; those of `argparse` (2) and of the shell (130) stay what they are.
OK, FAILED, USAGE, SOME_INVALID, INTERRUPTED = 0, 1, 2, 3, 130

EPILOG = """\
exit codes:
  0  done
  1  failed; the reason is on standard error
  2  the command line is wrong
  3  imported, but some rows were invalid
  130  interrupted
"""


class Failure(Exception):
    """A sentence for the person at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; answers its exit code."""
    options = parser().parse_args(arguments)
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # A terminal that cannot show a letter shows its number.
        reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
        # Of no standard output at all, nothing is flushed.
        print(end="", flush=True)
        return code
    except (Failure, errors.HotcallsError, OSError) as error:
        print(f"hotcalls: {told(error)}", file=sys.stderr)
        if isinstance(error, BrokenPipeError):
            # Nobody reads any more: what the interpreter would still flush goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print("hotcalls: interrupted", file=sys.stderr)
        return INTERRUPTED


def told(error: Exception) -> str:
    """An error in lines for people."""
    if not isinstance(error, errors.HotcallsError):
        return str(error)
    return "\n".join([f"{error.message} ({error.code})", *lines(error.details, "  ")])


def lines(details: Any, indent: str) -> Iterator[str]:
    for field, inside in dict(details).items():
        if isinstance(inside, dict):
            yield f"{indent}{field}:"
            yield from lines(inside, indent + "  ")
        else:
            yield f"{indent}{field}: {' '.join(map(str, inside))}"


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="hotcalls",
        description="The operations database of AI calling agents: look into a file, fill it, copy it.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"hotcalls {hotcalls.__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".", epilog=EPILOG,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
        one.add_argument("database", help="the database file, or the postgres:// URL of one on a server")
        one.set_defaults(run=run)
        return one

    info = command("info", run_info, "say what is in a database file")
    info.add_argument("--json", action="store_true", help="as JSON")

    leads = command("import-leads", run_import_leads, "read leads from a CSV file; importing it again creates nothing twice")
    leads.add_argument("file", help="the CSV file; - for standard input")
    leads.add_argument("--workspace", metavar="W", help="the leads' workspace: its id or its name")
    leads.add_argument("--country", metavar="CC", help="the country of numbers that are written without one, in two letters")
    leads.add_argument("--column", metavar="COLUMN=FIELD", action="append", default=[], help="what a column is: name, surname, "
                       "full_name, email, phone or meta_data; nothing after the = leaves it out. May be repeated")
    leads.add_argument("--delimiter", metavar="C", help="the character between fields; found out if not given")
    leads.add_argument("--encoding", metavar="E", help="the encoding, such as iso-8859-2; found out if not given")
    leads.add_argument("--meta", metavar="JSON", help="a JSON object that every lead's metadata gets too")
    leads.add_argument("--update", action="store_true", help="change leads that are there already to what the file says")

    calls = command("import-cdr", run_import_cdr, "read calls from the records of FreeSWITCH or Asterisk; importing them again creates "
                    "nothing twice")
    calls.add_argument("file", help="the file of records; - for standard input")
    calls.add_argument("--format", metavar="F", help="what the file is; found out if not given")
    calls.add_argument("--columns", metavar="NAMES", help="the columns of a CSV file that has no header and no standard layout")
    calls.add_argument("--encoding", metavar="E", help="the encoding, such as iso-8859-2; found out if not given")
    calls.add_argument("--time-zone", metavar="ZONE", help="the IANA zone of the switch's clock; the database's if not given")
    calls.add_argument("--workspace", metavar="W", help="the calls' workspace: its id or its name")
    calls.add_argument("--provider", metavar="NAME", help="who carried the calls; the switch's name if not given")
    calls.add_argument("--country", metavar="CC", help="the country of numbers that are written without one, in two letters")
    calls.add_argument("--direction", choices=("inbound", "outbound"), help="who called whom; found out call by call if not given")
    calls.add_argument("--agent", metavar="ID", help="the agent on the calls, instead of the one that answers the number of ours")
    calls.add_argument("--link-leads", action="store_true", help="link each call to the lead whose number is the other one")

    for one in (leads, calls):
        one.add_argument("--atomic", action="store_true", help="one transaction: all of the file or, if it breaks off, nothing")
        one.add_argument("--json", action="store_true", help="print the whole report, the verdict on every row included, as JSON")

    snapshot = command("snapshot", run_snapshot, "copy a database as it is now into a new file, while others use it")
    snapshot.add_argument("target", help="the new file; must not exist yet")

    stats = command("stats", run_stats, "count calls and talk time")
    stats.add_argument("--workspace", metavar="W", help="only of this workspace: its id or its name")
    stats.add_argument("--days", metavar="N", type=int, default=7, help="how many days to list (default: 7)")
    stats.add_argument("--tz", metavar="ZONE", help="the IANA zone of days; the database's if not given")
    stats.add_argument("--json", action="store_true", help="as JSON")

    command("shell", run_shell, "open a Python prompt with the database as db, and root = db.system()")
    return whole


def on_a_server(options: argparse.Namespace) -> bool:
    return str(options.database).lower().startswith(("postgres://", "postgresql://"))


@contextlib.contextmanager
def opened(options: argparse.Namespace) -> Generator[hotcalls.Database]:
    """The database, which must be there: a mistyped name is not to make an empty one."""
    # A mistyped address may hold a password: opening it says what is wrong without it.
    text = str(options.database).lower()
    address = "://" in text or "password=" in text or text.startswith(("postgres:", "postgresql:"))
    if not address and not os.path.isfile(options.database):
        raise Failure(f"there is no file {options.database}")
    if not address and os.path.getsize(options.database) == 0:
        raise Failure(f"{options.database} is empty, and no database")
    with hotcalls.open(options.database) as db:
        yield db


def workspace(root: hotcalls.Actor, text: str | None) -> uuid.UUID | None:
    """A workspace by id or by name."""
    if text is None:
        return None
    with contextlib.suppress(ValueError):
        return uuid.UUID(text)
    found = [w for w in root.workspaces.iter(workspace_name=text) if w.workspace_name.casefold() == text.casefold()]
    if len(found) != 1:
        raise Failure(f"{len(found) or 'no'} workspaces are named {text!r}" + ("; give the id of one" if found else ""))
    return found[0].id


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_pairs(pairs: Sequence[tuple[str, Any]]) -> None:
    """Two columns; whole numbers in groups of three digits."""
    texts = [(name, f"{value:,}" if type(value) is int else str(value)) for name, value in pairs]
    left, right = (max(len(text) for text in column) for column in zip(*texts))
    for name, value in texts:
        print(f"{name:<{left}}  {value:>{right}}" if value[:1].isdigit() else f"{name:<{left}}  {value}")


COUNTED = (
    "users", "workspaces", "agents", "phone_numbers", "leads", "calls", "calendars", "meetings", "plans", "features", "blacklist"
)


def run_info(options: argparse.Namespace) -> int:
    with opened(options) as db:
        root = db.system()
        counts = {name: getattr(root, name).list(page_size=1).count for name in COUNTED}
        settings = root.settings.get().to_dict()
    where: dict[str, Any] = {"database": shown(options.database)}
    if not on_a_server(options):
        where = {"file": options.database, "bytes": os.path.getsize(options.database)}
    if options.json:
        print_json({**where, "library": hotcalls.__version__, "settings": settings, "counts": counts})
    else:
        print_pairs([*where.items(), ("library", hotcalls.__version__)])
        print()
        print_pairs(list(settings.items()))
        print()
        print_pairs(list(counts.items()))
    return OK


class Bar:
    """How far an import is, on a terminal; nothing elsewhere."""

    def __init__(self, file: IO[bytes] | BinaryFile, size: int | None) -> None:
        self._file, self._size = file, size
        # Of no standard error at all, nothing is shown.
        self._shown: bool = getattr(sys.stderr, "isatty", bool)()

    def __call__(self, rows: int) -> None:
        if not self._shown:
            return
        done = ""
        if self._size:
            part = min(getattr(self._file, "tell")() / self._size, 1.0)
            done = f"[{'#' * round(30 * part):<30}] {part:4.0%}  "
        print(f"\r{done}{rows:,} rows", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def standard_input() -> TextIO:
    """Standard input, which a program can be started without."""
    given: TextIO | None = getattr(sys, "stdin", None)
    if given is None:
        raise Failure("there is no standard input")
    return given


@contextlib.contextmanager
def source(name: str) -> Generator[tuple[IO[bytes], Bar]]:
    """A file to read from, with the bar of how much of it was read."""
    if name == "-":
        typed = standard_input().buffer
        yield typed, Bar(typed, None)
        return
    with open(name, "rb") as file:
        bar = Bar(file, os.path.getsize(name))
        try:
            yield file, bar
        finally:
            bar.end()


def run_import_leads(options: argparse.Namespace) -> int:
    mapping: dict[str, str | None] = {}
    for said in options.column:
        column, equals, field = said.rpartition("=")
        if not equals:
            raise Failure(f"--column wants COLUMN=FIELD, not {said!r}")
        mapping[column] = field or None
    try:
        meta_data = json.loads(options.meta or "{}")
    except ValueError as error:
        raise Failure(f"--meta is no JSON: {error}") from None
    with opened(options) as db, source(options.file) as (file, bar):
        root = db.system()
        report = root.leads.import_file(
            file,
            workspace=workspace(root, options.workspace),
            default_country=options.country,
            mapping=mapping,
            delimiter=options.delimiter,
            encoding=options.encoding,
            on_duplicate="update" if options.update else "skip",
            atomic=options.atomic,
            meta_data=meta_data,
            progress=bar,
        )
    tell_report(report, options.json)
    return SOME_INVALID if report.invalid else OK


def run_import_cdr(options: argparse.Namespace) -> int:
    with opened(options) as db, source(options.file) as (file, bar):
        root = db.system()
        report = root.calls.import_file(
            file,
            format=options.format,
            columns=options.columns,
            encoding=options.encoding,
            time_zone=options.time_zone,
            workspace=workspace(root, options.workspace),
            provider=options.provider,
            default_country=options.country,
            direction=options.direction,
            agent=options.agent,
            link_leads=options.link_leads,
            atomic=options.atomic,
            progress=bar,
        )
    tell_report(report, options.json)
    return SOME_INVALID if report.invalid else OK


#: Invalid rows that are shown one by one.
SHOWN = 20


def tell_report(report: ImportReport | CdrReport, as_json: bool) -> None:
    if as_json:
        return print_json(report.to_dict())
    names = ("total_rows", "created", "updated", "merged", "duplicates", "invalid")
    print_pairs([(name.replace("_", " "), getattr(report, name)) for name in names if hasattr(report, name)])
    invalid = [row for row in report.rows if row.verdict == "invalid"]
    for row in invalid[:SHOWN]:
        print(f"line {row.line}: {'; '.join(text.strip() for text in lines(row.errors or {}, ''))}", file=sys.stderr)
    if report.invalid > SHOWN:
        print(f"... and {report.invalid - SHOWN:,} more", file=sys.stderr)


def run_snapshot(options: argparse.Namespace) -> int:
    with opened(options) as db:
        db.snapshot_to(options.target)
    print(f"{options.target}  {os.path.getsize(options.target):,} bytes")
    return OK


def run_stats(options: argparse.Namespace) -> int:
    with opened(options) as db:
        root = db.system()
        home = workspace(root, options.workspace)
        whole = root.calls.analytics(workspace=home, tz=options.tz)
        daily = root.calls.daily_stats(workspace=home, tz=options.tz, days=options.days)
        outcomes = root.calls.outcome_breakdown(workspace=home, tz=options.tz)
    if options.json:
        print_json({"analytics": whole.to_dict(), "daily_stats": daily.to_dict(), "outcome_breakdown": outcomes.to_dict()})
        return OK
    print_pairs([(name.replace("_", " "), round(value, 1)) for name, value in whole.to_dict().items()])
    print()
    print_pairs([(name, count) for name, count in outcomes.outcomes.items()] + [("without outcome", outcomes.without_outcome)])
    print(f"\n{'day':<10}  {'calls':>8}  {'talk seconds':>12}")
    for day in daily.daily_stats:
        print(f"{day.date}  {day.calls:>8,}  {day.total_duration:>12,}")
    return OK


def run_shell(options: argparse.Namespace) -> int:
    import code

    standard_input()
    with opened(options) as db:
        names = {"db": db, "root": db.system(), "hotcalls": hotcalls}
        with contextlib.suppress(ImportError):
            import readline
            import rlcompleter

            readline.set_completer(rlcompleter.Completer(names).complete)
            readline.parse_and_bind("tab: complete")
        banner = f"HotCalls {hotcalls.__version__}, {shown(options.database)}. Try: root.leads.list()[:3]"
        code.interact(banner=banner, local=names, exitmsg="")
    return OK
