"""Makes the files beside it: models, and float32 gradients of the cross-entropy by PyTorch.

Made with PyTorch 2.15.0 and onnx 1.23.2; the files are committed, so nobody needs to.
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

torch.manual_seed(7)


def save(name, module, x, label):
    """The input, and the gradient in float32 arithmetic."""
    x = x.clone().requires_grad_(True)
    loss = torch.nn.functional.cross_entropy(module(x), torch.tensor([label]))
    loss.backward()
    np.save(name + "-x.npy", x.detach().numpy())
    np.save(name + "-g.npy", x.grad.numpy())


# TorchScript: a smooth network on a sequence, which nothing here could read.
class Recurrent(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(5, 8, batch_first=True)
        self.head = torch.nn.Linear(8, 3)

    def forward(self, x):
        y, _ = self.lstm(x)
        return self.head(y[:, -1])


recurrent = Recurrent()
x = torch.randn(1, 6, 5)
torch.jit.script(recurrent).save("lstm.pt")
save("lstm", recurrent, x, 1)

# The same as ONNX: LSTM is an operator that the reader does not know.
lstm = recurrent.lstm
order = [0, 3, 1, 2]  # PyTorch's gates i f g o, ONNX's i o f c


def gates(matrix):
    return np.stack([matrix.detach().numpy().reshape(4, 8, -1)[k] for k in order]).reshape(32, -1)


W = gates(lstm.weight_ih_l0)[None]
R = gates(lstm.weight_hh_l0)[None]
B = np.concatenate([gates(lstm.bias_ih_l0).ravel(), gates(lstm.bias_hh_l0).ravel()])[None]


def model(name, nodes, inputs, outputs, tensors):
    graph = helper.make_graph(
        nodes, name, inputs, outputs, [numpy_helper.from_array(a.astype(t), n) for n, a, t in tensors])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    onnx.checker.check_model(made)
    onnx.save(made, name + ".onnx")


f = TensorProto.FLOAT
model(
    "lstm",
    [
        helper.make_node("Transpose", ["x"], ["steps"], perm=[1, 0, 2]),
        helper.make_node("LSTM", ["steps", "W", "R", "B"], ["", "h"], hidden_size=8),
        helper.make_node("Squeeze", ["h", "zero"], ["last"]),
        helper.make_node("Gemm", ["last", "V", "c"], ["scores"], transB=1),
    ],
    [helper.make_tensor_value_info("x", f, ["n", "time", 5])],
    [helper.make_tensor_value_info("scores", f, ["n", 3])],
    [
        ("W", W, np.float32),
        ("R", R, np.float32),
        ("B", B, np.float32),
        ("zero", np.array([0]), np.int64),
        ("V", recurrent.head.weight.detach().numpy(), np.float32),
        ("c", recurrent.head.bias.detach().numpy(), np.float32),
    ],
)

# Another answer every time.
V = recurrent.head.weight.detach().numpy()[:, :5]
model(
    "chance",
    [
        helper.make_node("RandomNormalLike", ["x"], ["r"], scale=0.1),
        helper.make_node("Add", ["x", "r"], ["moved"]),
        helper.make_node("Gemm", ["moved", "V"], ["scores"], transB=1),
    ],
    [helper.make_tensor_value_info("x", f, ["n", 5])],
    [helper.make_tensor_value_info("scores", f, ["n", 3])],
    [("V", V, np.float32)],
)
