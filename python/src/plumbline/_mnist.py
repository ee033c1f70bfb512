"""The handwritten digits that Plumbline carries."""

from __future__ import annotations

import gzip
import zipfile

import numpy as np
import numpy.typing as npt

from . import _java
from ._errors import BadInputError

SPLITS = {"train": "train", "test": "t10k"}


def mnist(split: str = "test") -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """MNIST's images of shape (N, 28, 28), from 0 to 1, and their labels; read from no network.

    Args:
        split: ``train`` (60,000) or ``test`` (10,000).
    """
    if split not in SPLITS:
        raise BadInputError(f"split ({split}) must be train or test")
    (jar,) = (jar for jar in _java.jars() if jar.name.startswith("plumbline-data-"))
    with zipfile.ZipFile(jar) as archive:
        parts = []
        for kind, header in (("images-idx3", 16), ("labels-idx1", 8)):
            name = f"io/plumbline/data/mnist/{SPLITS[split]}-{kind}-ubyte.gz"
            raw = gzip.decompress(archive.read(name))
            parts.append(np.frombuffer(raw, np.uint8, offset=header))
    images, labels = parts
    return images.reshape(-1, 28, 28).astype(np.float32) / np.float32(255), labels.astype(np.int64)
