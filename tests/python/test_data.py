"""Arrow out of lists and statistics, frames in: read by Polars, pandas, DuckDB and pyarrow."""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import Places

import hotcalls
from hotcalls import Actor, _core as core, errors, models

MOMENT = dt.datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=dt.timezone.utc)


@pytest.fixture
def calls(root: Actor, jane: models.Lead) -> list[models.Call]:
    rows: list[dict[str, Any]] = [
        {
            "lead": jane.id if n % 2 else None,
            "from_number": "+1555",
            "to_number": "+1556",
            "direction": "outbound" if n % 3 else "inbound",
            "duration": n,
            "timestamp": MOMENT + dt.timedelta(minutes=n),
        }
        for n in range(25)
    ]
    root.calls.bulk_create(calls=rows)
    return list(root.calls.iter(ordering="timestamp"))


def same(call: models.Call, row: dict[str, Any]) -> None:
    """A row of Arrow has what the record has: ids as text, enums as text, all else as it is."""
    for name, value in call.to_dict().items():
        want = str(value) if type(value).__name__ == "UUID" or isinstance(value, str) else value
        assert row[name] == want, name
    assert {name for name in row if row[name] is not None} == {name for name, value in call.to_dict().items() if value is not None}


def test_a_page_is_a_table_for_everybody(root: Actor, calls: list[models.Call]) -> None:
    page = root.calls.list(ordering="timestamp", page_size=10)
    table = pa.table(page.to_arrow())
    assert table.num_rows == 10 and table.column_names[:3] == ["id", "lead", "timestamp"]
    for call, row in zip(calls, table.to_pylist()):
        same(call, row)
    frame = pl.DataFrame(page.to_arrow())
    assert frame.height == 10 and frame["timestamp"].dtype == pl.Datetime("us", "UTC")
    assert frame.filter(pl.col("direction") == "inbound")["duration"].to_list() == [0, 3, 6, 9]
    pandas = pd.DataFrame.from_arrow(page.to_arrow())
    assert list(pandas["duration"]) == list(range(10)) and str(pandas["timestamp"].dtype) == "datetime64[us, UTC]"
    assert pandas[pandas["direction"] == "inbound"]["duration"].to_list() == [0, 3, 6, 9]
    arrow = page.to_arrow()
    assert duckdb.sql("SELECT direction, sum(duration) FROM arrow GROUP BY 1 ORDER BY 1").fetchall() == [("inbound", 18), ("outbound", 27)]


@pytest.mark.parametrize("batch_size", [1, 7, 8, 25, 8192])
def test_a_whole_list_comes_in_batches(root: Actor, calls: list[models.Call], batch_size: int) -> None:
    walk = root.calls.to_arrow(ordering="timestamp", batch_size=batch_size)
    reader = pa.RecordBatchReader.from_stream(walk)
    sizes = [batch.num_rows for batch in reader]
    assert sum(sizes) == 25 and max(sizes) == min(batch_size, 25)
    # Whoever reads again walks again, from the front.
    again = pa.table(walk)
    for call, row in zip(calls, again.to_pylist(), strict=True):
        same(call, row)
    assert pl.DataFrame(walk).height == len(pd.DataFrame.from_arrow(walk)) == 25
    assert duckdb.sql("SELECT count(*), max(timestamp) FROM walk").fetchall()[0][0] == 25
    assert duckdb.sql("SELECT count(*) FROM walk").fetchall() == [(25,)]


def test_what_is_read_is_what_is_there_then(root: Actor, calls: list[models.Call]) -> None:
    walk = root.calls.to_arrow(direction="inbound")
    assert pa.table(walk).num_rows == 9
    root.calls.create(lead=None, from_number="1", to_number="2", direction="inbound", duration=1)
    assert pa.table(walk).num_rows == 10


def test_an_empty_list_has_its_columns(root: Actor, db: hotcalls.Database) -> None:
    for table in (root.agents.list().to_arrow(), root.agents.to_arrow()):
        schema = pa.schema(table)
        assert pa.table(table).schema == schema and table.column_names == schema.names
        assert pa.table(table).num_rows == 0
        assert str(schema.field("call_from").type) == "time64[us]"
        assert str(schema.field("created_at").type) == "timestamp[us, tz=UTC]"
        assert str(schema.field("agent_id").type) == "string" and not schema.field("agent_id").nullable
        assert schema.field("config_id").nullable
        assert str(schema.field("status").type) == "dictionary<values=string, indices=int32, ordered=0>"
        assert str(schema.field("workdays").type).startswith("list<item: string")
    empty = root.calls.agent_performance()
    assert empty == [] and pa.table(empty.to_arrow()).column_names[:2] == ["agent", "agent_name"]


def test_nested_fields_and_json(root: Actor) -> None:
    home = root.workspaces.create(workspace_name="W")
    number = root.phone_numbers.create(phonenumber="+49 30 901820")
    agent = root.agents.create(
        workspace=home.id, greeting="hi", voice="v", language="de", call_from="09:00", call_to=dt.time(17, 0, 0, 5), character="c",
        workdays=["monday"],
    )
    root.agents.assign_phone_numbers(agent.agent_id, phone_number_ids=[number.id])
    root.leads.create(name="Ada", email="a@example.com", phone="1", workspace=home.id, meta_data={"b": [1, None], "a": "ü"})
    [row] = pa.table(root.agents.to_arrow()).to_pylist()
    assert row["call_from"] == dt.time(9) and row["call_to"] == dt.time(17, 0, 0, 5) and row["workdays"] == ["monday"]
    assert row["phone_numbers"] and row == pa.table(root.agents.list().to_arrow()).to_pylist()[0]
    [lead] = pa.table(root.leads.to_arrow()).to_pylist()
    assert json.loads(lead["meta_data"]) == {"b": [1, None], "a": "ü"} and lead["surname"] is None


def test_statistics_are_tables(root: Actor, calls: list[models.Call]) -> None:
    analytics = root.calls.analytics()
    assert pl.DataFrame(analytics.to_arrow()).to_dicts() == [analytics.to_dict()]
    daily = root.calls.daily_stats(start_date="2026-02-28", end_date="2026-03-02")
    days = pl.DataFrame(daily.to_arrow("daily_stats"))
    assert days["calls"].to_list() == [0, 25, 0] and days["date"].to_list()[1] == dt.date(2026, 3, 1)
    [whole] = pa.table(daily.to_arrow()).to_pylist()
    assert whole["period_days"] == 3 and whole["totals"]["calls"] == 25 and whole["daily_stats"][1]["calls"] == 25
    breakdown = root.calls.outcome_breakdown()
    [row] = pa.table(breakdown.to_arrow()).to_pylist(maps_as_pydicts="strict")
    assert row == json.loads(json.dumps(breakdown.to_dict()))
    distribution = root.calls.duration_distribution()
    [row] = pa.table(distribution.to_arrow()).to_pylist()
    assert row["duration_ranges"]["0-30s"]["count"] == 25 and row["duration_ranges"]["300s+"]["count"] == 0
    with pytest.raises(errors.InvalidInput):
        daily.to_arrow("totals")


def test_every_list_of_the_catalog_and_every_statistic_of_calls(root: Actor, calls: list[models.Call]) -> None:
    lists = [operation["name"].split(".")[0] for operation in core.catalog() if operation["name"].endswith(".list")]
    assert len(lists) >= 11
    for room in lists:
        whole, page = getattr(root, room).to_arrow(), getattr(root, room).list().to_arrow()
        assert pa.schema(whole) == pa.schema(page) and pa.table(whole).num_rows >= pa.table(page).num_rows
    statistics = []
    for operation in core.catalog():
        if "tz" in operation["fields"] and operation["name"] != "calls.list":
            statistics.append(operation["name"])
            assert pa.table(root.call(operation["name"]).to_arrow()).num_columns > 3, operation["name"]
    assert len(statistics) >= 6


def test_errors_come_before_the_stream(db: hotcalls.Database, root: Actor, place: Places) -> None:
    with pytest.raises(errors.InvalidInput) as caught:
        root.calls.to_arrow(direction="sideways")
    assert "direction" in caught.value.details
    with pytest.raises(errors.NotAuthenticated):
        db.anonymous().leads.to_arrow()
    for size in (0, -1, 2**40, 65_537, "many", None, 1.5):
        with pytest.raises(errors.InvalidInput) as caught:
            root.leads.to_arrow(batch_size=size)  # type: ignore[arg-type]
        assert "batch_size" in caught.value.details
    with hotcalls.open(place("other.db")) as other:
        for n in range(10):
            other.system().leads.create(name=str(n), email="a@example.com", phone=str(n))
        walk = other.system().leads.to_arrow(batch_size=2)
        reader = pa.RecordBatchReader.from_stream(walk)
        reader.read_next_batch()
    with pytest.raises(pa.ArrowInvalid, match="closed"):
        reader.read_all()


def test_other_users_rows_are_not_in_it(db: hotcalls.Database, root: Actor) -> None:
    homes = [root.workspaces.create(workspace_name=name) for name in "ab"]
    for home in homes:
        root.leads.create(name="L", email="a@example.com", phone="1", workspace=home.id)
    user = root.users.create(username="ann", phone="1", password="securepassword123")
    root.workspaces.add_users(homes[0].id, user_ids=[user.id])
    assert pl.DataFrame(db.as_user(user.id).leads.to_arrow())["workspace"].to_list() == [str(homes[0].id)]


def test_threads_read_streams_side_by_side(root: Actor, calls: list[models.Call]) -> None:
    found: list[int] = []

    def read() -> None:
        for _ in range(10):
            found.append(pa.table(root.calls.to_arrow(batch_size=4)).num_rows)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [25] * 40


PEOPLE = {
    "First name": ["Ada", "Bert", "Ada", None, "Eve"],
    "E-Mail": ["ada@example.com", "no address", "ada@example.com", None, "eve@example.com"],
    "Mobile": [4930901820, 2, 4930901820, None, 4930901821],
    "score": [0.5, None, float("nan"), None, 2.0],
    "seen": [MOMENT, None, None, None, None],
    "born": [dt.date(1815, 12, 10), None, None, None, None],
}
VERDICTS = [(0, "created"), (1, "invalid"), (2, "duplicate"), (4, "created")]


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame(PEOPLE, strict=False),
        pd.DataFrame(PEOPLE),
        pa.table(PEOPLE),
        duckdb.sql("FROM (VALUES (1)) t(x)"),
    ],
    ids=lambda frame: type(frame).__module__.split(".")[0],
)
def test_frames_are_imported_with_verdicts(root: Actor, frame: Any) -> None:
    if isinstance(frame, duckdb.DuckDBPyRelation):
        people = pa.table(PEOPLE)
        frame = duckdb.sql("SELECT * FROM people")
        assert people.num_rows == 5
    told: list[int] = []
    report = root.leads.import_frame(frame, meta_data={"source": "frame"}, progress=told.append)
    assert [(row.line, row.verdict) for row in report.rows] == VERDICTS
    assert report.total_rows == 4 and report.created == 2 and report.invalid == 1 and told[-1] == 4
    assert report.rows[1].errors == {"email": ["Enter a valid email address."]}
    ada = root.leads.get(report.rows[0].id)  # type: ignore[arg-type]
    assert ada.phone == "4930901820" and ada.meta_data["source"] == "frame" and ada.meta_data["score"] == 0.5
    assert ada.meta_data["born"].startswith("1815-12-10") and dt.datetime.fromisoformat(ada.meta_data["seen"].replace("Z", "+00:00")) == MOMENT
    again = root.leads.import_frame(pl.DataFrame(PEOPLE, strict=False))
    assert again.created == 0 and again.duplicates == 3


def test_a_frame_goes_round(root: Actor, jane: models.Lead, place: Places) -> None:
    frame = pl.DataFrame(root.leads.to_arrow()).select("name", "surname", "email", "phone", "meta_data")
    with hotcalls.open(place("copy.db")) as copy:
        report = copy.system().leads.import_frame(frame)
        [lead] = copy.system().leads.list()
        assert report.created == 1 and (lead.full_name, lead.meta_data) == (jane.full_name, jane.meta_data)


def test_columns_of_nothing_and_columns_that_are_left_out_may_be_of_any_type(root: Actor) -> None:
    rows = {"name": ["A"], "surname": [None], "email": ["a@example.com"], "phone": ["1"]}
    for n, frame in enumerate([pl.DataFrame(rows), pd.DataFrame(rows), pa.table(rows)]):
        report = root.leads.import_frame(frame, on_duplicate="skip")
        assert (report.created, report.duplicates) == ((1, 0) if n == 0 else (0, 1))
    picture = pl.DataFrame(rows | {"picture": [b"png"]})
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.import_frame(picture)
    assert "picture" in caught.value.details["frame"]
    assert root.leads.import_frame(picture, mapping={"picture": None}).duplicates == 1


class Gives:
    """A frame that exports whatever it was given."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.answer


def capsule_of_something_else() -> Any:
    return pa.schema([]).__arrow_c_schema__()


def test_frames_that_are_none_are_refused(root: Actor) -> None:
    for bad in ([{"name": "x"}], 5, None, "no such file.csv"):
        with pytest.raises(errors.HotcallsError):
            root.leads.import_frame(bad)  # type: ignore[arg-type]
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.import_frame(pl.DataFrame({"colour": ["red"]}))
    assert "frame" in caught.value.details
    with pytest.raises(errors.InvalidInput) as caught:
        root.leads.import_frame(pa.table({"name": ["a"], "email": ["a@example.com"], "phone": [b"1"]}))
    assert "phone" in caught.value.details["frame"]

    class Broken:
        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            raise RuntimeError("broken frame")

    with pytest.raises(RuntimeError, match="broken frame"):
        root.leads.import_frame(Broken())

    for answer in (5, None, capsule_of_something_else()):
        with pytest.raises(errors.InvalidInput) as caught:
            root.leads.import_frame(Gives(answer))
        assert "capsule" in caught.value.details["frame"][0]

    def batches() -> Any:
        yield pa.record_batch({"name": ["a"], "email": ["a@example.com"], "phone": ["1"]})
        raise RuntimeError("the source broke off")

    schema = pa.schema({"name": pa.string(), "email": pa.string(), "phone": pa.string()})
    with pytest.raises(errors.InvalidInput, match="broke off"):
        root.leads.import_frame(pa.RecordBatchReader.from_batches(schema, batches()), atomic=True)
    assert root.leads.list().count == 0


CSV = b"name,email,phone\n" + b"".join(b"L%d,l%d@example.com,%d\n" % (n, n, n) for n in range(600))


def test_files_are_imported_as_they_come(root: Actor, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_bytes(CSV)
    told: list[int] = []
    assert root.leads.import_file(tmp_path / "leads.csv", progress=told.append).created == 600
    assert told[-1] == 600 and told == sorted(set(told)) and len(told) > 1
    assert root.leads.import_file(io.BytesIO(CSV)).duplicates == 600
    with (tmp_path / "leads.csv").open("rb") as file:
        assert root.leads.import_file(file).duplicates == 600
    with pytest.raises(errors.StorageIOError, match="cannot be read"):
        root.leads.import_file(tmp_path / "nothing.csv")
    with (tmp_path / "leads.csv").open("r") as text, pytest.raises(errors.WrongType, match="binary"):
        root.leads.import_file(text)  # type: ignore[arg-type]

    class Generous:
        def read(self, size: int, /) -> bytes:
            return bytes(size + 1)

    with pytest.raises(errors.InvalidInput, match="more bytes"):
        root.leads.import_file(Generous())


def test_a_frame_with_nothing_but_nulls_inside_of_its_columns(root: Actor) -> None:
    inside = {"tags": [[]], "nulls": [[None]], "rows": [[{"a": 1, "b": None}]], "one": [{"c": None}]}
    frame = pl.DataFrame({"name": ["Ada"], "email": ["ada@example.com"], "phone": ["1"], "plain": [None]} | inside)
    assert root.leads.import_frame(frame).created == 1
    [ada] = root.leads.list()
    assert ada.meta_data["rows"] == [{"a": 1, "b": None}] and ada.meta_data["tags"] == []
    assert root.leads.import_frame(frame, mapping=dict.fromkeys([*inside, "plain"])).duplicates == 1


def test_a_cancelled_import_reads_no_more(root: Actor) -> None:
    token = core.CancelToken()
    reads: list[int] = []

    class Slow:
        def read(self, size: int, /) -> bytes:
            reads.append(size)
            if len(reads) == 5:
                token.cancel()
            return b"name,email,phone\n" if len(reads) == 1 else b"Ada,ada@example.com," if len(reads) < 500 else b""

    with pytest.raises(errors.Cancelled):
        root._native.feed("leads.import_csv", {}, Slow(), cancel=token)
    assert len(reads) == 5 and root.leads.list().count == 0


def test_an_exception_of_the_callers_own_ends_an_import(root: Actor) -> None:
    class Enough(Exception):
        pass

    def stop(rows: int) -> None:
        if rows >= 500:
            raise Enough

    with pytest.raises(errors.InvalidInput):
        root.leads.import_file(io.BytesIO(CSV), progress=5)  # type: ignore[arg-type]

    async def later(rows: int) -> None:
        raise AssertionError("nobody awaits it")

    with pytest.raises(errors.InvalidInput, match="not awaited"):
        root.leads.import_file(io.BytesIO(CSV), progress=later)
    with pytest.raises(Enough):
        root.leads.import_file(io.BytesIO(CSV), progress=stop)
    assert 500 <= root.leads.list().count <= 600

    class Half(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise Enough
            return super().read(100)

    with pytest.raises(Enough):
        root.leads.import_file(Half(CSV))


@pytest.mark.files
def test_a_close_in_the_middle_of_a_write_takes_place_after_it(place: Places) -> None:
    for atomic, created in ((True, 600), (False, None)):
        db = hotcalls.open(place("closed.db"))
        root = db.system()
        source = io.BytesIO(CSV.replace(b"L", b"A" if atomic else b"B").replace(b",l", b",a" if atomic else b",b"))
        if created is None:
            with pytest.raises(errors.ClosedHandleError):
                root.leads.import_file(source, progress=lambda _: db.close())
        else:
            assert root.leads.import_file(source, atomic=atomic, progress=lambda _: db.close()).created == created
        with pytest.raises(errors.ClosedHandleError):
            root.leads.list()
    with hotcalls.open(place("closed.db")) as again:
        assert again.system().leads.list(name="A").count == 600


@pytest.mark.files
def test_an_atomic_import_is_the_one_writer_of_its_file(root: Actor) -> None:
    # Between the transactions of an import the database may be used, inside of the one of an atomic import only read.
    seen: list[int] = []

    def look_and_write(rows: int) -> None:
        seen.append(root.leads.list().count)
        root.leads.create(name="Beside", email="a@example.com", phone="0")

    before = root.leads.list().count
    with pytest.raises(errors.Busy) as caught:
        root.leads.import_file(io.BytesIO(CSV), atomic=True, on_duplicate="update", progress=look_and_write)
    assert caught.value.operation == "leads.create" and seen == [before] == [root.leads.list().count]
    root.leads.import_file(io.BytesIO(CSV), progress=look_and_write)
    assert len(seen) > 2 and root.leads.list(name="Beside").count == len(seen) - 1
