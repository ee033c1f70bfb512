"""Writes the .npy files beside it, and expected.tsv, with NumPy (2.4.6 when last run)."""

import hashlib
import pathlib

import numpy as np
from numpy.lib import format as npy

HERE = pathlib.Path(__file__).parent
EDGES = {
    "bool": [False, True],
    "float16": [0.0, -0.0, 6e-8, -6e-5, 1 / 3, 65504.0, np.inf, -np.inf, np.nan],
    "float32": [0.0, -0.0, 1e-45, -1e-38, 1 / 3, 3.4e38, np.inf, -np.inf, np.nan],
    "float64": [0.0, -0.0, 5e-324, -2e-308, 1 / 3, 1.7e308, np.inf, -np.inf, np.nan],
}
ROUNDING = [2**63 + 1025, 2**63 + 2**39 + 1, 2**63 - 1, 2**53 + 1, 2**24 + 1]


def values(dtype):
    if dtype.name in EDGES:
        edges = EDGES[dtype.name]
    else:
        info = np.iinfo(dtype)
        edges = [info.min, info.max, 0, 1, info.max - 1] + [v for v in ROUNDING if v <= info.max]
    return np.resize(np.array(edges, dtype.newbyteorder("=")), 24).reshape(2, 3, 4)


def text(x):
    return float(x).hex() if isinstance(x, np.floating) else str(int(x))


rows = []


def save(name, array, version):
    with open(HERE / name, "wb") as file:
        npy.write_array(file, array, version)
    flat = " ".join(text(x) for x in array.ravel("C"))
    rows.append("\t".join([name, array.dtype.name, " ".join(map(str, array.shape)), flat]))


for code in "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8".split():
    for version in (1, 2, 3) if code in ("u1", "i8", "f4") else (1,):
        for endian in "<>" if code[1] != "1" else "|":
            for order in "CF":
                dtype = np.dtype(endian + code)
                array = np.array(values(dtype), dtype, order=order)
                side = {"<": "-little", ">": "-big", "|": ""}[endian]
                save(f"{dtype.name}{side}-{order}-v{version}.npy", array, (version, 0))
save("scalar.npy", np.array(2.5), (1, 0))
save("vector.npy", np.arange(1000, dtype="<i2"), (1, 0))
save("empty.npy", np.zeros((3, 0, 2), "<f4"), (1, 0))
save("empty-vector.npy", np.zeros((0,), "<f8"), (1, 0))
# A header that fits its block exactly, where NumPy still pads by a whole block.
def unpadded(shape):
    d = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape!r}, }}"
    return 10 + len(d) + 21 - len(repr(shape[0])) + 1


shapes = ((1,) * a + (10,) * b for a in range(1, 60) for b in range(3))
exact = next(s for s in shapes if unpadded(s) % 64 == 0)
save("exact-fit.npy", np.arange(float(np.prod(exact))).reshape(exact), (1, 0))
(HERE / "expected.tsv").write_text("\n".join(rows) + "\n")

# Rounding to float16: halves, their midpoints, and the doubles next to those.
rng = np.random.default_rng(20260101)
bits = np.concatenate([rng.integers(0, 0x7C00, 300), [0, 1, 2, 0x3FE, 0x3FF, 0x400, 0x7BFE, 0x7BFF]])
low = bits.astype("<u2").view("<f2").astype("<f8")
high = np.where(bits == 0x7BFF, 65536.0, (bits + 1).astype("<u2").view("<f2").astype("<f8"))
middle = (low + high) / 2
cases = np.concatenate([low, middle, np.nextafter(middle, 0), np.nextafter(middle, np.inf)])
cases = np.concatenate([cases, -cases, [5e-324, 1e308, np.inf, -np.inf, np.nan]])
with np.errstate(over="ignore", under="ignore"):
    np.save(HERE / "half-from.npy", cases.astype("<f8"))
    np.save(HERE / "half-to.npy", cases.astype("<f2"))
every = np.arange(0x10000).astype("<u2").view("<f2")
print("md5 of every float16 that is a number, as float64:")
print(hashlib.md5(every[~np.isnan(every)].astype("<f8").tobytes()).hexdigest())
