"""What a check found."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ._errors import BadInputError, GradientError

Floats = npt.NDArray[np.float64]


class Verdict(str, Enum):
    """The answer; equal to its text."""

    PASS = "PASS"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"

    __str__ = str.__str__


@dataclass(frozen=True)
class Cause:
    """What explains a wrong gradient: its name in the documentation, and what it means here."""

    id: str
    sentence: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entries:
    """Entries of a gradient, an array each of as many numbers."""

    #: Where each stands, in words.
    place: tuple[str, ...]
    #: Of shape (entries, axes): the same in numbers; -1 where an input has fewer axes than another.
    index: npt.NDArray[np.intp]
    #: The gradient in question.
    given: Floats
    #: What differences give, within ``bound``.
    derivative: Floats
    bound: Floats
    difference: Floats
    #: The largest difference that rounding and the bound explain.
    allowed: Floats

    def __len__(self) -> int:
        """How many."""
        return len(self.given)


@dataclass(frozen=True, repr=False)
class Result:
    """A finished check. Printed it reads as on the command line; in a notebook it has pictures."""

    verdict: Verdict
    #: Why it is inconclusive, in a word; None where it is not.
    reason: str | None
    causes: tuple[Cause, ...]
    #: The entries to look at, worst first.
    worst: Entries
    #: All that is known, as ``--json`` writes it: docs/check.md.
    details: Mapping[str, Any]
    #: By name: ``gradient``, ``derivative``, ``bound``, ``difference``, ``allowed``, ``agreement``
    #: (0 agrees, 1 wrong, 2 undecided), each of the input's shape; of several gradients with the
    #: number of each in front, as ``3/derivative``.
    arrays: Mapping[str, npt.NDArray[Any]]
    text: str
    _html: str = ""
    _report: Callable[[Path], None] | None = None
    _explain: Callable[..., Explanation] | None = None

    @property
    def passed(self) -> bool:
        """Whether the gradient is right."""
        return self.verdict is Verdict.PASS

    def raise_for_verdict(self) -> Result:
        """Raises GradientError unless the gradient is right; else gives this result back."""
        __tracebackhide__ = True
        if not self.passed:
            raise GradientError(self.text, self)
        return self

    def save_report(self, path: str | Path) -> Path:
        """Writes the HTML report, for which the check is repeated; the seed makes it the same."""
        if self._report is None:
            raise BadInputError("report (of this result) must be asked for with the check: report=")
        self._report(Path(path))
        return Path(path)

    def explain(self, h: float = 1e-3, **options: Any) -> Explanation:
        """Says what the difference between the gradient and the model's own difference quotients,
        (f(x+h)-f(x-h))/2h, is made of.
        """
        if self._explain is None:
            raise BadInputError(
                "explain (of this result) must be of a model with one sample: "
                "use plumbline.explain with your arrays"
            )
        return self._explain(h, **options)

    def __repr__(self) -> str:
        """What the command line prints."""
        return self.text

    def _repr_html_(self) -> str:
        return self._html or f"<pre>{html.escape(self.text)}</pre>"

    def __bool__(self) -> bool:
        """Whether the gradient is right."""
        return self.passed


@dataclass(frozen=True, repr=False)
class Explanation:
    """Which of two gradients is right, and what their difference is made of."""

    #: On the gradient by automatic differentiation.
    analytic: Verdict
    #: On the difference quotients.
    numeric: Verdict
    #: All that is known, as ``explain --json`` writes it: docs/explain.md.
    details: Mapping[str, Any]
    text: str

    def __repr__(self) -> str:
        """What the command line prints."""
        return self.text

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text)}</pre>"


def entries(rows: Sequence[Mapping[str, Any]], given: str, derivative: str) -> Entries:
    """Entries from what JSON has of each."""

    def column(key: str) -> Floats:
        return np.array([float(row[key]) for row in rows], dtype=np.float64)

    indices = [list(row["index"]) for row in rows]
    axes = max(map(len, indices), default=0)
    padded = [index + [-1] * (axes - len(index)) for index in indices]
    return Entries(
        tuple(row.get("place", str(row["index"])) for row in rows),
        np.array(padded, dtype=np.intp).reshape(len(rows), axes),
        column(given),
        column(derivative),
        column("bound"),
        column("difference"),
        column("allowed"),
    )


def causes(found: Sequence[Mapping[str, Any]]) -> tuple[Cause, ...]:
    """Causes from what JSON has of each."""
    return tuple(Cause(one["id"], one["sentence"], one.get("details", {})) for one in found)
