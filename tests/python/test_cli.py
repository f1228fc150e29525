"""The command line, as a process of its own."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Places

import hotcalls

CSV = "Vorname;Nachname;E-Mail;Telefon;Firma\nAda;Lovelace;ada@example.com;030 901820;Analytical\nBert;;no address;2;\nEve;;eve@example.com;030 901821;\n"


@pytest.fixture
def file(place: Places) -> str:
    path = place("calls.db")
    with hotcalls.open(path) as db:
        root = db.system()
        team = root.workspaces.create(workspace_name="Marketing Team")
        lead = root.leads.create(name="Jane", email="jane@example.com", phone="1", workspace=team.id)
        root.calls.create(lead=lead.id, from_number="1", to_number="2", direction="outbound", duration=125)
    return path


def run(*arguments: object, stdin: str = "") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "hotcalls", *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def test_help_says_what_there_is() -> None:
    code, out, _ = run("--help")
    assert code == 0 and all(word in out for word in ("info", "import-leads", "import-cdr", "snapshot", "stats", "shell", "exit codes"))
    assert run("import-leads", "--help")[1].count("--") > 8
    assert run("--version")[1] == f"hotcalls {hotcalls.__version__}\n"
    assert run()[0] == 2 and run("nonsense")[0] == 2 and run("info")[0] == 2


def test_info(file: str) -> None:
    code, out, err = run("info", file)
    assert (code, err) == (0, "") and "leads" in out and "time_zone" in out
    found = json.loads(run("info", file, "--json")[1])
    assert found["counts"]["calls"] == 1 and found["counts"]["users"] == 0 and found.get("bytes") == (os.path.getsize(file) if os.path.exists(file) else None)
    assert found.get("file", found.get("database")) == file


def without(streams: str, *arguments: object, **environment: str) -> tuple[int, str, str]:
    """Runs it without some of its standard streams."""
    command = ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-m", "hotcalls", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ | environment)
    return done.returncode, done.stdout, done.stderr


def test_standard_streams_that_are_not_there(file: str, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("name,email,phone\nAda,ada@example.com,1\n")
    assert without(">&-", "info", file) == (0, "", "")
    assert without("2>&-", "import-leads", file, tmp_path / "leads.csv")[::2] == (0, "")
    assert without("<&-", "import-leads", file, "-") == (1, "", "hotcalls: there is no standard input\n")
    assert without("<&-", "shell", file) == (1, "", "hotcalls: there is no standard input\n")


def test_a_terminal_that_cannot_show_a_letter(file: str, tmp_path: Path) -> None:
    (tmp_path / "Büro.db").touch()
    hotcalls.open(tmp_path / "Büro.db").close()
    code, out, err = without("", "info", tmp_path / "Büro.db", PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "") and r"B\xfcro.db" in out


def test_what_is_not_there_is_not_made(tmp_path: Path) -> None:
    for command in (["info"], ["stats"], ["shell"], ["snapshot"], ["import-leads"]):
        extra = [tmp_path / "x"] if command[0] in ("snapshot", "import-leads") else []
        code, out, err = run(*command, tmp_path / "nothing.db", *extra)
        assert (code, out) == (1, "") and "there is no file" in err
    assert not list(tmp_path.iterdir())
    code, _, err = run("info", "postgres.db")
    assert code == 1 and "there is no file" in err and not Path("postgres.db").exists()
    (tmp_path / "empty.db").touch()
    code, _, err = run("info", tmp_path / "empty.db")
    assert code == 1 and "is empty" in err and (tmp_path / "empty.db").stat().st_size == 0
    (tmp_path / "text.db").write_text("no database" * 100)
    code, _, err = run("info", tmp_path / "text.db")
    assert code == 1 and "not_a_database" in err


def test_import_leads(file: str, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text(CSV, encoding="utf-8")
    arguments = ["import-leads", file, tmp_path / "leads.csv", "--workspace", "marketing team", "--country", "DE", "--meta", '{"source": "fair"}']
    code, out, err = run(*arguments)
    assert code == 3 and "created     2" in out and err == "line 3: email: Enter a valid email address.\n"
    assert run(*arguments)[1].replace(" ", "").count("duplicates2") == 1
    with hotcalls.open(file) as db:
        ada = db.system().leads.list(search="ada")[0]
        assert ada.phone_e164 == "+4930901820" and ada.meta_data == {"Firma": "Analytical", "source": "fair"} and ada.workspace is not None
    good = "who,mail,nr,secret\nCarl,carl@example.com,3,x\n"
    options = ["--column", "who=name", "--column", "mail=email", "--column", "nr=phone", "--column", "secret=", "--json"]
    code, out, err = run("import-leads", file, "-", *options, stdin=good)
    assert code == 0 and json.loads(out)["rows"][0]["verdict"] == "created" and err == ""


def test_import_leads_tells_what_is_wrong(file: str, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("colour\nred\n")
    for arguments, word in [
        ([tmp_path / "bad.csv"], "has no column for name"),
        ([tmp_path / "none.csv"], "none.csv"),
        ([tmp_path / "bad.csv", "--workspace", "nobody's"], "no workspaces are named"),
        ([tmp_path / "bad.csv", "--column", "x"], "COLUMN=FIELD"),
        ([tmp_path / "bad.csv", "--meta", "{"], "--meta"),
        ([tmp_path / "bad.csv", "--country", "XX1"], "default_country"),
    ]:
        code, out, err = run("import-leads", file, *arguments)
        assert (code, out) == (1, "") and word in err, err


def test_import_cdr(file: str) -> None:
    records = Path(__file__).parents[1] / "data/cdr/asterisk-master.csv"
    code, out, err = run("import-cdr", file, records, "--time-zone", "Europe/Berlin", "--provider", "pbx", "--json")
    report = json.loads(out)
    assert code == (3 if report["invalid"] else 0) and report["created"] > 0 and err == ""
    with hotcalls.open(file) as db:
        assert db.system().calls.list(provider="pbx").count == report["created"]
        again = db.system().calls.import_file(records, time_zone="Europe/Berlin", provider="pbx")
        assert again.created == 0 and again.duplicates == report["total_rows"] - report["invalid"]
    code, out, err = run("import-cdr", file, records, "--time-zone", "Europe/Berlin", "--provider", "pbx")
    assert "created" in out and "merged" in out and "updated" not in out
    code, out, err = run("import-cdr", file, "-", "--format", "nonsense", stdin="x")
    assert (code, out) == (1, "") and "format" in err


def test_a_terminal_sees_a_bar(file: str, tmp_path: Path) -> None:
    rows = "".join(f"N{n},n{n}@example.com,{n}\n" for n in range(1000))
    (tmp_path / "leads.csv").write_text("name,email,phone\n" + rows)
    terminal, side = pty.openpty()
    command = [sys.executable, "-m", "hotcalls", "import-leads", str(file), str(tmp_path / "leads.csv")]
    with subprocess.Popen(command, stderr=side, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout.read()
    os.close(side)
    shown = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert process.returncode == 0 and "1,000" in out
    assert "[###" in shown and " rows" in shown and shown.endswith("\x1b[K")


def test_snapshot(file: str, tmp_path: Path) -> None:
    code, out, err = run("snapshot", file, tmp_path / "copy.db")
    assert (code, err) == (0, "") and "copy.db" in out
    with hotcalls.open(tmp_path / "copy.db") as copy:
        assert copy.system().calls.list().count == 1
    code, out, err = run("snapshot", file, tmp_path / "copy.db")
    assert (code, out) == (1, "") and "exists" in err


def test_stats(file: str) -> None:
    code, out, err = run("stats", file, "--days", "2", "--workspace", "Marketing Team")
    assert (code, err) == (0, "") and "125" in out and out.count("\n20") == 2
    found = json.loads(run("stats", file, "--json", "--tz", "Europe/Berlin")[1])
    assert found["analytics"]["total_calls"] == 1 and len(found["daily_stats"]["daily_stats"]) == 7
    code, _, err = run("stats", file, "--tz", "Mars/Olympus")
    assert code == 1 and "tz" in err


def test_shell(file: str) -> None:
    code, out, _ = run("shell", file, stdin="print(root.leads.list()[0].full_name, db.path)\n")
    assert code == 0 and f"Jane {file}" in out


def test_a_reader_that_goes_away_is_no_fault(file: str) -> None:
    command = f"{sys.executable} -m hotcalls stats {file} --days 365 | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
