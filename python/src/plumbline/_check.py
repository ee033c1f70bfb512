"""Networks: check and explain."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from . import _java
from ._errors import BadInputError, ExportError, in_one_line
from ._frameworks import to_numpy
from ._models import LOSS_OPTIONS, Model, model_of
from ._program import Array, save_arrays
from ._result import Explanation, Result, Verdict, causes, entries

#: How far the loss of an exported model may be off, in parts: float32 rounds some 1e-6 of it away.
SAME_LOSS = 1e-3

#: Quotients that explain() takes at most, two evaluations each.
MOST_QUOTIENTS = 20_000


def check(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    loss: str | Callable[..., Any] | None = None,
    gradient: Any = None,
    by: str = "input",
    params: Any = None,
    report: str | Path | None = None,
    **options: Any,
) -> Result:
    """Says whether a network's gradient is right at samples, proves it, and names the cause.

    Args:
        model: a ``torch.nn.Module`` in evaluation mode, a ``keras.Model``, a function of JAX's
            arrays that takes a batch, or the path of an ``.onnx`` or ``.keras`` file.
        x: one sample, or a batch, as the model takes it.
        y: one class, one for each sample, or targets of the output's shape.
        loss: its name, as in docs/losses.md; ``cross-entropy``, or what a Keras model was compiled
            with, where it is not given; of a PyTorch module also a callable ``loss(output, y)``.
        gradient: the gradient in question, of the loss of each sample, of x's shape; by parameters
            a dictionary of arrays by their names. Taken from the framework where it is not given.
        by: ``input``, ``parameters``, or the name of one tensor.
        params: of a function of JAX's: what it takes first.
        report: where to write the HTML report.
        options: of the command line, with underscores: ``precision="bfloat16"``,
            ``label_smoothing=0.1``, ``class_weights=array``, ``hold={"mask": array}``.

    Returns:
        The verdict with its reasons.

    Raises:
        BadInputError: something given does not fit.
        ExportError: the model cannot be exported, or the exported one computes another function.
    """
    return _Question(model, x, y, loss, by, params, options).check(gradient, report)


def explain(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    analytic: Any,
    numeric: Any,
    h: float = 1e-3,
    loss: str | Callable[..., Any] | None = None,
    by: str = "input",
    params: Any = None,
    report: str | Path | None = None,
    **options: Any,
) -> Explanation:
    """Says which of two gradients is right, and what their difference is made of.

    Args:
        model: as for ``check``.
        x: one sample.
        y: its label.
        analytic: the gradient by automatic differentiation.
        numeric: the difference quotients (f(x+h)-f(x-h))/2h.
        h: their step.
        loss: as for ``check``.
        by: as for ``check``.
        params: as for ``check``.
        report: where to write the HTML report.
        options: as for ``check``; ``tile=4`` where pixels were moved together.
    """
    question = _Question(model, x, y, loss, by, params, options)
    return question.explain(analytic, numeric, h, report)


class _Question:
    """A model, samples and a loss, as files that Java reads."""

    def __init__(
        self,
        model: Any,
        x: Any,
        y: Any,
        loss: Any,
        by: str,
        params: Any,
        options: Mapping[str, Any],
    ) -> None:
        self.by = by
        self.loss = loss
        self.options = {name: one for name, one in options.items() if one is not None}
        self.y = None if y is None else label(y)
        self.x = _samples(x)
        self.single = False
        self.model = model_of(model, params, loss, self.y)
        if isinstance(self.model, Model):
            if self.x.dtype.kind != "f":
                raise BadInputError(
                    f"x ({self.x.dtype}) must be of floating-point numbers: what the model takes, "
                    "such as x.astype('float32') / 255"
                )
            self.x = self.model.rounded(self.x)
            if self.y is None and _name(loss, self.model) != "value" and not self.model.whole:
                raise BadInputError(
                    f"y (none) must be given: the loss is {_name(loss, self.model)}"
                )
            self._batch(self.model)
        self._folder = tempfile.TemporaryDirectory(prefix="plumbline-")
        self.folder = Path(self._folder.name)

    def _batch(self, model: Model) -> None:
        """Gives x its batch axis, and y its."""
        one = self.y is None or self.y.ndim == 0
        unsaid = self.y is None and self.x.ndim > 1
        batched = self.x.ndim > 0 and (len(self.x) == 1 or not one or unsaid)
        candidates = [self.x, self.x[np.newaxis]] if batched else [self.x[np.newaxis], self.x]
        failure: Exception | None = None
        for x in candidates:
            try:
                output = model.output(x)
            except BadInputError:
                raise
            except Exception as e:
                failure = failure or e
                continue
            if model.whole or (output.ndim > 0 and len(output) == len(x)):
                self.single = x.ndim > self.x.ndim
                self.x = x
                self._labels(model, output)
                return
            failure = failure or BadInputError(
                f"model's output (of shape {output.shape}) must have the samples first, as x of "
                f"shape {x.shape} has"
            )
        assert failure is not None
        if isinstance(failure, BadInputError):
            raise failure
        said = " ".join(str(failure).split())[:300]
        raise BadInputError(
            f"x (of shape {self.x.shape}) must be what the model takes, a batch of samples or one: "
            f"{said}"
        ) from failure

    def _labels(self, model: Model, output: Array) -> None:
        if self.y is None or model.whole:
            return
        if self.y.ndim == 0:
            self.y = np.repeat(self.y, len(self.x))
        if len(self.y) != len(self.x) and self.y.shape == output.shape[1:]:
            self.y = self.y[np.newaxis]
        if len(self.y) != len(self.x):
            raise BadInputError(
                f"y (of shape {self.y.shape}) must have a label for each of the {len(self.x)} "
                "samples"
            )

    def _save(self, name: str, array: Array) -> str:
        file = self.folder / f"{name}.npy"
        np.save(file, array)
        return str(file)

    def _arguments(self, command: str) -> list[str]:
        """The command line, without what is to be checked."""
        model = self.model
        path = model
        if isinstance(model, Model):
            path = model.export(self.x if model.whole else self.x[:1], self.folder)
        arguments = [command, str(path), "--input", self._save("input", self.x)]
        if isinstance(model, Model) and model.whole:
            arguments += ["--loss", "value", "--batch-axis", "none"]
        else:
            if self.y is not None:
                arguments += ["--label", self._save("label", self.y)]
            if isinstance(self.loss, str) or isinstance(model, Model):
                arguments += ["--loss", _name(self.loss, model)]
        if isinstance(model, Model):
            arguments += model.arguments(self.by)
            unsaid = model.precision is not None and "precision" not in self.options
            if unsaid and command == "check":
                arguments += ["--precision", str(model.precision)]
        if self.by != "input":
            arguments += ["--by", self.by]
        for name, given in self.options.items():
            arguments += self._option(name, given)
        return arguments

    def _option(self, name: str, given: Any) -> list[str]:
        option = "--" + name.replace("_", "-")
        if given is True:
            return [option]
        if given is False:
            return []
        if isinstance(given, Mapping):
            words: list[str] = []
            for key, one in given.items():
                file = self._save(f"{name}-{len(words)}", to_numpy(one))
                words += [option, f"{key}={file}"]
            return words
        if isinstance(given, (str, int, float, os.PathLike)):
            return [option, str(given)]
        if name in ("mean", "std", "coordinates"):
            return [option, ",".join(str(g) for g in given)]
        return [option, self._save(name, to_numpy(given))]

    def check(self, gradient: Any, report: str | Path | None) -> Result:
        arguments = self._arguments("check")
        given = self._gradient() if gradient is None else self._given(gradient)
        arguments += ["--gradient", given]
        files = {name: self.folder / name for name in ("result.json", "piece.html", "arrays.npz")}
        asked = [
            *arguments,
            *("--json", str(files["result.json"])),
            *("--fragment", str(files["piece.html"])),
            *("--arrays", str(files["arrays.npz"])),
        ]
        if report is not None:
            asked += ["--report", str(Path(report).absolute())]
        answer = self._run(asked)
        details = json.loads(files["result.json"].read_text(encoding="utf-8"))
        self._require_same(details)
        with np.load(files["arrays.npz"]) as archive:
            arrays = dict(archive)
        if len(details["samples"]) == 1:
            arrays = {name.partition("/")[2]: array for name, array in arrays.items()}
        worst = max(details["samples"], key=_badness)

        def save(path: Path) -> None:
            self._run([*arguments, "--report", str(path.absolute())])

        return Result(
            Verdict(details["verdict"]),
            worst.get("reason") if details["verdict"] == "INCONCLUSIVE" else None,
            causes([cause for sample in details["samples"] for cause in sample["causes"]]),
            entries(worst["worst"], "analytic", "numeric"),
            details,
            arrays,
            answer.printed.rstrip("\n"),
            files["piece.html"].read_text(encoding="utf-8"),
            save,
            self._explanation(given) if len(self.x) == 1 and self.by == "input" else None,
        )

    def _run(self, arguments: list[str]) -> _java.Answer:
        try:
            return _java.run(arguments)
        except BadInputError as e:
            # Named by Java as a file that the caller has never seen.
            if isinstance(self.model, Model) and str(e).startswith("model."):
                raise ExportError(
                    f"exported {e}; check the model as a function: "
                    "plumbline.gradcheck(lambda x: loss(model(x), y), x)"
                ) from None
            raise

    def _explanation(self, given: str) -> Callable[..., Explanation] | None:
        model = self.model
        if not isinstance(model, Model):
            return None

        def explanation(h: float, **more: Any) -> Explanation:
            numeric = self._quotients(model, h)
            return self.explain(np.load(given), numeric, h, None, **more)

        return explanation

    def _quotients(self, model: Model, h: float) -> Array:
        """The model's own difference quotients, in its own precision."""
        size = self.x.size
        if size > MOST_QUOTIENTS:
            raise BadInputError(
                f"x (of {size} numbers) must have at most {MOST_QUOTIENTS}: take the quotients of "
                "some with plumbline.explain"
            )
        found = np.zeros(size, self.x.dtype)
        loss_options = {k: v for k, v in self.options.items() if k in LOSS_OPTIONS}
        step = 1 if model.whole else 256
        for start in range(0, size, step):
            count = min(step, size - start)
            moved = np.repeat(self.x, 2 * count, axis=0).reshape(2 * count, size)
            rows = np.arange(count)
            moved[rows, start + rows] += h
            moved[count + rows, start + rows] -= h
            batch = moved.reshape(2 * count, *self.x.shape[1:])
            y = None if self.y is None else np.repeat(self.y, 2 * count, axis=0)
            if model.whole:
                f = np.array([model.loss(one[np.newaxis], None, {}).sum() for one in batch])
            else:
                f = model.loss(batch, y, loss_options)
            found[start : start + count] = (f[:count] - f[count:]) / (2 * h)
        return found.reshape(self.x.shape)

    def explain(
        self, analytic: Any, numeric: Any, h: float, report: str | Path | None, **more: Any
    ) -> Explanation:
        self.options |= more
        arguments = self._arguments("explain")
        for name, given in (("analytic", analytic), ("numeric", numeric)):
            array = self._shaped(to_numpy(given), name) if self.by == "input" else given
            arguments += [f"--{name}", self._named(name, array)]
        file = self.folder / "explained.json"
        arguments += ["--h", repr(float(h)), "--json", str(file)]
        if report is not None:
            arguments += ["--report", str(Path(report).absolute())]
        answer = self._run(arguments)
        details = json.loads(file.read_text(encoding="utf-8"))
        verdict = {name: Verdict(word) for name, word in details["verdict"].items()}
        return Explanation(
            verdict["analytic"], verdict["numeric"], details, answer.printed.rstrip("\n")
        )

    def _named(self, name: str, given: Any) -> str:
        if not isinstance(given, Mapping):
            return self._save(name, to_numpy(given))
        arrays = {key: to_numpy(one) for key, one in given.items()}
        return save_arrays(self.folder / f"{name}.npz", arrays)

    def _given(self, gradient: Any) -> str:
        if self.by != "input" or isinstance(gradient, Mapping):
            return self._named("gradient", gradient)
        return self._save("gradient", self._shaped(to_numpy(gradient), "gradient"))

    def _shaped(self, array: Array, name: str) -> Array:
        """With the batch axis that x was given."""
        if self.single and array.shape == self.x.shape[1:]:
            return array[np.newaxis]
        if isinstance(self.model, Model) and array.shape != self.x.shape:
            hint = f"; {name}[None] adds its batch axis" if array.shape == self.x.shape[1:] else ""
            raise BadInputError(
                f"{name} (of shape {array.shape}) must have x's shape, {self.x.shape}{hint}"
            )
        return array

    def _gradient(self) -> str:
        """The framework's own."""
        if not isinstance(self.model, Model):
            raise BadInputError(
                "gradient (none) must be given with a path: which framework's would it be?"
            )
        own = set(self.options) & LOSS_OPTIONS
        options = {name: self.options[name] for name in own}
        try:
            if self.by == "input":
                found = self.model.gradient(self.x, self.y, options)
                return self._save("gradient", np.asarray(found))
            if self.options.get("training"):
                raise BadInputError("gradient (none) must be given with training")
            by_name = self.model.parameters(self.x, self.y, options)
        except BadInputError:
            raise
        except Exception as e:
            said = in_one_line(e)[:300]
            raise BadInputError(f"loss ({_name(self.loss, self.model)}) must fit y: {said}") from e
        if self.by == "parameters":
            return self._named("gradient", by_name)
        if self.by not in by_name:
            raise BadInputError(
                f"by ({self.by}) must be input, parameters or one of {', '.join(by_name)}; "
                "of a value inside the model the gradient must be given"
            )
        return self._save("gradient", by_name[self.by])

    def _require_same(self, details: Mapping[str, Any]) -> None:
        """The file must compute what the object does, or the verdict is of another function."""
        if not isinstance(self.model, Model) or self.options.get("training"):
            return
        options = {k: v for k, v in self.options.items() if k in LOSS_OPTIONS}
        exported = np.array([float(sample["loss"]) for sample in details["samples"]])
        try:
            if self.by == "input":
                own = np.asarray(self.model.loss(self.x, self.y, options), np.float64).reshape(-1)
            else:
                own = np.full(len(exported), self.model.total(self.x, self.y, options))
        except Exception:
            return  # A loss or labels that only the file's reader takes; the gradient was given.
        if own.shape != exported.shape:
            return
        off = np.abs(own - exported) > SAME_LOSS * (1 + np.abs(exported))
        off &= np.isfinite(own) & np.isfinite(exported)
        if off.any():
            k = int(np.argmax(off))
            raise ExportError(
                f"exported model computes another function: its loss at sample {k} is "
                f"{exported[k]:.6g}, the model's own {own[k]:.6g}; the gradient was not judged. "
                "Look for a branch on values, a random layer, or a loss of another form"
            )


def _name(loss: Any, model: Any) -> str:
    if isinstance(loss, str):
        return loss
    return str(getattr(model, "_loss", "cross-entropy"))


def _badness(sample: Mapping[str, Any]) -> tuple[int, float]:
    order = {"PASS": 0, "INCONCLUSIVE": 1, "FAIL": 2}
    return order[sample["verdict"]], float(sample.get("normError", 0) or 0)


def _samples(x: Any) -> Array:
    dtype = str(getattr(x, "dtype", "")).removeprefix("torch.")
    if dtype in ("float16", "bfloat16"):
        raise BadInputError(
            f"x ({dtype}) must be of float32 or float64: x.float(); a gradient computed in {dtype} "
            f"is checked with gradient= and precision='{dtype}'"
        )
    array = to_numpy(x) if hasattr(x, "dtype") else np.asarray(x)
    if array.dtype.kind in "iub" and array.dtype != np.uint8:
        raise BadInputError(
            f"x ({array.dtype}) must be of floating-point numbers; a model that takes tokens is "
            "checked as a function of its weights: plumbline.gradcheck(lambda **p: loss("
            "torch.func.functional_call(model, p, (x,)), y), dict(model.double()."
            "named_parameters()))"
        )
    if array.dtype.kind not in "fu" or array.size == 0:
        raise BadInputError(f"x ({_kind(x, array)}) must be an array of floating-point numbers")
    return np.ascontiguousarray(array)


def label(y: Any) -> Array:
    """Labels as an array of whole or floating-point numbers."""
    if isinstance(y, str) or not (hasattr(y, "__len__") or np.isscalar(y) or hasattr(y, "dtype")):
        raise BadInputError(f"y ({type(y).__name__}) must be numbers: {_way(y)}")
    array = to_numpy(y)
    if array.dtype.kind not in "iuf":
        raise BadInputError(f"y ({_kind(y, array)}) must be numbers: {_way(y)}")
    return array.astype(np.int64) if array.dtype.kind in "iu" else array


def _way(y: Any) -> str:
    if isinstance(y, str) or to_numpy(y).dtype.kind in "US":
        return "the place of each class, as classes.index(name)"
    return "a class, one for each sample, or targets; np.array(list(y)) where it is a generator"


def _kind(given: Any, array: Array) -> str:
    return f"{type(given).__name__} of {array.dtype}"
