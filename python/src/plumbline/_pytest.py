"""Reports of the gradients that a test found wrong: ``pytest --plumbline-report DIR``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import _assert


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the one option."""
    parser.getgroup("plumbline").addoption(
        "--plumbline-report",
        metavar="DIR",
        help="keep an HTML report of each gradient that is not right, under the test's name",
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Says where the reports of this test go."""
    folder = item.config.getoption("--plumbline-report")
    if folder is None:
        yield
        return
    name = "".join(c if c.isalnum() or c in "-._" else "_" for c in item.nodeid)
    before = _assert.report_to
    _assert.report_to = Path(os.path.abspath(folder)) / name[-150:]
    try:
        yield
    finally:
        _assert.report_to = before
