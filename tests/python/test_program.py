"""Whole programs: the one that the package must run as it stands, and the one of the README."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest
from conftest import Places

HERE = Path(__file__).parent


def test_the_program_runs(place: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["program.py", place("calls.db")])
    names = runpy.run_path(str(HERE / "program.py"))
    assert names["stats"].total_calls == 1


@pytest.mark.files
def test_the_program_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (HERE.parent.parent / "README.md").read_text()
    program = readme.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "readme.py").write_text(program)
    names = runpy.run_path("readme.py")
    assert names["team"].workspace_name == "Marketing Team"
    assert (tmp_path / "calls.db").exists()
