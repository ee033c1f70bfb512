"""Gradients as assertions, for pytest, unittest, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ._check import check
from ._errors import BadInputError, FunctionError, GradientError
from ._gradcheck import gradcheck
from ._result import Result

#: Where reports of failures go; None for nowhere. The plugin sets it.
report_to: Path | None = None


def assert_gradient(f: Callable[..., Any], x: Any, *args: Any, **options: Any) -> Result:
    """Fails unless a gradient is right, with what the command line would say.

    Called as ``gradcheck`` is; a network, or the path of one, as ``check`` is.

    Returns:
        The result, where it passed.

    Raises:
        GradientError: an AssertionError: it is wrong or undecided, or ``f`` is no function.
    """
    __tracebackhide__ = True
    network = "by" in options or "loss" in options or "y" in options or _is_network(f)
    asked: Callable[..., Result] = check if network else gradcheck
    if report_to is not None and "report" not in options:
        options["report"] = _place(report_to)
    try:
        result = asked(f, x, *args, **options)
    except FunctionError as e:
        if e.result is None:
            raise
        raise GradientError(str(e), e.result) from e
    if result.passed and report_to is not None:
        Path(options["report"]).unlink(missing_ok=True)
    return result.raise_for_verdict()


def _is_network(f: Any) -> bool:
    if isinstance(f, (str, Path)):
        return True
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(f).__mro__}
    return bool(kinds & {"torch.nn.modules.module.Module", "keras.src.models.model.Model"})


def _place(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise BadInputError(f"--plumbline-report ({folder}) must be writable: {e}") from e
    number = 1
    while (folder / f"{number}.html").exists():
        number += 1
    return folder / f"{number}.html"
