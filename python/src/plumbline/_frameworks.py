"""Functions of NumPy's, PyTorch's and JAX's arrays; only what is used is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ._errors import BadInputError, FunctionError, in_one_line
from ._program import Array, Derivative


class Framework:
    """NumPy, and whatever takes and gives its arrays."""

    def numpy(self, array: Any) -> Array:
        """The same numbers for NumPy."""
        return np.asarray(array)

    def own(self, array: Array, like: Any) -> Any:
        """The same numbers as an array of this framework's, the caller's to keep."""
        return array.copy()

    def derivatives(
        self, f: Callable[..., Any], like: Sequence[Any], scalar: bool
    ) -> Mapping[str, Callable[..., Sequence[Any]]]:
        """The framework's own derivatives of a function, by op; arrays are its own."""
        return {}


class Torch(Framework):
    """PyTorch."""

    def numpy(self, array: Any) -> Array:
        """The same numbers for NumPy."""
        import torch

        if not isinstance(array, torch.Tensor):
            return np.asarray(array)
        array = array.detach().cpu().resolve_conj().resolve_neg()
        if array.dtype == torch.bfloat16:
            array = array.float()
        return np.asarray(array.numpy())

    def own(self, array: Array, like: Any) -> Any:
        """The same numbers as a leaf tensor on the device of ``like``."""
        import torch

        device = like.device if isinstance(like, torch.Tensor) else None
        return torch.tensor(array, device=device)

    def derivatives(
        self, f: Callable[..., Any], like: Sequence[Any], scalar: bool
    ) -> Mapping[str, Callable[..., Sequence[Any]]]:
        """Reverse mode: the gradient, or products u'J."""
        import torch

        def reverse(xs: Sequence[Any], u: Any) -> Sequence[Any]:
            with torch.enable_grad():
                leaves = [x.requires_grad_(True) for x in xs]
                y = joined(f(*leaves))
                if not y.requires_grad:
                    return [torch.zeros_like(x) for x in leaves]
                if u is not None:
                    u = torch.as_tensor(u, dtype=y.dtype, device=y.device).reshape(y.shape)
                else:
                    u = torch.ones_like(y)
                found = torch.autograd.grad(y, leaves, u, allow_unused=True)
            pairs = zip(found, leaves, strict=True)
            return [torch.zeros_like(x) if g is None else g for g, x in pairs]

        if scalar:
            return {"gradient": lambda *xs: reverse(xs, None)}
        return {"vjp": lambda *xs: reverse(xs[:-1], xs[-1])}


class Jax(Framework):
    """JAX."""

    def own(self, array: Array, like: Any) -> Any:
        """The same numbers as an array of JAX's."""
        import jax.numpy as jnp

        return jnp.asarray(array)

    def derivatives(
        self, f: Callable[..., Any], like: Sequence[Any], scalar: bool
    ) -> Mapping[str, Callable[..., Sequence[Any]]]:
        """Reverse mode; of several outputs forward mode too."""
        import jax
        import jax.numpy as jnp

        def vjp(*xs: Any) -> Sequence[Any]:
            y, pull = jax.vjp(f, *xs[:-1])
            found: Sequence[Any] = pull(jnp.asarray(xs[-1], y.dtype).reshape(y.shape))
            return found

        def gradient(*xs: Any) -> Sequence[Any]:
            y, pull = jax.vjp(f, *xs)
            found: Sequence[Any] = pull(jnp.ones_like(y))
            return found

        def jvp(*xs: Any) -> Sequence[Any]:
            half = len(xs) // 2
            return [jax.jvp(f, xs[:half], xs[half:])[1]]

        return {"gradient": gradient} if scalar else {"vjp": vjp, "jvp": jvp}


def joined(y: Any) -> Any:
    """Several tensors of PyTorch's as one."""
    if not isinstance(y, (tuple, list)):
        return y
    import torch

    return torch.cat([one.reshape(-1) for one in y])


def framework_of(arrays: Sequence[Any]) -> Framework:
    """Whose arrays these are."""
    torch, jax = sys.modules.get("torch"), sys.modules.get("jax")
    if torch is not None and any(isinstance(one, torch.Tensor) for one in arrays):
        return Torch()
    if jax is not None and any(isinstance(one, jax.Array) for one in arrays):
        return Jax()
    return Framework()


def to_numpy(array: Any) -> Array:
    """The same numbers for NumPy, whoever's they are."""
    return np.asarray(framework_of([array]).numpy(array))


class Function:
    """A callable at a point, called with its framework's arrays and asked in NumPy's."""

    def __init__(self, f: Callable[..., Any], x: Any, batched: bool) -> None:
        """Calls ``f`` once, to see what it gives."""
        if not callable(f):
            raise BadInputError(f"function ({type(f).__name__}) must be callable")
        self.name = getattr(f, "__name__", type(f).__name__)
        self._f = f
        given, self._by_name = named(x)
        self.framework = framework_of(list(given.values()))
        self._like = list(given.values())
        self._names = list(given)
        self.inputs = {name: self._input(name, one) for name, one in given.items()}
        if not self.inputs or sum(one.size for one in self.inputs.values()) == 0:
            raise BadInputError("x (no numbers) must have one at least")
        self._batched = batched
        try:
            y = self._values(list(self.inputs.values()))
        except BadInputError:
            raise
        except Exception as e:
            raise FunctionError(
                f"function ({self.name}) must have a value at x: {in_one_line(e)}"
            ) from e
        self.shape = y.shape
        if not np.all(np.isfinite(y)):
            raise FunctionError(f"function ({self.name}) must have a value at x: it gives {y}")
        self.batch = self._batch if batched else None
        self.derivatives = {} if batched else self._own()

    def _input(self, name: str, one: Any) -> Array:
        array = self.framework.numpy(one)
        if array.dtype == np.float16 or "bfloat16" in str(getattr(one, "dtype", "")):
            dtype = str(getattr(one, "dtype", array.dtype)).removeprefix("torch.")
            raise BadInputError(
                f"{name} ({dtype}) must be of float32 or float64: too few bits of a value are left "
                "to see a derivative in; check the function in float32"
            )
        if array.dtype.kind == "c":
            raise BadInputError(f"{name} (complex) must be real: pass real and imaginary parts")
        if array.dtype.kind != "f":
            raise BadInputError(
                f"{name} ({array.dtype}) must be of floating-point numbers, float64 or float32"
            )
        if not np.all(np.isfinite(array)):
            raise BadInputError(f"{name} (with NaN or infinities) must be finite")
        single = array.dtype == np.float32
        return np.array(array, dtype=np.float32 if single else np.float64, order="C")

    def _call(self, f: Callable[..., Any], own: Sequence[Any], *more: Any) -> Any:
        if self._by_name:
            return f(*more, **dict(zip(self._names, own, strict=True)))
        return f(*own, *more)

    def _owned(self, arrays: Sequence[Array]) -> list[Any]:
        return [self.framework.own(a, b) for a, b in zip(arrays, self._like, strict=True)]

    def _values(self, arrays: Sequence[Array]) -> Array:
        own = self._owned([one[np.newaxis] for one in arrays] if self._batched else arrays)
        y = self._measured(own)
        return y[0] if self._batched else y

    def value(self, arrays: Sequence[Array]) -> Array:
        """The value at one point."""
        y = self._values(arrays)
        if y.shape != self.shape:
            raise BadInputError(f"value (of shape {y.shape}) must have that at x, {self.shape}")
        return y

    def _batch(self, arrays: Sequence[Array]) -> Array:
        y = self._measured(self._owned(arrays))
        expected = (len(arrays[0]), *self.shape)
        if y.shape != expected:
            raise BadInputError(f"values (of shape {y.shape}) must be of shape {expected}")
        return y

    def _measured(self, own: list[Any]) -> Array:
        before = [self.framework.numpy(one).copy() for one in own]
        y = self.framework.numpy(joined(self._call(self._f, own)))
        for name, one, old in zip(self._names, own, before, strict=True):
            if not np.array_equal(self.framework.numpy(one), old, equal_nan=True):
                raise BadInputError(f"{name} (the argument) must be left as it is: it was changed")
        if y.dtype.kind == "c":
            raise BadInputError("value (complex) must be real")
        if y.dtype.kind not in "fiub":
            raise BadInputError(f"value ({y.dtype}) must be a number or an array of them")
        return y if y.dtype.kind == "f" else y.astype(np.float64)

    def _own(self) -> dict[str, Derivative]:
        def flat(*own: Any) -> Any:
            return joined(self._call(self._f, own))

        found = self.framework.derivatives(flat, self._like, int(np.prod(self.shape)) == 1)
        return {op: self._in_numpy(derivative, op) for op, derivative in found.items()}

    def _in_numpy(self, derivative: Callable[..., Sequence[Any]], op: str) -> Derivative:
        count = len(self._names)

        def given(*arrays: Array) -> Sequence[Array]:
            own = self._owned(arrays[:count])
            more = self._owned(arrays[count:]) if op == "jvp" else list(arrays[count:])
            return [self.framework.numpy(one) for one in derivative(*own, *more)]

        return given

    def arrays(self, given: Any, what: str) -> dict[str, Array]:
        """A gradient that was given, by the inputs' names; each has its input's shape."""
        if isinstance(given, Mapping):
            found = dict(given)
        elif len(self._names) == 1:
            one = given[0] if isinstance(given, tuple) and len(given) == 1 else given
            found = {self._names[0]: one}
        else:
            found = dict(zip(self._names, given, strict=False))
            if len(given) != len(self._names):
                found = {}
        if set(found) != set(self._names):
            raise BadInputError(f"{what} must have an array for each of {', '.join(self._names)}")
        arrays = {}
        for name, x in self.inputs.items():
            array = self.framework.numpy(found[name])
            if array.shape != x.shape:
                raise BadInputError(
                    f"{what} by {name} (of shape {array.shape}) must have the input's, {x.shape}"
                )
            if array.dtype.kind not in "fiu":
                raise BadInputError(f"{what} by {name} ({array.dtype}) must be of numbers")
            arrays[name] = np.asarray(array, np.float32 if array.dtype == np.float32 else float)
        return arrays

    def inputs_of(self, derivative: Callable[..., Any], what: str) -> Derivative:
        """A callable that gives an array for each input."""
        count = len(self._names)

        def given(*arrays: Array) -> Sequence[Array]:
            own = self._owned(arrays[:count])
            more = self._more(arrays[count:], what)
            found = self.arrays(self._call(derivative, own, *more), what)
            return [found[name] for name in self._names]

        return given

    def outputs_of(self, derivative: Callable[..., Any], what: str) -> Derivative:
        """A callable that gives an array of the value's shape."""
        count = len(self._names)

        def given(*arrays: Array) -> Sequence[Array]:
            own = self._owned(arrays[:count])
            y = self._call(derivative, own, *self._owned(arrays[count:]))
            return [self.framework.numpy(y).reshape(self.shape)]

        return given

    def _more(self, vectors: Sequence[Array], what: str) -> list[Any]:
        if what == "vjp":
            return [self.framework.own(one, self._like[0]) for one in vectors]
        return self._owned(vectors) if vectors else []

    def products(self, jacobian: Any) -> tuple[Derivative, Derivative]:
        """Products of a Jacobian with vectors, u'J and J v."""
        count = len(self._names)

        def at(arrays: Sequence[Array]) -> list[Array]:
            given = self._call(jacobian, self._owned(arrays)) if callable(jacobian) else jacobian
            parts = [given] if count == 1 and not isinstance(given, (tuple, Mapping)) else given
            parts = [parts[n] for n in self._names] if isinstance(parts, Mapping) else list(parts)
            found = [self.framework.numpy(one) for one in parts]
            for name, one, x in zip(self._names, found, self.inputs.values(), strict=True):
                if one.shape != self.shape + x.shape:
                    raise BadInputError(
                        f"jacobian by {name} (of shape {one.shape}) must have the value's and the "
                        f"input's, {self.shape + x.shape}"
                    )
            return found

        def vjp(*arrays: Array) -> Sequence[Array]:
            u = arrays[-1]
            return [np.tensordot(u, one, axes=u.ndim) for one in at(arrays[:count])]

        def jvp(*arrays: Array) -> Sequence[Array]:
            pairs = zip(at(arrays[:count]), arrays[count:], strict=True)
            products = [np.tensordot(one, v, axes=v.ndim) for one, v in pairs]
            return [np.sum(products, axis=0)]

        return vjp, jvp


def named(x: Any) -> tuple[dict[str, Any], bool]:
    """The inputs by name; whether they are passed by it."""
    if isinstance(x, Mapping):
        return {str(name): one for name, one in x.items()}, True
    if isinstance(x, (tuple, list)) and x and all(hasattr(one, "shape") for one in x):
        return {f"x{k}": one for k, one in enumerate(x)}, False
    return {"x": x}, False
