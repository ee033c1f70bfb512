"""Networks of PyTorch's, Keras's and JAX's: exported, and asked for their own loss and gradient."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._errors import BadInputError, ExportError
from ._program import Array

#: Options of the command line that the frameworks' own losses take too.
LOSS_OPTIONS = {"label_smoothing", "class_weights", "reduction", "ignore_index"}


class Model(ABC):
    """A network that was given as an object."""

    #: What the gradient is computed in, where the array does not say it.
    precision: str | None = None
    #: Whether it is one function of the whole batch, and not of each sample.
    whole = False

    @abstractmethod
    def export(self, x: Array, folder: Path) -> Path:
        """Writes it to a file that Java reads; ``x`` is what it takes."""

    def rounded(self, x: Array) -> Array:
        """The numbers that it is given in place of these: in its own format."""
        return x.astype(np.float32)

    @abstractmethod
    def output(self, x: Array) -> Array:
        """What it gives for a batch."""

    @abstractmethod
    def loss(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """The loss of each sample."""

    def total(self, x: Array, y: Any, options: Mapping[str, Any]) -> float:
        """The loss of a batch, which gradients by the parameters are of."""
        return float(np.mean(self.loss(x, y, options)))

    @abstractmethod
    def gradient(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """The gradient of each sample's loss by it."""

    def parameters(self, x: Array, y: Any, options: Mapping[str, Any]) -> dict[str, Array]:
        """The gradients of a batch's loss by the parameters, by name."""
        raise BadInputError(
            "by (parameters) must be of a PyTorch or Keras model; of a JAX function check its "
            "loss by them: plumbline.gradcheck(lambda p: loss(f(p, x), y), params)"
        )

    def arguments(self, by: str) -> list[str]:
        """What the command line has to know of its loss."""
        return []


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Exporters chatter; what they say is of use only where they fail."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        before = logging.root.manager.disable
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(before)


def first_line(e: BaseException) -> str:
    """The first line of what an exception says."""
    lines = [line.strip() for line in str(e).splitlines() if line.strip()]
    return f"{type(e).__name__}: {lines[0]}"[:300] if lines else type(e).__name__


def require_evaluation_mode(module: Any) -> None:
    """Refuses a module that computes as in training."""
    if module.training:
        raise BadInputError(
            "model (in training mode) must be in evaluation mode: model.eval(); dropout and "
            "batch normalization compute another function in training"
        )


class TorchModel(Model):
    """A ``torch.nn.Module``."""

    #: Stands before the names of the parameters.
    _prefix = ""

    def __init__(self, module: Any, loss: Any) -> None:
        """Refuses what would change from call to call."""
        import torch

        require_evaluation_mode(module)
        self._module = module
        self._loss = loss
        parameters = [*module.parameters(), *module.buffers()]
        floats = {p.dtype for p in parameters if p.is_floating_point()}
        half = floats & {torch.float16, torch.bfloat16}
        if half:
            dtype = str(half.pop()).removeprefix("torch.")
            raise BadInputError(
                f"model (in {dtype}) must be in float32 or float64: model.float(); or export it "
                f"and check the file with gradient= and precision='{dtype}'"
            )
        self._dtype = torch.float64 if torch.float64 in floats else torch.float32
        self.precision = "float64" if self._dtype == torch.float64 else None
        self._device = parameters[0].device if parameters else torch.device("cpu")

    def _tensor(self, x: Array) -> Any:
        import torch

        return torch.as_tensor(np.ascontiguousarray(x), dtype=self._dtype, device=self._device)

    def rounded(self, x: Array) -> Array:
        """In the format of its weights."""
        import torch

        return x.astype(np.float64 if self._dtype == torch.float64 else np.float32)

    def export(self, x: Array, folder: Path) -> Path:
        """To ONNX, every weight under its own name."""
        import torch

        file = folder / "model.onnx"
        tries: list[dict[str, Any]] = [
            # A hundred times as fast as the other, which knows more.
            {
                "dynamo": False,
                "do_constant_folding": False,
                "training": torch.onnx.TrainingMode.PRESERVE,
            },
            {"dynamo": True, "optimize": False, "external_data": False, "verbose": False},
        ]
        failures: list[Exception] = []
        for options in tries:
            try:
                with quiet():
                    torch.onnx.export(self._module, (self._tensor(x),), str(file), **options)
                return file
            except Exception as e:
                failures.append(e)
        missing = any(isinstance(one, ImportError) for one in failures)
        way = (
            "pip install 'plumbline-gradcheck[torch]' has what exporters need; or "
            if missing
            else ""
        )
        raise ExportError(
            f"model ({type(self._module).__name__}) could not be exported to ONNX "
            f"({'; '.join(map(first_line, failures))}); {way}check it as a function: "
            "plumbline.gradcheck(lambda x: loss(model(x), y), x)"
        ) from failures[0]

    def output(self, x: Array) -> Array:
        """What it gives for a batch."""
        import torch

        with torch.no_grad():
            y = self._module(self._tensor(x))
        if not isinstance(y, torch.Tensor):
            raise BadInputError(f"model's output ({type(y).__name__}) must be one tensor")
        found: Array = y.detach().cpu().numpy()
        return found

    def _losses(self, x: Any, y: Any, options: Mapping[str, Any], reduction: str) -> Any:
        import torch

        output = self._module(x)
        if not isinstance(self._loss, str):
            return self._loss(output, y if y is None else torch.as_tensor(y, device=self._device))
        return torch_loss(self._loss, output, y, options, reduction)

    def loss(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """The loss of each sample."""
        import torch

        with torch.no_grad():
            found: Array = self._losses(self._tensor(x), y, options, "none").cpu().numpy()
        return found

    def total(self, x: Array, y: Any, options: Mapping[str, Any]) -> float:
        """As PyTorch reduces it."""
        import torch

        with torch.no_grad():
            return float(self._total(x, y, options))

    def _total(self, x: Array, y: Any, options: Mapping[str, Any]) -> Any:
        return self._losses(self._tensor(x), y, options, options.get("reduction", "mean"))

    def gradient(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """By reverse mode."""
        import torch

        leaf = self._tensor(x).clone().requires_grad_(True)
        with torch.enable_grad():
            total = self._losses(leaf, y, options, "none").sum()
            if not total.requires_grad:
                return np.zeros(x.shape, np.float32)
            (found,) = torch.autograd.grad(total, leaf, allow_unused=True)
        array: Array = (torch.zeros_like(leaf) if found is None else found).cpu().numpy()
        return array

    def parameters(self, x: Array, y: Any, options: Mapping[str, Any]) -> dict[str, Array]:
        """By reverse mode; those that need no gradient are left out, and none is written to."""
        import torch

        named = {n: p for n, p in self._module.named_parameters() if p.requires_grad}
        if not named:
            raise BadInputError("parameters (none with requires_grad) must be one at least")
        with torch.enable_grad():
            total = self._total(x, y, options)
            found = torch.autograd.grad(total, list(named.values()), allow_unused=True)
        return {
            name.removeprefix(self._prefix): (torch.zeros_like(p) if g is None else g).cpu().numpy()
            for (name, p), g in zip(named.items(), found, strict=True)
        }

    def arguments(self, by: str) -> list[str]:
        """PyTorch's cross-entropy is of scores."""
        return ["--logits"] if self._loss == "cross-entropy" else []


def torch_loss(name: str, output: Any, y: Any, options: Mapping[str, Any], reduction: str) -> Any:
    """PyTorch's own loss of this name: of each sample, or their ``mean`` or ``sum``."""
    import torch
    import torch.nn.functional as F

    target = None if y is None else torch.as_tensor(np.asarray(y), device=output.device)
    weight = options.get("class_weights")
    if name in ("cross-entropy", "nll"):
        assert target is not None
        if target.is_floating_point():
            target = target.to(output.dtype)
        more: dict[str, Any] = {"reduction": reduction}
        if weight is not None:
            more["weight"] = torch.as_tensor(weight, dtype=output.dtype, device=output.device)
        if "ignore_index" in options:
            more["ignore_index"] = int(options["ignore_index"])
        target = target if target.is_floating_point() else target.long()
        if name == "cross-entropy":
            more["label_smoothing"] = float(options.get("label_smoothing", 0.0))
        of = F.cross_entropy if name == "cross-entropy" else F.nll_loss
        if reduction != "none":
            return of(output, target, **more)
        # Each sample's alone: what weighs within it, and not within the batch.
        more["reduction"] = options.get("reduction", "mean")
        pairs = zip(output.split(1), target.split(1), strict=True)
        return torch.stack([of(one, label, **more) for one, label in pairs])
    if name == "value":
        return _reduced(output.reshape(len(output), -1).sum(1), reduction, "sum")
    if name in ("logit", "probability"):
        assert target is not None
        scores = output if name == "logit" else output.softmax(1)
        return _reduced(scores.gather(1, target.long().reshape(-1, 1))[:, 0], reduction, "sum")
    assert target is not None
    one: Mapping[str, Callable[[], Any]] = {
        "mse": lambda: F.mse_loss(output, target, reduction="none"),
        "sse": lambda: F.mse_loss(output, target, reduction="none"),
        "mae": lambda: F.l1_loss(output, target, reduction="none"),
        "huber": lambda: F.smooth_l1_loss(output, target, reduction="none"),
        "bce": lambda: F.binary_cross_entropy(output, target, reduction="none"),
        "bce-logits": lambda: F.binary_cross_entropy_with_logits(output, target, reduction="none"),
    }
    if name not in one:
        raise BadInputError(
            f"loss ({name}) must be one of cross-entropy, nll, logit, probability, value, "
            f"{', '.join(one)}, or a callable; or its gradient must be given"
        )
    target = target.to(output.dtype).reshape(output.shape)
    each = one[name]().reshape(len(output), -1)
    each = each.sum(1) if name == "sse" or options.get("reduction") == "sum" else each.mean(1)
    return _reduced(each, reduction, "sum" if name == "sse" else reduction)


def _reduced(each: Any, reduction: str, whole: str) -> Any:
    if reduction == "none":
        return each
    return each.sum() if whole == "sum" else each.mean()


class TorchLoss(TorchModel):
    """A module with a loss of one's own behind it, as one function of the whole input."""

    whole = True
    _prefix = "model."

    def __init__(self, module: Any, loss: Callable[..., Any], y: Any) -> None:
        """Holds the labels."""
        import torch

        require_evaluation_mode(module)
        target = None if y is None else torch.as_tensor(np.atleast_1d(y))

        class WithLoss(torch.nn.Module):  # type: ignore[misc,unused-ignore]
            def __init__(self) -> None:
                super().__init__()
                self.model = module
                self.eval()

            def forward(self, x: Any) -> Any:
                given = (module(x),) if target is None else (module(x), target.to(x.device))
                return loss(*given).reshape(1)

        super().__init__(WithLoss(), "value")


class JaxModel(Model):
    """A function of JAX's arrays, of a batch."""

    def __init__(self, f: Callable[..., Any], params: Any, loss: str) -> None:
        """With its parameters, where it takes them."""
        self._f = f if params is None else lambda x: f(params, x)
        self._loss = loss

    def rounded(self, x: Array) -> Array:
        """In what JAX is set to."""
        import jax.numpy as jnp

        return np.asarray(jnp.asarray(x))

    def export(self, x: Array, folder: Path) -> Path:
        """To ONNX, by jax2onnx."""
        try:
            import jax2onnx
            import onnx
        except ImportError as e:
            raise ExportError(
                f"function must be exported to ONNX for this, and {first_line(e)}: "
                "pip install 'plumbline-gradcheck[jax]'; or check it as a function: "
                "plumbline.gradcheck(lambda x: loss(f(x), y), x)"
            ) from e
        file = folder / "model.onnx"
        try:
            with quiet():
                onnx.save(jax2onnx.to_onnx(self._f, [tuple(x.shape)]), str(file))
        except Exception as e:
            raise ExportError(
                f"function could not be exported to ONNX ({first_line(e)}); check it as one: "
                "plumbline.gradcheck(lambda x: loss(f(x), y), x)"
            ) from e
        return file

    def output(self, x: Array) -> Array:
        """What it gives for a batch."""
        import jax.numpy as jnp

        return np.asarray(self._f(jnp.asarray(x)))

    def _losses(self, x: Any, y: Any, options: Mapping[str, Any]) -> Any:
        return jax_loss(self._loss, self._f(x), y, options)

    def loss(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """The loss of each sample."""
        import jax.numpy as jnp

        return np.asarray(self._losses(jnp.asarray(x), y, options))

    def gradient(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """By reverse mode."""
        import jax
        import jax.numpy as jnp

        return np.asarray(jax.grad(lambda v: self._losses(v, y, options).sum())(jnp.asarray(x)))

    def arguments(self, by: str) -> list[str]:
        """As optax has it, the cross-entropy is of scores."""
        return ["--logits"] if self._loss == "cross-entropy" else []


def jax_loss(name: str, output: Any, y: Any, options: Mapping[str, Any]) -> Any:
    """The loss of each sample."""
    import jax
    import jax.numpy as jnp

    if name == "value":
        return output.reshape(len(output), -1).sum(1)
    y = np.asarray(y)
    if options:
        raise BadInputError(
            f"{', '.join(sorted(options))} (given) must be with the gradient too: gradient="
        )
    if name == "cross-entropy":
        logs = jax.nn.log_softmax(output, axis=1)
        weights = y if y.dtype.kind == "f" else jax.nn.one_hot(y, output.shape[1])
        return -(weights * logs).sum(axis=tuple(range(1, output.ndim)))
    if name in ("logit", "probability"):
        scores = output if name == "logit" else jax.nn.softmax(output, axis=1)
        return scores[jnp.arange(len(y)), y]
    if name in ("mse", "sse", "mae"):
        off = (output - y.reshape(output.shape)).reshape(len(output), -1)
        each = jnp.abs(off) if name == "mae" else off**2
        return each.sum(1) if name == "sse" else each.mean(1)
    raise BadInputError(
        f"loss ({name}) must be one of cross-entropy, logit, probability, value, mse, sse, mae; or "
        "its gradient must be given"
    )


class KerasModel(Model):
    """A ``keras.Model``, on whichever backend."""

    def __init__(self, model: Any, loss: str) -> None:
        """The loss is that of this name, as Keras computes it from the model's output."""
        import keras

        self._model = model
        self._loss = loss
        self._backend = keras.backend.backend()
        policy = str(getattr(model, "compute_dtype", "float32"))
        if policy in ("float16", "bfloat16"):
            raise BadInputError(
                f"model (computing in {policy}) must compute in float32: "
                "keras.config.set_dtype_policy('float32') before it is made"
            )

    def export(self, x: Array, folder: Path) -> Path:
        """As ``.keras``."""
        file = folder / "model.keras"
        try:
            with quiet():
                self._model.save(str(file))
        except Exception as e:
            raise ExportError(
                f"model ({self._model.name}) could not be saved ({first_line(e)}); check it as a "
                "function: plumbline.gradcheck(lambda x: loss(model(x), y), x)"
            ) from e
        return file

    def output(self, x: Array) -> Array:
        """What it gives for a batch."""
        import keras

        found: Array = keras.ops.convert_to_numpy(self._model(x, training=False))
        return found

    def _of(self, output: Any, y: Any, options: Mapping[str, Any]) -> Any:
        import keras

        if options:
            raise BadInputError(
                f"{', '.join(sorted(options))} (given) must be with the gradient too: gradient="
            )
        if self._loss == "value":
            return keras.ops.sum(keras.ops.reshape(output, (output.shape[0], -1)), axis=1)
        y = np.asarray(y)
        losses = keras.losses
        if self._loss == "cross-entropy":
            whole = y.dtype.kind in "iu"
            name = "sparse_categorical_crossentropy" if whole else "categorical_crossentropy"
            return getattr(losses, name)(y, output, from_logits=not self._ends_in_softmax())
        own = {
            "mse": losses.mean_squared_error,
            "mae": losses.mean_absolute_error,
            "bce": losses.binary_crossentropy,
            "huber": losses.huber,
        }
        if self._loss not in own:
            raise BadInputError(
                f"loss ({self._loss}) must be one of cross-entropy, value, {', '.join(own)}; or "
                "its gradient must be given"
            )
        return own[self._loss](y.reshape(output.shape).astype("float32"), output)

    def _ends_in_softmax(self) -> bool:
        import keras

        last = self._model.layers[-1]
        activation = getattr(last, "activation", None)
        return isinstance(last, keras.layers.Softmax) or activation is keras.activations.softmax

    def loss(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """The loss of each sample."""
        import keras

        found: Array = keras.ops.convert_to_numpy(
            self._of(self._model(x, training=False), y, options)
        )
        return found

    def gradient(self, x: Array, y: Any, options: Mapping[str, Any]) -> Array:
        """As the backend differentiates."""
        return self._gradients(x, y, options, by_input=True)[0]

    def parameters(self, x: Array, y: Any, options: Mapping[str, Any]) -> dict[str, Array]:
        """Of the mean over the batch."""
        found = self._gradients(x, y, options, by_input=False)
        names = [variable.path for variable in self._model.trainable_variables]
        return dict(zip(names, found, strict=True))

    def _gradients(
        self, x: Array, y: Any, options: Mapping[str, Any], by_input: bool
    ) -> Sequence[Array]:
        import keras

        model = self._model
        if self._backend == "torch":
            import torch

            leaf = keras.ops.convert_to_tensor(x).detach().clone()
            leaves = (
                [leaf.requires_grad_(True)]
                if by_input
                else [v.value for v in model.trainable_variables]
            )
            with torch.enable_grad():
                losses = self._of(model(leaf, training=False), y, options)
                total = losses.sum() if by_input else losses.mean()
                grads = torch.autograd.grad(total, leaves, allow_unused=True)
            return [
                (torch.zeros_like(v) if g is None else g).detach().cpu().numpy()
                for v, g in zip(leaves, grads, strict=True)
            ]
        if self._backend == "jax":
            import jax

            rest = [v.value for v in model.non_trainable_variables]
            weights = [v.value for v in model.trainable_variables]

            def total(w: Any, v: Any) -> Any:
                output, _ = model.stateless_call(w, rest, v, training=False)
                losses = self._of(output, y, options)
                return losses.sum() if by_input else losses.mean()

            found = jax.grad(total, argnums=1 if by_input else 0)(weights, jax.numpy.asarray(x))
            return [np.asarray(g) for g in ([found] if by_input else found)]
        import tensorflow as tf

        leaf = tf.convert_to_tensor(x)
        leaves = [leaf] if by_input else [v.value for v in model.trainable_variables]
        with tf.GradientTape() as tape:
            tape.watch(leaves)
            losses = self._of(model(leaf, training=False), y, options)
            total = tf.reduce_sum(losses) if by_input else tf.reduce_mean(losses)
        grads = tape.gradient(total, leaves, unconnected_gradients="zero")
        return [g.numpy() for g in grads]

    def arguments(self, by: str) -> list[str]:
        """Keras clips probabilities, except where TensorFlow still has the scores behind them."""
        if self._loss != "cross-entropy":
            return []
        if not self._ends_in_softmax():
            return ["--logits"]
        clips = self._backend != "tensorflow" and by == "input"
        return ["--clip-probabilities"] if clips else []


def compiled_loss(model: Any) -> str | None:
    """The loss that a Keras model was compiled with, where it has a name here."""
    given = getattr(model, "loss", None)
    name = given if isinstance(given, str) else getattr(given, "name", None)
    return {
        "sparse_categorical_crossentropy": "cross-entropy",
        "categorical_crossentropy": "cross-entropy",
        "mse": "mse",
        "mean_squared_error": "mse",
        "mae": "mae",
        "mean_absolute_error": "mae",
        "binary_crossentropy": "bce",
        "huber": "huber",
        "huber_loss": "huber",
    }.get(str(name))


def model_of(model: Any, params: Any, loss: Any, y: Any) -> Model | Path:
    """What was given as a model: an object of a framework's, or a file."""
    if isinstance(model, (str, os.PathLike)):
        path = Path(model).absolute()
        if not path.exists():
            raise BadInputError(f"model ({path}) must exist")
        return path
    torch, keras = sys.modules.get("torch"), sys.modules.get("keras")
    if keras is not None and isinstance(model, keras.Model):
        if loss is not None and not isinstance(loss, str):
            raise BadInputError("loss (a callable) must be a name, of a Keras model")
        return KerasModel(model, loss or compiled_loss(model) or "cross-entropy")
    if torch is not None and isinstance(model, torch.nn.Module):
        if loss is not None and not isinstance(loss, str):
            return TorchLoss(model, loss, y)
        return TorchModel(model, loss or "cross-entropy")
    if "jax" in sys.modules and callable(model):
        if loss is not None and not isinstance(loss, str):
            raise BadInputError(
                "loss (a callable) must be part of the function: "
                "check(lambda x: loss(f(x), y), x, loss='value')"
            )
        return JaxModel(model, params, loss or "cross-entropy")
    raise BadInputError(
        f"model ({type(model).__name__}) must be a torch.nn.Module, a keras.Model, a function of "
        "JAX's arrays, or a path; any other function: plumbline.gradcheck(f, x, gradient)"
    )
