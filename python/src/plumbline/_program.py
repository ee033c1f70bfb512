"""A Python function as a program that Java asks: docs/program-protocol.md, in this process."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ._errors import in_one_line

Array = npt.NDArray[Any]
#: Takes an array for each input, and gives one for each output, or each input.
Derivative = Callable[..., Sequence[Array]]

DATATYPES: dict[np.dtype[Any], str] = {np.dtype(np.float64): "FP64", np.dtype(np.float32): "FP32"}
DTYPES: dict[str, np.dtype[Any]] = {word: dtype for dtype, word in DATATYPES.items()}


def save_arrays(file: Path, arrays: Mapping[str, Array]) -> str:
    """Writes arrays of any names as ``.npz``; NumPy's own writer keeps some names for itself."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return str(file)


class Program:
    """Answers what is asked of a function and its derivatives."""

    def __init__(
        self,
        inputs: Mapping[str, Array],
        value: Callable[[Sequence[Array]], Array],
        batch: Callable[[Sequence[Array]], Array] | None,
        derivatives: Mapping[str, Derivative],
    ) -> None:
        """Serves ``value``, by one point or by ``batch``, and ``derivatives`` by their op."""
        self._inputs = inputs
        self._value = value
        self._batch = batch
        self._derivatives = derivatives
        #: What the function raised last.
        self.raised: Exception | None = None

    def __call__(
        self, frame: Mapping[str, Any], read: Callable[[int], bytes]
    ) -> Sequence[bytes | memoryview]:
        """The frame that answers this one."""
        arrays = [self._array(head, read) for head in frame.get("inputs", ())]
        vectors = [self._array(head, read) for head in frame.get("vectors", ())]
        if frame["op"] == "describe":
            answer = {
                "id": frame["id"],
                "serves": ["value", *self._derivatives],
                "inputs": [
                    {"name": name, "shape": list(x.shape), "datatype": DATATYPES[x.dtype]}
                    for name, x in self._inputs.items()
                ],
            }
            return [json.dumps(answer).encode() + b"\n"]
        try:
            outputs = self._outputs(frame["op"], frame["points"], arrays, vectors)
        except Exception as e:
            self.raised = e
            words = in_one_line(e)[:1000]
            return [json.dumps({"id": frame["id"], "error": words}).encode() + b"\n"]
        heads = [
            {
                "name": name,
                "shape": list(array.shape),
                "datatype": DATATYPES[array.dtype],
                "parameters": {"binary_data_size": array.nbytes},
            }
            for name, array in outputs
        ]
        line = json.dumps({"id": frame["id"], "outputs": heads}).encode() + b"\n"
        return [line, *(array.tobytes() for _, array in outputs)]

    @staticmethod
    def _array(head: Mapping[str, Any], read: Callable[[int], bytes]) -> Array:
        raw = read(head["parameters"]["binary_data_size"])
        dtype = DTYPES[head["datatype"]].newbyteorder("<")
        return np.frombuffer(raw, dtype).astype(dtype.newbyteorder("=")).reshape(head["shape"])

    def _outputs(
        self, op: str, points: int, arrays: Sequence[Array], vectors: Sequence[Array]
    ) -> list[tuple[str, Array]]:
        if op == "value":
            if self._batch is not None:
                return [("value", _numbers(self._batch(arrays)))]
            values = [self._value([x[k] for x in arrays]) for k in range(points)]
            return [("value", _numbers(np.stack(values)))]
        one = [x[0] for x in arrays]
        given = self._derivatives[op](*one, *(v[0] for v in vectors))
        names = ["value"] if op == "jvp" else list(self._inputs)
        return [(name, _numbers(g)[np.newaxis]) for name, g in zip(names, given, strict=True)]


def _numbers(array: Array) -> Array:
    """The same in a format that the protocol knows, little-endian, in C order."""
    dtype = np.dtype(np.float32 if array.dtype == np.float32 else np.float64)
    return np.ascontiguousarray(array, dtype=dtype.newbyteorder("<")).view(dtype)
