"""Checkers of gradients for Python, side by side on one corpus.

    pip install plumbline-gradcheck torch jax scipy numdifftools
    python benchmarks/python_gradcheck.py

Functions that people write gradients for, each with its gradient by JAX in float64, which is right, and
with eight mistakes planted into it; in float64 and in float32. Every tool has its default settings. It
prints the table of docs/python.md.
"""

import argparse
import math
import time
import warnings

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numdifftools  # noqa: E402
import scipy.optimize  # noqa: E402
import torch  # noqa: E402
from jax.test_util import check_grads  # noqa: E402

import plumbline  # noqa: E402

R = np.random.default_rng(5)
A5, A34, B4 = R.normal(size=(5, 5)), R.normal(size=(3, 4)), R.normal(size=4)
SPD = A5 @ A5.T + 5 * np.eye(5)
T8, Y8 = np.linspace(0, 1, 8), R.normal(size=8)


def c(xp, array):
    """A constant of the corpus as the function's own kind of array."""
    return torch.as_tensor(array) if xp is torch else xp.asarray(array)


def like(xp, array, x):
    """The same in the precision of x."""
    return c(xp, array).to(x.dtype) if xp is torch else c(xp, array).astype(x.dtype)


def logsumexp(xp, z):
    top = xp.max(z)
    return top + xp.log(xp.sum(xp.exp(z - top)))


def sigmoid(xp, z):
    return 1 / (1 + xp.exp(-z))


# Each: a name, a point, and the function of a module of arrays and that point.
FUNCTIONS = [
    ("sum of squares", R.normal(size=6), lambda xp, x: xp.sum(x * x)),
    ("rosenbrock", R.normal(size=6), lambda xp, x: xp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)),
    ("quadratic form", R.normal(size=5), lambda xp, x: x @ (like(xp, SPD, x) @ x) / 2),
    ("log-sum-exp", R.normal(size=6), logsumexp),
    ("softmax cross-entropy", R.normal(size=6), lambda xp, x: logsumexp(xp, x) - x[2]),
    ("sharp cross-entropy", 3 * R.normal(size=6), lambda xp, x: logsumexp(xp, 4 * x) - 4 * x[1]),
    ("logistic loss", R.normal(size=4), lambda xp, x: xp.sum(xp.log(1 + xp.exp(-(like(xp, A34, x) @ x))))),
    ("ridge", R.normal(size=4), lambda xp, x: xp.sum((like(xp, A34, x) @ x - 1) ** 2) + 0.1 * xp.sum(x * x)),
    ("mean squared error", R.normal(size=8), lambda xp, x: xp.mean((x - like(xp, Y8, x)) ** 2)),
    ("huber", np.array([0.3, -2.1, 1.7, 0.9]), lambda xp, x: xp.sum(xp.where(xp.abs(x) < 1, x * x / 2, xp.abs(x) - 0.5))),
    ("tanh layer", R.normal(size=5), lambda xp, x: xp.sum(xp.tanh(like(xp, A5, x) @ x))),
    ("two tanh layers", R.normal(size=5) / 2, lambda xp, x: xp.sum(xp.tanh(like(xp, A5, x) @ xp.tanh(like(xp, A5, x) @ x)))),
    ("relu layer", R.normal(size=5), lambda xp, x: xp.sum(xp.where(like(xp, A5, x) @ x > 0, like(xp, A5, x) @ x, 0 * x))),
    ("gelu", R.normal(size=5), lambda xp, x: xp.sum(x * sigmoid(xp, 1.702 * x))),
    ("layer norm", R.normal(size=6), lambda xp, x: xp.sum(((x - xp.mean(x)) / xp.sqrt(xp.mean((x - xp.mean(x)) ** 2) + 1e-5)) ** 3)),
    ("attention row", R.normal(size=4), lambda xp, x: xp.sum(xp.exp(x * x[0] - xp.max(x * x[0])) * x) / xp.sum(xp.exp(x * x[0] - xp.max(x * x[0])))),
    ("gated unit", R.normal(size=4), lambda xp, x: xp.sum(sigmoid(xp, x) * xp.tanh(x) + (1 - sigmoid(xp, x)) * x)),
    ("convolution", R.normal(size=8), lambda xp, x: xp.sum((x[:-2] - 2 * x[1:-1] + x[2:]) ** 2)),
    ("total variation, smooth", R.normal(size=8), lambda xp, x: xp.sum(xp.sqrt((x[1:] - x[:-1]) ** 2 + 1e-3))),
    ("norm", R.normal(size=5), lambda xp, x: xp.sqrt(xp.sum(x * x))),
    ("cosine", R.normal(size=4), lambda xp, x: x @ like(xp, B4, x) / xp.sqrt(xp.sum(x * x))),
    ("product", 1 + R.random(5), lambda xp, x: xp.prod(x)),
    ("geometric mean", 1 + R.random(5), lambda xp, x: xp.exp(xp.mean(xp.log(x)))),
    ("entropy", R.random(5) + 0.1, lambda xp, x: -xp.sum(x / xp.sum(x) * xp.log(x / xp.sum(x)))),
    ("kl of softmax", R.normal(size=4), lambda xp, x: xp.sum(xp.exp(x - logsumexp(xp, x)) * (x - logsumexp(xp, x) - like(xp, B4, x)))),
    ("gaussian likelihood", np.array([0.3, -0.7]), lambda xp, x: xp.sum((like(xp, Y8, x) - x[0]) ** 2) / (2 * xp.exp(2 * x[1])) + 8 * x[1]),
    ("student likelihood", np.array([0.3, 0.2]), lambda xp, x: 2.5 * xp.sum(xp.log(1 + ((like(xp, Y8, x) - x[0]) / xp.exp(x[1])) ** 2 / 4)) + 8 * x[1]),
    ("poisson likelihood", R.normal(size=4) / 2, lambda xp, x: xp.sum(xp.exp(x)) - x @ like(xp, np.abs(B4), x)),
    ("gompertz", np.array([1.2, 0.4, 0.9]), lambda xp, x: xp.sum((x[0] * xp.exp(-x[1] * xp.exp(-x[2] * like(xp, T8, x))) - 0.5) ** 2)),
    ("damped oscillation", np.array([1.0, 0.3, 5.0]), lambda xp, x: xp.sum((x[0] * xp.exp(-x[1] * like(xp, T8, x)) * xp.cos(x[2] * like(xp, T8, x))) ** 2)),
    ("lennard-jones", np.array([1.1, 1.3, 0.95]), lambda xp, x: xp.sum(4 * (x**-12 - x**-6))),
    ("kepler energy", R.normal(size=4) + 2, lambda xp, x: (x[2] ** 2 + x[3] ** 2) / 2 - 1 / xp.sqrt(x[0] ** 2 + x[1] ** 2)),
    ("pendulum step", np.array([0.6, -0.2]), lambda xp, x: (x[0] + 0.1 * (x[1] - 0.1 * xp.sin(x[0]))) ** 2 + (x[1] - 0.1 * xp.sin(x[0])) ** 2),
    ("euler, 20 steps", np.array([0.5, 0.1]), lambda xp, x: euler(xp, x)),
    ("horner", np.array([1.0, -2.0, 0.5, 0.25]), lambda xp, x: ((x[3] * 1.7 + x[2]) * 1.7 + x[1]) * 1.7 + x[0] * x[3]),
    ("rational", R.random(4) + 1, lambda xp, x: xp.sum(x / (1 + x * x))),
    ("power", R.random(4) + 1, lambda xp, x: xp.sum(x**2.5)),
    ("large and small", np.array([1e3, 1e-3, 1.0]), lambda xp, x: x[0] * x[1] + xp.sin(x[2]) * x[0]),
    ("units of a millionth", 1e-6 * R.random(3) + 1e-6, lambda xp, x: xp.sum((1e6 * x) ** 3)),
    ("far from zero", 1e3 + R.random(3), lambda xp, x: xp.sum((x - 1e3) ** 2)),
    ("fast wave", np.array([0.3, 0.7]), lambda xp, x: xp.sum(xp.sin(40 * x))),
    ("unused input", R.normal(size=4), lambda xp, x: xp.sum(x[:3] ** 2)),
    ("max, away from ties", np.array([0.3, 1.9, -0.4]), lambda xp, x: xp.max(x) * x[2]),
    ("gaussian bump", R.normal(size=3) / 2, lambda xp, x: xp.exp(-xp.sum(x * x) / 2)),
]


def euler(xp, x):
    for _ in range(20):
        x = x + 0.05 * xp.sin(x)
    return xp.sum(x * x)


def one(gradient, factor):
    wrong = gradient.copy()
    k = int(np.argmax(np.abs(gradient)))
    wrong[k] *= factor
    return wrong


def half(gradient):
    wrong = gradient.copy()
    wrong[: (len(wrong) + 1) // 2] *= 1.05
    return wrong


MISTAKES = {
    "1 % too large": lambda g: 1.01 * g,
    "twice": lambda g: 2 * g,
    "mean for sum": lambda g: g / len(g),
    "negated": lambda g: -g,
    "largest entry 1 % off": lambda g: one(g, 1.01),
    "largest entry zero": lambda g: one(g, 0),
    "first half 5 % off": half,
    "shifted by one": lambda g: np.roll(g, 1),
}


def plumbline_says(f, x, gradient):
    # It knows no third answer to a function that it cannot see: that is INCONCLUSIVE.
    return str(plumbline.gradcheck(lambda x: np.asarray(f(np, x), x.dtype), x, gradient).verdict)


def torch_says(fast):
    def says(f, x, gradient):
        class Claimed(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return f(torch, x)

            @staticmethod
            def backward(ctx, g):
                return g * torch.as_tensor(gradient)

        leaf = torch.tensor(x, requires_grad=True)
        found = torch.autograd.gradcheck(Claimed.apply, (leaf,), raise_exception=False, fast_mode=fast)
        return "PASS" if found else "FAIL"

    return says


def jax_says(f, x, gradient):
    @jax.custom_vjp
    def claimed(x):
        return f(jnp, x)

    claimed.defvjp(lambda x: (claimed(x), x), lambda x, g: (g * jnp.asarray(gradient),))
    try:
        check_grads(claimed, (jnp.asarray(x),), order=1, modes=["rev"])
    except AssertionError:
        return "FAIL"
    return "PASS"


def scipy_says(f, x, gradient):
    # It gives a number and no answer; the one of its documentation's examples is 3e-8, and this is
    # the square root of the precision, relative to the gradient.
    error = scipy.optimize.check_grad(lambda x: f(np, x), lambda x: gradient, x)
    allowed = math.sqrt(np.finfo(x.dtype).eps) * (1 + np.linalg.norm(gradient))
    return "PASS" if error <= allowed else "FAIL"


def numdifftools_says(f, x, gradient):
    found = numdifftools.Gradient(lambda x: f(np, x))(x)
    return "PASS" if np.allclose(found, gradient) else "FAIL"


TOOLS = {
    "Plumbline": plumbline_says,
    "torch gradcheck": torch_says(False),
    "torch gradcheck, fast": torch_says(True),
    "JAX check_grads": jax_says,
    "scipy check_grad": scipy_says,
    "numdifftools": numdifftools_says,
}


def cases(dtype, functions):
    for name, x, f in functions:
        x = x.astype(dtype)
        right = np.asarray(jax.grad(lambda x, f=f: f(jnp, x))(jnp.asarray(x))).astype(dtype)
        yield name, "right", f, x, right
        for mistake, plant in MISTAKES.items():
            wrong = plant(right.astype(np.float64)).astype(dtype)
            # Some are none at some functions: one entry alone is its own mean.
            if np.linalg.norm(wrong - right) > 1e-3 * np.linalg.norm(right):
                yield name, mistake, f, x, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="take each so-manyth function")
    parser.add_argument("--list", action="store_true", help="name what was not answered rightly")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    functions = FUNCTIONS[:: arguments.every]
    print("| | right rejected | right undecided | wrong accepted | wrong undecided | seconds |")
    print("|---|---|---|---|---|---|")
    for dtype in (np.float64, np.float32):
        for tool, says in TOOLS.items():
            found = {True: [], False: []}
            says(functions[0][2], np.ones(6, dtype), np.ones(6, dtype))
            start = time.perf_counter()
            for name, kind, f, x, gradient in cases(dtype, functions):
                verdict = says(f, x, gradient)
                found[kind == "right"].append(verdict)
                if arguments.list and verdict != ("PASS" if kind == "right" else "FAIL"):
                    print(f"  {tool}, {np.dtype(dtype)}: {name}, {kind}: {verdict}")
            seconds = time.perf_counter() - start
            rights, wrongs = found[True], found[False]
            print(
                f"| {np.dtype(dtype)}, {tool} | {rights.count('FAIL')} of {len(rights)} "
                f"| {rights.count('INCONCLUSIVE')} | {wrongs.count('PASS')} of {len(wrongs)} "
                f"| {wrongs.count('INCONCLUSIVE')} | {seconds:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
