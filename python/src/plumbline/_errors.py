"""What goes wrong, each in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._result import Result


def in_one_line(e: BaseException) -> str:
    """What an exception is, and says."""
    return " ".join(f"{type(e).__name__}: {e}".split())


class PlumblineError(Exception):
    """Anything that this package raises."""


class BadInputError(PlumblineError, ValueError):
    """Something given cannot be worked with: which value, why, and the way out if one is known."""


class FunctionError(PlumblineError):
    """The function raised, has no value, or is none: it changes its argument, remembers, or draws.

    ``result`` is the finding, where there is one.
    """

    def __init__(self, message: str, result: Result | None = None) -> None:
        super().__init__(message)
        self.result = result


class ExportError(PlumblineError):
    """The model could not be exported, or the exported one computes another function."""


class JavaError(PlumblineError):
    """There is no Java, or it ended."""


class GradientError(PlumblineError, AssertionError):
    """A gradient is not right, or could not be decided; ``result`` says why."""

    def __init__(self, message: str, result: Result) -> None:
        super().__init__(message)
        self.result = result
