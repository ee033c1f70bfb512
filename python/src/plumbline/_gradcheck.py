"""Any callable of arrays."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from . import _java
from ._errors import BadInputError, FunctionError
from ._frameworks import Function
from ._program import Array, Derivative, Program, save_arrays
from ._result import Result, Verdict, causes, entries

#: The function is to blame for these, not its gradient.
NO_FUNCTION = {"NO_VALUE", "NO_GRADIENT", "ARGUMENT_CHANGED", "RANDOM_VALUES", "REMEMBERS"}


def gradcheck(
    f: Callable[..., Any],
    x: Any,
    gradient: Any = None,
    *,
    jacobian: Any = None,
    vjp: Callable[..., Any] | None = None,
    jvp: Callable[..., Any] | None = None,
    hvp: Callable[..., Any] | None = None,
    batched: bool = False,
    precision: str | None = None,
    rtol: float | None = None,
    must_see: float = 0.01,
    seed: int = 1,
    time: str | None = None,
    report: str | Path | None = None,
) -> Result:
    """Says whether the derivative of a function is right at a point, and why it is not.

    There is no step and no tolerance to choose: values of ``f`` near ``x`` give each derivative
    with a bound on its error.

    Args:
        f: takes one array for each input; gives a number, or an array of them. NumPy, PyTorch, JAX,
            or anything else that computes.
        x: where: an array, a tuple of arrays for ``f(*x)``, or a dictionary for ``f(**x)``; of
            float64 or float32, in which the function is then taken to compute.
        gradient: of a function of one number: an array, or a tuple or dictionary as ``x`` is; or a
            callable that gives them. Taken from PyTorch or JAX where ``x`` is of theirs.
        jacobian: of a function of several: an array of shape outputs + inputs, or a callable.
        vjp: gives u'J, called with the inputs and u of the output's shape.
        jvp: gives J v, called with the inputs and v, an array for each input.
        hvp: gives H v of a function of one number, called likewise.
        batched: whether ``f`` takes many points at once, along a first axis of each input, and
            gives as many values; it is called seldom then.
        precision: what ``f`` computes in: ``float64``, ``float32``, ``float16`` or ``bfloat16``;
            by default the coarsest format among inputs and outputs.
        rtol: allowed beside the bounds, relative to each entry.
        must_see: the largest mistake, relative to the gradient's norm, that a PASS may overlook.
        seed: what is drawn at random follows from it.
        time: when to end, as ``90s``; the answer is then INCONCLUSIVE.
        report: where to write an HTML report.

    Returns:
        The verdict with its reasons. Nothing that is given is changed.

    Raises:
        BadInputError: something given does not fit.
        FunctionError: ``f`` raises or is NaN at ``x``, changes its argument, remembers, or draws.
    """
    function = Function(f, x, batched)
    derivatives, given = _claims(function, gradient, jacobian, vjp, jvp, hvp)
    program = Program(function.inputs, function.value, function.batch, derivatives)
    with tempfile.TemporaryDirectory(prefix="plumbline-") as folder:
        files = Path(folder)
        arguments = [
            "check",
            "--program",
            "-",
            "--input",
            save_arrays(files / "input.npz", function.inputs),
        ]
        if given is not None:
            arguments += ["--gradient", save_arrays(files / "gradient.npz", given)]
        for option, value in (
            ("--precision", precision),
            ("--rtol", rtol),
            ("--must-see", must_see),
            ("--seed", seed),
            ("--time", time),
        ):
            if value is not None:
                arguments += [option, str(value)]
        arguments += ["--json", str(files / "result.json")]
        if report is not None:
            arguments += ["--report", str(Path(report).absolute())]
        try:
            answer = _java.run(arguments, program)
        except BadInputError as e:
            raise _blamed(program, str(e)) from program.raised
        details = json.loads((files / "result.json").read_text(encoding="utf-8"))
    result = _result(details, answer.printed, function)
    if result.reason in NO_FUNCTION:
        detail = " ".join(details.get("detail", result.text.splitlines()[0]).split())
        raise FunctionError(f"function ({function.name}): {detail}", result) from program.raised
    return result


def _blamed(program: Program, line: str) -> Exception:
    return BadInputError(line) if program.raised is None else FunctionError(line)


def _claims(
    function: Function,
    gradient: Any,
    jacobian: Any,
    vjp: Callable[..., Any] | None,
    jvp: Callable[..., Any] | None,
    hvp: Callable[..., Any] | None,
) -> tuple[dict[str, Derivative], dict[str, Array] | None]:
    """What is to be checked: derivatives to be asked for, or a gradient that is there."""
    derivatives: dict[str, Derivative] = {}
    given: dict[str, Array] | None = None
    if gradient is not None and jacobian is not None:
        raise BadInputError("gradient and jacobian (both given) must be given one at a time")
    if callable(gradient):
        derivatives["gradient"] = function.inputs_of(gradient, "gradient")
    elif gradient is not None:
        given = function.arrays(gradient, "gradient")
    if jacobian is not None:
        derivatives["vjp"], derivatives["jvp"] = function.products(jacobian)
    if vjp is not None:
        derivatives["vjp"] = function.inputs_of(vjp, "vjp")
    if jvp is not None:
        derivatives["jvp"] = function.outputs_of(jvp, "jvp")
    if hvp is not None:
        derivatives["hvp"] = function.inputs_of(hvp, "hvp")
    if not derivatives and given is None:
        derivatives = dict(function.derivatives)
    if not derivatives and given is None:
        raise BadInputError(
            "gradient (none) must be given: an array, or a callable that gives it; it is taken "
            "from PyTorch or JAX only where x is of theirs"
        )
    return derivatives, given


def _result(details: Mapping[str, Any], text: str, function: Function) -> Result:
    rows = [dict(row) for row in details.get("entries", [])]
    arrays = {
        key: np.array([float(row[name]) for row in rows])
        for key, name in (
            ("gradient", "given"),
            ("derivative", "estimate"),
            ("bound", "bound"),
            ("difference", "difference"),
            ("allowed", "allowed"),
        )
    }
    for row in rows:
        row["index"] = [int(axis) for axis in re.findall(r"\d+", row["place"].rpartition("[")[2])]
    worst = sorted(rows, key=lambda row: -_ratio(row))[:20]
    return Result(
        Verdict(details["verdict"]),
        details.get("reason"),
        causes(details.get("causes", [])),
        entries(worst, "given", "estimate"),
        details,
        arrays,
        text.rstrip("\n"),
    )


def _ratio(row: Mapping[str, Any]) -> float:
    difference, allowed = float(row["difference"]), float(row["allowed"])
    return difference / allowed if allowed > 0 else difference
