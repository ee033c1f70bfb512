"""The gradient checker for neural networks that tells you why.

>>> import plumbline
>>> plumbline.gradcheck(f, x, gradient)      # any function of arrays
>>> plumbline.check(model, x, y)             # a network of PyTorch's, Keras's or JAX's
"""

from ._assert import assert_gradient
from ._check import check, explain
from ._errors import (
    BadInputError,
    ExportError,
    FunctionError,
    GradientError,
    JavaError,
    PlumblineError,
)
from ._gradcheck import gradcheck
from ._mnist import mnist
from ._result import Cause, Entries, Explanation, Result, Verdict

__version__ = "0.1.0"

__all__ = [
    "BadInputError",
    "Cause",
    "Entries",
    "Explanation",
    "ExportError",
    "FunctionError",
    "GradientError",
    "JavaError",
    "PlumblineError",
    "Result",
    "Verdict",
    "assert_gradient",
    "check",
    "explain",
    "gradcheck",
    "mnist",
]
