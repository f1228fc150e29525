"""Memory does not grow with the number of operations. The bench does the same with more of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "hotcalls-py/benches"))

from memory import grown  # noqa: E402


@pytest.mark.files
def test_operations_of_every_kind_leave_nothing_behind() -> None:
    python, process = grown(2800)
    # A leak of one small object per operation would be more.
    assert python < 40 * 1024, python
    assert process < 8 * 1024 * 1024, process
