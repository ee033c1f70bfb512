"""``gradcheck`` as ``torch.autograd`` has it, so that a test suite can switch by its import.

>>> from plumbline.torch import gradcheck
>>> assert gradcheck(f, inputs)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from ._errors import BadInputError, GradientError, PlumblineError
from ._gradcheck import gradcheck as _gradcheck
from ._result import Result

GradcheckError = GradientError


def gradcheck(
    func: Callable[..., Any],
    inputs: torch.Tensor | Sequence[torch.Tensor],
    *,
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
    raise_exception: bool = True,
    nondet_tol: float | None = None,
    check_undefined_grad: bool | None = None,
    check_grad_dtypes: bool | None = None,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether PyTorch's derivatives of ``func`` at ``inputs`` are right.

    Differences from ``torch.autograd.gradcheck``: there is no step and no tolerance, so ``eps``,
    ``atol`` and ``nondet_tol`` play no part, and ``fast_mode`` none either: it is as fast. float32
    is judged as float32. What cannot be decided is no pass: the error's text, and its ``result``,
    say why. The options that ask for other checks than of first derivatives are refused.

    Args:
        func: takes the inputs, and gives a tensor or several.
        inputs: one tensor or several; those that require no gradient are held.
        eps: plays no part.
        atol: plays no part.
        rtol: allowed beside the bounds, relative to each entry.
        raise_exception: whether to raise, or to give False.
        nondet_tol: plays no part: two values of one point are never the same function's.
        check_undefined_grad: plays no part.
        check_grad_dtypes: plays no part.
        check_batched_grad: must be False.
        check_batched_forward_grad: must be False.
        check_forward_ad: also hold forward mode against the values.
        check_backward_ad: must be True.
        fast_mode: plays no part.
        masked: must be False: sparse inputs are refused.

    Raises:
        GradientError: the derivative is wrong, or cannot be decided.
        BadInputError: something given does not fit.
    """
    refused = {
        "check_batched_grad": check_batched_grad,
        "check_batched_forward_grad": check_batched_forward_grad,
        "masked": bool(masked),
        "check_backward_ad": not check_backward_ad,
    }
    for name, given in refused.items():
        if given:
            raise BadInputError(f"{name} (given) must be left out: first derivatives are checked")
    every = (inputs,) if isinstance(inputs, torch.Tensor) else tuple(inputs)
    asked = [
        k
        for k, one in enumerate(every)
        if isinstance(one, torch.Tensor) and one.is_floating_point() and one.requires_grad
    ]
    if not asked:
        raise BadInputError("inputs (none with requires_grad) must have one at least that has it")

    def of_asked(*some: Any) -> Any:
        given = list(every)
        for k, one in zip(asked, some, strict=True):
            given[k] = one
        return func(*given)

    of_asked.__name__ = getattr(func, "__name__", type(func).__name__)
    try:
        result = _gradcheck(
            of_asked,
            tuple(every[k] for k in asked),
            rtol=rtol,
            **_forward(of_asked, check_forward_ad),
        )
    except BadInputError:
        raise
    except PlumblineError:
        if raise_exception:
            raise
        return False
    return _said(result, raise_exception)


def _forward(f: Callable[..., Any], wanted: bool) -> dict[str, Any]:
    if not wanted:
        return {}

    def jvp(*xs: Any) -> Any:
        half = len(xs) // 2
        return torch.func.jvp(f, xs[:half], xs[half:])[1]

    def vjp(*xs: Any) -> Any:
        y, pull = torch.func.vjp(f, *xs[:-1])
        return pull(xs[-1].to(y.dtype).reshape(y.shape))

    return {"jvp": jvp, "vjp": vjp}


def _said(result: Result, raise_exception: bool) -> bool:
    if raise_exception:
        result.raise_for_verdict()
    return result.passed
