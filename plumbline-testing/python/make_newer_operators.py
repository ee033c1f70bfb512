"""Writes fixtures/onnx/newer: operators that the ONNX Runtime of the tests does not have.

    python make_newer_operators.py

One model of one input each, mostly of one node, x as float32, and y as a newer ONNX Runtime computes it, or else ONNX's
reference evaluator. Needs onnx, numpy and onnxruntime.
"""

import math
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "fixtures/onnx/newer"
random = np.random.default_rng(7)


def floats(*shape):
    return random.normal(size=shape).astype(np.float32)


def mask(*shape):
    return np.tril(np.ones(shape, bool))


def cases():
    yield "attention", 23, "Attention", (1, 2, 4, 6), {"K": floats(1, 2, 5, 6), "V": floats(1, 2, 5, 3)}, {}
    yield "attention_causal", 23, "Attention", (1, 4, 12), {
        "K": floats(1, 4, 6),
        "V": floats(1, 4, 6),
    }, {"q_num_heads": 4, "kv_num_heads": 2, "is_causal": 1, "scale": 0.3}
    yield "attention_mask", 23, "Attention", (1, 2, 4, 6), {
        "K": floats(1, 2, 4, 6),
        "V": floats(1, 2, 4, 6),
        "M": mask(4, 4),
    }, {}
    yield "attention_softcap", 23, "Attention", (1, 2, 4, 6), {
        "K": floats(1, 2, 4, 6),
        "V": floats(1, 2, 4, 6),
    }, {"softcap": 1.5}
    yield "attention_past", 23, "Attention", (1, 2, 2, 6), {
        "K": floats(1, 2, 2, 6),
        "V": floats(1, 2, 2, 6),
        "M": floats(2, 5),
        "PK": floats(1, 2, 3, 6),
        "PV": floats(1, 2, 3, 6),
    }, {}
    cos, sin = np.cos(floats(9, 2)), np.sin(floats(9, 2))
    ids = np.array([[3, 1, 7]], np.int64)
    yield "rotary", 23, "RotaryEmbedding", (1, 2, 3, 4), {"C": cos, "S": sin, "I": ids}, {}
    yield "rotary_interleaved", 23, "RotaryEmbedding", (1, 3, 12), {"C": cos, "S": sin, "I": ids}, {
        "interleaved": 1,
        "rotary_embedding_dim": 4,
        "num_heads": 2,
    }
    yield "rms", 23, "RMSNormalization", (1, 3, 5), {"W": floats(3, 5)}, {"axis": 1, "epsilon": 0.1}
    yield "scatter", 24, "TensorScatter", (1, 2, 6, 3), {
        "U": floats(1, 2, 2, 3),
        "I": np.array([3], np.int64),
    }, {}
    yield "cumulative_product", 26, "CumProd", (1, 5), {"a": np.array(1, np.int64)}, {"reverse": 1}
    yield "cumulative_product_exclusive", 26, "CumProd", (1, 5), {"a": np.array(1, np.int64)}, {"exclusive": 1}
    yield "causal", 27, "CausalConvWithState", (1, 3, 6), {
        "W": floats(3, 1, 4),
        "B": floats(3),
        "P": floats(1, 3, 3),
    }, {"activation": "silu"}
    yield "linear_attention", 27, "LinearAttention", (1, 4, 6), {
        "K": floats(1, 4, 3),
        "V": floats(1, 4, 2),
        "P": floats(1, 1, 3, 2),
        "D": -np.abs(floats(1, 4, 3)),
        "B": floats(1, 4, 1),
    }, {"q_num_heads": 2, "kv_num_heads": 1, "update_rule": "gated_delta"}
    yield "erfc", 13, "Erfc", (1, 5), {}, {}
    yield "swiglu", 28, "SwiGLU", (1, 5), {"G": floats(1, 5)}, {"alpha": 1.25}
    length, axis = np.array(16, np.int64), np.array(2, np.int64)
    yield "inverse_real", 20, "DFT", (1, 2, 9, 2), {"l": length, "a": axis}, {"inverse": 1, "onesided": 1}
    yield "inverse_real_odd", 20, "DFT", (1, 2, 10, 2), {
        "l": np.array(15, np.int64),
        "a": axis,
    }, {"inverse": 1, "onesided": 1}
    yield "deformed", 19, "DeformConv", (1, 2, 5, 4), {
        "W": floats(3, 2, 2, 3),
        "O": floats(1, 12, 4, 2),
        "B": floats(3),
        "M": floats(1, 6, 4, 2),
    }, {}
    yield "deformed_groups", 19, "DeformConv", (1, 4, 5, 7), {
        "W": floats(4, 2, 3, 3),
        "O": 2 * floats(1, 36, 3, 2),
    }, {"group": 2, "offset_group": 2, "pads": [1, 1, 1, 1], "strides": [2, 3], "dilations": [1, 2]}
    # The offsets and the mask are computed from the image, too.
    yield "deformed_by_itself", 19, [
        helper.make_node("Conv", ["x", "U"], ["O"], pads=[1, 1, 1, 1]),
        helper.make_node("Conv", ["x", "V"], ["m"], pads=[1, 1, 1, 1]),
        helper.make_node("Sigmoid", ["m"], ["M"]),
        helper.make_node("DeformConv", ["x", "W", "O", "", "M"], ["y"], pads=[1, 1, 1, 1]),
    ], (1, 2, 5, 4), {
        "U": floats(18, 2, 3, 3),
        "V": floats(9, 2, 3, 3),
        "W": floats(3, 2, 3, 3),
    }, {}


def expected(model, x):
    if model.graph.node[0].op_type == "Erfc":  # TensorFlow's, which tf2onnx leaves in the file.
        return np.vectorize(math.erfc)(x).astype(np.float32), "math.erfc"
    if model.graph.node[0].op_type == "DFT":
        length = int(numpy_helper.to_array(model.graph.initializer[0]))
        return np.fft.irfft(x[..., 0] + 1j * x[..., 1], length)[..., None], "numpy"
    try:
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
        return session.run(None, {"x": x})[0], f"onnxruntime {onnxruntime.__version__}"
    except Exception:
        return ReferenceEvaluator(model).run(None, {"x": x})[0], f"onnx {onnx.__version__}"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, opset, kind, shape, constants, attributes in cases():
        if isinstance(kind, str):
            kind = [helper.make_node(kind, ["x", *constants], ["y"], **attributes)]
        graph = helper.make_graph(
            kind,
            name,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *shape[1:]])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
            [numpy_helper.from_array(value, key) for key, value in constants.items()],
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10
        )
        x = floats(*shape)
        y, by = expected(model, x)
        onnx.save(model, FOLDER / f"{name}.onnx")
        np.save(FOLDER / f"{name}-x.npy", x)
        np.save(FOLDER / f"{name}-y.npy", y)
        print(name, y.shape, by)


if __name__ == "__main__":
    main()
