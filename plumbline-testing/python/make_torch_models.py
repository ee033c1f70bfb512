"""Makes the small ONNX models that ExportedModelsTest reads, as torch's two exporters write them.

    python make_torch_models.py ../resources/exported

Needs torch, onnx and onnxscript. The test compares with ONNX Runtime, so no outputs are kept.
"""

import pathlib
import sys
import warnings

import onnx
import torch
import torch.nn.functional as F
from torch import nn

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(sys.argv[1])


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(2, 4, 3, stride=2, padding=1)
        self.bn = nn.BatchNorm2d(4)
        self.b = nn.Conv2d(4, 4, (3, 2), groups=2, dilation=(1, 2), padding=(2, 1), bias=False)
        self.pool = nn.MaxPool2d(3, 2, padding=1, ceil_mode=True)
        self.mean = nn.AvgPool2d(2, 1, padding=1, count_include_pad=True)
        self.other = nn.AvgPool2d(3, 2, padding=1, count_include_pad=False)
        self.out = nn.Linear(4, 5)

    def forward(self, x):
        x = F.relu(self.bn(self.a(x)))
        x = x + F.relu6(self.b(F.pad(x, (0, 1, 0, 0)))[:, :, : x.shape[2], : x.shape[3]])
        x = self.other(self.mean(self.pool(x)))
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return F.softmax(self.out(F.dropout(x, 0.3, self.training)), dim=-1)


class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        self.prelu = nn.PReLU(3)

    def forward(self, x):
        parts = [
            F.relu(x), F.relu6(x), F.leaky_relu(x, 0.1), F.elu(x, 0.7), F.selu(x), F.celu(x, 0.5),
            torch.sigmoid(x), F.hardsigmoid(x), torch.tanh(x), F.softplus(x), F.softsign(x),
            F.gelu(x), F.gelu(x, approximate="tanh"), F.silu(x), F.mish(x), F.hardswish(x),
            F.hardtanh(x, -0.4, 0.6), torch.clamp(x, min=-0.3), torch.clamp(x, max=0.3),
            torch.erf(x), torch.exp(x), torch.log(x.abs() + 1), torch.sqrt(x.abs() + 0.1),
            x.pow(2), x**3, x.abs(), -x, 1 / (x.abs() + 0.5), torch.maximum(x, x * x),
            torch.minimum(x, 0.5 - x), F.softshrink(x, 0.3), F.hardshrink(x, 0.3),
            F.threshold(x, 0.2, 0.0), F.tanhshrink(x), F.logsigmoid(x), self.prelu(x),
            F.log_softmax(x, 1), F.softmax(x, 2), F.softmin(x, 1), F.glu(x, 2),
        ]
        return torch.cat(parts, dim=2)


class Moves(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.arange(12.0).reshape(3, 4))

    def forward(self, x):
        n = x.size(0)
        a = x.view(n, -1, 2, x.size(3) // 2).permute(0, 3, 1, 2).contiguous()
        b = a.reshape(n, -1)
        c, d = x.chunk(2, dim=1)
        e, f, g = x.split([1, 2, 1], dim=1)
        h = F.pad(c, (1, 2, 0, 1), mode="reflect").flatten(1)
        i = F.pad(d, (1, 1, 2, 0), mode="replicate").flatten(1)
        j = F.pad(e, (1, -1, 0, 3), value=0.5).flatten(1)
        k = F.interpolate(f, scale_factor=2.0, mode="nearest").flatten(1)
        m = x[:, 1:, ::2, -2:].flatten(1)
        o = g.squeeze(1).unsqueeze(-1).flatten(1)
        p = torch.stack([x.mean(dim=(2, 3)), x.amax(dim=(2, 3)), x.sum(dim=(1, 2))[:, :4]], 1)
        q = x.flip(2).flatten(1)
        r = x.index_select(1, torch.tensor([2, 0])).flatten(1)
        s = (x[:, :3, 0, :4] * self.table.expand(n, 3, 4)).flatten(1)
        t = x.transpose(1, 3).flatten(1)
        return torch.cat([b, h, i, j, k, m, o, p.flatten(1), q, r, s, t], dim=1)


class Tokens(nn.Module):
    """A mixer block: matrix products, layer normalization, residuals."""

    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(6)
        self.up = nn.Linear(6, 12)
        self.down = nn.Linear(12, 6)
        self.mix = nn.Parameter(torch.randn(5, 5) * 0.3)
        self.q = nn.Linear(6, 6, bias=False)

    def forward(self, x):
        y = x + torch.matmul(self.mix, x)
        y = y + self.down(F.gelu(self.up(self.norm(y))))
        weights = torch.softmax(self.q(y) @ y.transpose(1, 2) / 6**0.5, dim=-1)
        y = weights @ y
        variance, mean = torch.var_mean(y, dim=-1, keepdim=True, unbiased=False)
        return ((y - mean) / torch.sqrt(variance + 1e-5)).mean(dim=1)


class OneAxis(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv1d(2, 4, 5, stride=2, padding=2, bias=True)
        self.bn = nn.BatchNorm1d(4)
        self.b = nn.Conv1d(4, 4, 3, dilation=2, groups=4)
        self.pool = nn.MaxPool1d(3, 2, ceil_mode=True)
        self.mean = nn.AvgPool1d(2, 2)
        self.dense = nn.Sequential(nn.LazyLinear(6), nn.BatchNorm1d(6), nn.Tanh(), nn.Linear(6, 3))

    def forward(self, x):
        x = F.leaky_relu(self.bn(self.a(x)), 0.2)
        x = self.mean(self.pool(F.silu(self.b(x))))
        return F.log_softmax(self.dense(torch.flatten(x, 1)), dim=1)


MODELS = {
    "cnn": (Cnn, (2, 13, 11)),
    "activations": (Activations, (3, 4, 6)),
    "moves": (Moves, (4, 5, 6)),
    "tokens": (Tokens, (5, 6)),
    "one_axis": (OneAxis, (2, 31)),
}


def settle(model, x):
    """Statistics and scales that are not 0 and 1."""
    model(x)
    for name, buffer in model.named_buffers():
        if "mean" in name:
            buffer.normal_(0, 0.3)
        if "var" in name:
            buffer.uniform_(0.5, 2)
    for parameter in model.parameters():
        if parameter.dim() == 1:
            parameter.data.normal_(0.2, 0.6)
    return model.eval()


def without_traces(path):
    """The exporters note where each node came from, in the paths of the machine they ran on."""
    model = onnx.load(path, load_external_data=False)
    graph = model.graph
    for item in [model, graph, *graph.node, *graph.value_info, *graph.initializer, *model.functions]:
        del item.metadata_props[:]
        item.doc_string = ""
    for item in [*graph.input, *graph.output]:
        del item.metadata_props[:]
    path.write_bytes(model.SerializeToString())


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (make, shape) in MODELS.items():
        torch.manual_seed(3)
        x = torch.randn(2, *shape)
        model = settle(make(), x)
        for opset in (9, 11, 13, 17):
            path = FOLDER / f"torchscript_{name}_{opset}.onnx"
            try:
                torch.onnx.export(
                    model, (x,), path, dynamo=False, opset_version=opset,
                    input_names=["x"], output_names=["y"],
                    dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
                )
            except Exception as e:
                path.unlink(missing_ok=True)
                print(path.name, "not exported:", str(e).splitlines()[0][:150])
        for opset in (18, 20):
            path = FOLDER / f"dynamo_{name}_{opset}.onnx"
            try:
                torch.onnx.export(
                    model, (x,), path, dynamo=True, opset_version=opset, external_data=False,
                    input_names=["x"], output_names=["y"],
                    dynamic_shapes=({0: torch.export.Dim("batch")},), verbose=False,
                )
            except Exception as e:
                path.unlink(missing_ok=True)
                print(path.name, "not exported:", str(e).splitlines()[0][:150])
    torch.manual_seed(5)
    model = settle(Tokens(), torch.randn(2, 5, 6))
    torch.onnx.export(
        model, (torch.randn(4, 5, 6),), FOLDER / "fixed_batch_tokens.onnx", dynamo=False,
        opset_version=17, input_names=["x"], output_names=["y"],
    )
    model = settle(Cnn(), torch.randn(2, 2, 13, 11))
    torch.onnx.export(
        model, (torch.randn(1, 2, 13, 11),), FOLDER / "external_cnn.onnx", dynamo=True,
        external_data=True, input_names=["x"], output_names=["y"], verbose=False,
    )
    for path in FOLDER.glob("*.onnx"):
        without_traces(path)


if __name__ == "__main__":
    main()
