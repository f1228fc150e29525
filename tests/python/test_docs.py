"""The blocks of docs/python.md, run one after the other as one program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs/python.md"


@pytest.mark.files
def test_the_blocks_of_the_page_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    blocks = page.split("```python\n")[1:]
    assert len(blocks) >= 13
    names: dict[str, Any] = {"__name__": "docs"}
    line = 1
    for before, block in zip(page.split("```python\n"), blocks):
        line += before.count("\n") + 1
        program = "\n" * (line - 1) + block.split("```")[0]
        # Compiled with the page's name and lines, so that a failure points into it.
        exec(compile(program, str(PAGE), "exec"), names)
    assert {"calls.db", "copy.db", "async.db"} <= {path.name for path in tmp_path.iterdir()}
