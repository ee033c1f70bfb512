"""ONNX operators in PyTorch, in float64: an oracle for values and, by autograd, for gradients.

It shares no code with what reads ONNX files in Java. It knows only what the models of
shipped_models.py hold, and raises NotImplementedError for anything else.
"""

import functools

import numpy as np
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper

DOUBLE, WHOLE = torch.float64, torch.int64
FLOATING = (1, 10, 11, 16)
BOOL = 9
OPERATORS = {}


def tensor(array):
    array = np.array(array)
    kind = {"f": DOUBLE, "b": torch.bool}.get(array.dtype.kind, WHOLE)
    return torch.tensor(array.astype(np.float64) if kind == DOUBLE else array, dtype=kind)


class Run:
    """One evaluation. `replaced` holds values of the file that are set and not computed."""

    def __init__(self, model, replaced):
        opsets = [o.version for o in model.opset_import if o.domain in ("", "ai.onnx")]
        self.opset = opsets[0] if opsets else 0
        self.replaced = replaced
        self.values = dict(replaced)
        self.outputs = self.graph(model.graph, self.values)

    def graph(self, graph, scope):
        for t in graph.initializer:
            scope.setdefault(t.name, tensor(numpy_helper.to_array(t)))
        for node in graph.node:
            if any(i and i not in scope for i in node.input):
                continue  # Leads to what is not asked for: an input that was left out.
            made = self.node(node, [scope[i] if i else None for i in node.input], scope)
            for name, value in zip(node.output, made if isinstance(made, tuple) else (made,)):
                if name and name not in self.replaced:
                    scope[name] = value
        return tuple(scope.get(o.name) for o in graph.output)

    def node(self, node, given, scope):
        a = {x.name: helper.get_attribute_value(x) for x in node.attribute}
        a = {k: v.decode() if isinstance(v, bytes) else v for k, v in a.items()}
        if node.op_type == "If":
            return self.graph(a["then_branch" if bool(given[0]) else "else_branch"], dict(scope))
        if node.op_type == "Loop":
            return self.loop(a["body"], *given, scope=scope)
        if node.domain not in ("", "ai.onnx") or node.op_type not in OPERATORS:
            raise NotImplementedError(f"{node.domain} {node.op_type}".strip())
        a |= {"opset": self.opset, "outputs": len(node.output)}
        return OPERATORS[node.op_type](a, *given)

    def loop(self, body, most, go, *state, scope):
        rows = []
        while (most is None or len(rows) < int(most)) and (go is None or bool(go)):
            names = [i.name for i in body.input]
            first = go if go is not None else torch.tensor(True)
            inner = dict(scope) | dict(zip(names, [torch.tensor(len(rows)), first, *state]))
            go, *made = self.graph(body, inner)
            rows.append(made[len(state) :])
            state = made[: len(state)]
        return (*state, *(torch.stack(column) for column in zip(*rows)))


def operator(function):
    OPERATORS[function.__name__] = function
    return function


def elementwise(**functions):
    for name, function in functions.items():
        OPERATORS[name] = lambda a, *xs, function=function: function(*xs)


elementwise(
    Abs=torch.abs, Ceil=torch.ceil, Cos=torch.cos, Erf=torch.erf, Exp=torch.exp, Floor=torch.floor,
    HardSwish=F.hardswish, Identity=lambda x: x, IsNaN=torch.isnan, Log=torch.log, Neg=torch.neg,
    Not=torch.logical_not, Reciprocal=torch.reciprocal, Relu=torch.relu, Round=torch.round,
    Sigmoid=torch.sigmoid, Sin=torch.sin, Sqrt=torch.sqrt, Tanh=torch.tanh, Add=torch.add,
    Sub=torch.sub, Mul=torch.mul, Pow=torch.pow, MatMul=torch.matmul, Greater=torch.gt,
    GreaterOrEqual=torch.ge, Less=torch.lt, LessOrEqual=torch.le, Equal=torch.eq,
    And=torch.logical_and, Or=torch.logical_or, Where=torch.where,
    Max=lambda *xs: functools.reduce(torch.maximum, xs),
    Min=lambda *xs: functools.reduce(torch.minimum, xs),
    PRelu=lambda x, slope: torch.where(x < 0, x * slope, x),
    Div=lambda x, y: torch.div(x, y, rounding_mode=None if x.is_floating_point() else "trunc"),
    Softplus=lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    Size=lambda x: torch.tensor(x.numel()),
    GlobalAveragePool=lambda x: x.mean(tuple(range(2, x.dim())), keepdim=True),
    GlobalMaxPool=lambda x: x.amax(tuple(range(2, x.dim())), keepdim=True),
    Expand=lambda x, shape: x.expand(torch.broadcast_shapes(x.shape, tuple(shape.tolist()))),
    Tile=lambda x, times: x.repeat(tuple(times.tolist())),
    Range=lambda first, last, step: torch.arange(first, last, step, dtype=first.dtype),
    Dropout=lambda x, *rest: x,
    NonZero=lambda x: torch.stack(torch.nonzero(x, as_tuple=True)),
)  # fmt: skip


@operator
def Constant(a):
    kinds = {"value_int": int, "value_float": float, "value_ints": list, "value_floats": list}
    if "value" in a:
        return tensor(numpy_helper.to_array(a["value"]))
    return next(tensor(kind(a[name])) for name, kind in kinds.items() if name in a)


@operator
def ConstantOfShape(a, shape):
    value = tensor(numpy_helper.to_array(a["value"])) if "value" in a else tensor([0.0])
    return value.reshape(()).expand(tuple(shape.tolist())).clone()


@operator
def Shape(a, x):
    return torch.tensor(x.shape, dtype=WHOLE)[a.get("start", 0) : a.get("end", x.dim())]


@operator
def Cast(a, x):
    if a["to"] == BOOL:
        return x != 0
    return x.to(DOUBLE) if a["to"] in FLOATING else x.to(WHOLE)


@operator
def LeakyRelu(a, x):
    return F.leaky_relu(x, a.get("alpha", 0.01))


@operator
def Elu(a, x):
    return F.elu(x, a.get("alpha", 1.0))


@operator
def HardSigmoid(a, x):
    return torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1)


@operator
def Clip(a, x, low=None, high=None):
    low = a.get("min") if low is None else low
    high = a.get("max") if high is None else high
    return torch.clamp(x, low, high)


def softmax(function):
    def lower(a, x):
        axis = a.get("axis", -1 if a["opset"] >= 13 else 1)
        if a["opset"] >= 13:
            return function(x, axis)
        flat = x.reshape(int(np.prod(x.shape[:axis])), -1)
        return function(flat, 1).reshape(x.shape)

    return lower


OPERATORS |= {"Softmax": softmax(torch.softmax), "LogSoftmax": softmax(torch.log_softmax)}


@operator
def Gemm(a, x, y, c=None):
    x = x.T if a.get("transA") else x
    y = y.T if a.get("transB") else y
    product = a.get("alpha", 1.0) * (x @ y)
    return product if c is None else product + a.get("beta", 1.0) * c


@operator
def Einsum(a, *xs):
    return torch.einsum(a["equation"].replace(" ", ""), *xs)


def pads(a, extents, kernel, stride, dilation):
    """Before and after each spatial axis."""
    n = len(kernel)
    auto = a.get("auto_pad", "NOTSET")
    if auto.startswith("SAME"):
        pairs = []
        for k in range(n):
            out = -(-extents[k] // stride[k])
            total = max(0, (out - 1) * stride[k] + (kernel[k] - 1) * dilation[k] + 1 - extents[k])
            small = total // 2
            pairs.append((small, total - small) if auto == "SAME_UPPER" else (total - small, small))
        return pairs
    flat = a.get("pads", [0] * 2 * n) if auto == "NOTSET" else [0] * 2 * n
    return list(zip(flat[:n], flat[n:]))


def padded(x, pairs, value=0.0):
    flat = [p for pair in reversed(pairs) for p in pair]
    return F.pad(x, flat, value=value) if any(flat) else x


def window(a, x, kernel):
    n = len(kernel)
    stride, dilation = a.get("strides", [1] * n), a.get("dilations", [1] * n)
    return stride, dilation, pads(a, x.shape[2:], kernel, stride, dilation)


@operator
def Conv(a, x, w, b=None):
    stride, dilation, pairs = window(a, x, w.shape[2:])
    convolve = (F.conv1d, F.conv2d, F.conv3d)[w.dim() - 3]
    return convolve(padded(x, pairs), w, b, stride, 0, dilation, a.get("group", 1))


@operator
def ConvTranspose(a, x, w, b=None):
    n = w.dim() - 2
    stride, dilation = a.get("strides", [1] * n), a.get("dilations", [1] * n)
    flat, more = a.get("pads", [0] * 2 * n), a.get("output_padding", [0] * n)
    convolve = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[n - 1]
    full = convolve(x, w, None, stride, 0, 0, a.get("group", 1), dilation)
    full = padded(full, [(0, m) for m in more])
    for k in range(n):
        full = full.narrow(2 + k, flat[k], full.shape[2 + k] - flat[k] - flat[n + k])
    return full if b is None else full + b.reshape(-1, *[1] * n)


def hang(x, pairs, kernel, stride, dilation, ceil):
    """How much further the last window reaches where extents are rounded up."""
    more = []
    for k, (before, after) in enumerate(pairs):
        free = x.shape[2 + k] + before + after - (kernel[k] - 1) * dilation[k] - 1
        steps = -(-free // stride[k])
        if ceil and steps * stride[k] >= x.shape[2 + k] + before:
            steps -= 1
        more.append(max(0, steps * stride[k] - free) if ceil else 0)
    return [(b, e + m) for (b, e), m in zip(pairs, more)]


@operator
def MaxPool(a, x):
    kernel = a["kernel_shape"]
    stride, dilation, pairs = window(a, x, kernel)
    pairs = hang(x, pairs, kernel, stride, dilation, a.get("ceil_mode", 0))
    pool = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[len(kernel) - 1]
    return pool(padded(x, pairs, -torch.inf), kernel, stride, 0, dilation)


@operator
def AveragePool(a, x):
    kernel = a["kernel_shape"]
    stride, dilation, pairs = window(a, x, kernel)
    if any(d != 1 for d in dilation):
        raise NotImplementedError("AveragePool with dilation")
    whole = hang(x, pairs, kernel, stride, dilation, a.get("ceil_mode", 0))
    pool = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[len(kernel) - 1]
    counted = torch.ones_like(x)
    if a.get("count_include_pad", 0):
        counted = padded(counted, pairs, 1.0)
        whole_ones = [(0, w[1] - p[1]) for w, p in zip(whole, pairs)]
    else:
        whole_ones = whole
    return pool(padded(x, whole), kernel, stride) / pool(padded(counted, whole_ones), kernel, stride)


@operator
def BatchNormalization(a, x, scale, bias, mean, variance):
    shape = (1, -1, *[1] * (x.dim() - 2))
    factor = scale / torch.sqrt(variance + a.get("epsilon", 1e-5))
    return (x - mean.reshape(shape)) * factor.reshape(shape) + bias.reshape(shape)


@operator
def LayerNormalization(a, x, scale, bias=None):
    axis = a.get("axis", -1) % x.dim()
    return F.layer_norm(x, x.shape[axis:], scale, bias, a.get("epsilon", 1e-5))


@operator
def InstanceNormalization(a, x, scale, bias):
    return F.instance_norm(x, weight=scale, bias=bias, eps=a.get("epsilon", 1e-5))


def reduction(function):
    def lower(a, x, axes=None):
        axes = a.get("axes") if axes is None else axes.tolist()
        if not axes and a.get("noop_with_empty_axes"):
            return x
        return function(x, sorted(k % x.dim() for k in axes or range(x.dim())), a.get("keepdims", 1))

    return lower


def product(x, axes, keep):
    for axis in reversed(axes):
        x = x.prod(axis, keepdim=bool(keep))
    return x


OPERATORS |= {
    "ReduceMean": reduction(lambda x, axes, keep: x.mean(axes, keepdim=bool(keep))),
    "ReduceSum": reduction(lambda x, axes, keep: x.sum(axes, keepdim=bool(keep))),
    "ReduceMax": reduction(lambda x, axes, keep: x.amax(axes, keepdim=bool(keep))),
    "ReduceMin": reduction(lambda x, axes, keep: x.amin(axes, keepdim=bool(keep))),
    "ReduceProd": reduction(product),
    "ReduceL2": reduction(lambda x, axes, keep: x.square().sum(axes, keepdim=bool(keep)).sqrt()),
}


@operator
def ArgMax(a, x):
    return x.argmax(a.get("axis", 0), keepdim=bool(a.get("keepdims", 1)))


@operator
def TopK(a, x, k):
    return tuple(torch.topk(x, int(k), a.get("axis", -1), bool(a.get("largest", 1))))


@operator
def CumSum(a, x, axis):
    return x.cumsum(int(axis))


@operator
def Reshape(a, x, shape):
    wanted = shape.tolist()
    if not a.get("allowzero"):
        wanted = [x.shape[k] if n == 0 else n for k, n in enumerate(wanted)]
    return x.reshape(wanted)


@operator
def Flatten(a, x):
    return x.reshape(int(np.prod(x.shape[: a.get("axis", 1)])), -1)


@operator
def Squeeze(a, x, axes=None):
    axes = a.get("axes") if axes is None else axes.tolist()
    if axes is None:
        return x.squeeze()
    return x.squeeze(tuple(axes))


@operator
def Unsqueeze(a, x, axes=None):
    axes = a.get("axes") if axes is None else axes.reshape(-1).tolist()
    for axis in sorted(k % (x.dim() + len(axes)) for k in axes):
        x = x.unsqueeze(axis)
    return x


@operator
def Transpose(a, x):
    return x.permute(tuple(a.get("perm", range(x.dim())[::-1])))


@operator
def Concat(a, *xs):
    return torch.cat(xs, a["axis"])


@operator
def Split(a, x, sizes=None):
    axis = a.get("axis", 0)
    sizes = a.get("split") if sizes is None else sizes.tolist()
    if sizes is None:
        sizes = -(-x.shape[axis] // a["outputs"])
    return tuple(x.split(sizes, axis))


@operator
def Slice(a, x, starts=None, ends=None, axes=None, steps=None):
    starts = a["starts"] if starts is None else starts.tolist()
    ends = a["ends"] if ends is None else ends.tolist()
    axes = a.get("axes", list(range(len(starts)))) if axes is None else axes.tolist()
    steps = [1] * len(starts) if steps is None else steps.tolist()
    for first, last, axis, step in zip(starts, ends, axes, steps):
        last = None if step < 0 and last <= -x.shape[axis] - 1 else last
        places = list(range(x.shape[axis]))[slice(first, last, step)]
        x = x.index_select(axis, torch.tensor(places, dtype=WHOLE))
    return x


@operator
def Pad(a, x, widths=None, value=None, axes=None):
    flat = a["pads"] if widths is None else widths.tolist()
    axes = list(range(x.dim())) if axes is None else axes.tolist()
    mode = a.get("mode", "constant")
    for k, axis in enumerate(axes):
        before, after, n = flat[k], flat[k + len(axes)], x.shape[axis]
        if mode == "constant":
            pairs = [(0, 0)] * x.dim()
            pairs[axis] = (before, after)
            x = padded(x, pairs, a.get("value", 0.0) if value is None else value.item())
            continue
        places = torch.arange(-before, n + after)
        if mode == "reflect":
            places = (n - 1) - ((n - 1) - places.abs()).abs()
        x = x.index_select(axis, places.clamp(0, n - 1))
    return x


@operator
def Gather(a, x, indices):
    axis = a.get("axis", 0) % x.dim()
    flat = torch.where(indices < 0, indices + x.shape[axis], indices).reshape(-1)
    shape = (*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])
    return x.index_select(axis, flat).reshape(shape)


@operator
def GatherElements(a, x, indices):
    axis = a.get("axis", 0)
    return torch.gather(x, axis, torch.where(indices < 0, indices + x.shape[axis], indices))


@operator
def GatherND(a, x, indices):
    if a.get("batch_dims"):
        raise NotImplementedError("GatherND with batch_dims")
    return x[tuple(indices.unbind(-1))]


@operator
def ScatterElements(a, x, indices, updates):
    axis, how = a.get("axis", 0), a.get("reduction", "none")
    if how == "none":
        return x.scatter(axis, indices, updates)
    how = {"add": "sum", "mul": "prod", "max": "amax", "min": "amin"}[how]
    return x.scatter_reduce(axis, indices, updates, how)


@operator
def OneHot(a, indices, depth, values):
    hot = F.one_hot(indices % int(depth), int(depth)).to(values.dtype)
    hot = hot.movedim(-1, a.get("axis", -1))
    return values[0] + hot * (values[1] - values[0])


@operator
def ReverseSequence(a, x, lengths):
    time, batch = a.get("time_axis", 0), a.get("batch_axis", 1)
    rows = []
    for k, n in enumerate(lengths.tolist()):
        row = x.narrow(batch, k, 1)
        rows.append(torch.cat([row.narrow(time, 0, n).flip(time), row.narrow(time, n, x.shape[time] - n)], time))
    return torch.cat(rows, batch)


def coordinates(mode, out, size, scale):
    place = torch.arange(out, dtype=DOUBLE)
    if mode == "asymmetric":
        return place / scale
    if mode == "align_corners":
        return place * (size - 1) / max(1, out - 1)
    if mode == "pytorch_half_pixel" and out == 1:
        return torch.zeros(1, dtype=DOUBLE)
    if mode in ("half_pixel", "pytorch_half_pixel"):
        return (place + 0.5) / scale - 0.5
    raise NotImplementedError(mode)


@operator
def Resize(a, x, region=None, scales=None, sizes=None):
    if a["opset"] == 10:
        scales, a = region, a | {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    if scales is not None and scales.numel():
        scales = scales.tolist()
        sizes = [int(np.floor(n * s)) for n, s in zip(x.shape, scales)]
    else:
        sizes = sizes.tolist()
        scales = [s / n for s, n in zip(sizes, x.shape)]
    mode, how = a.get("mode", "nearest"), a.get("nearest_mode", "round_prefer_floor")
    for axis, (n, out, scale) in enumerate(zip(x.shape, sizes, scales)):
        if n == out and scale == 1:
            continue
        place = coordinates(a.get("coordinate_transformation_mode", "half_pixel"), out, n, scale)
        if mode == "nearest":
            round_ = {"floor": torch.floor, "ceil": torch.ceil}.get(
                how, lambda p: torch.ceil(p - 0.5) if how == "round_prefer_floor" else torch.floor(p + 0.5)
            )
            x = x.index_select(axis, round_(place).to(WHOLE).clamp(0, n - 1))
        elif mode == "linear":
            low = torch.floor(place)
            weight = (place - low).reshape([-1 if k == axis else 1 for k in range(x.dim())])
            first = x.index_select(axis, low.to(WHOLE).clamp(0, n - 1))
            x = first * (1 - weight) + x.index_select(axis, (low + 1).to(WHOLE).clamp(0, n - 1)) * weight
        else:
            raise NotImplementedError(mode)
    return x


def recurrence(kind, a, x, w, r, b, h, c=None):
    """All directions of an LSTM or GRU over whole sequences with the usual activations."""
    usual = {"LSTM": ["sigmoid", "tanh", "tanh"], "GRU": ["sigmoid", "tanh"]}[kind] * w.shape[0]
    asked = [n.decode().lower() for n in a.get("activations", [])] or usual
    if a.get("layout") or asked != usual or a.get("clip"):
        raise NotImplementedError(kind + " with layout, activations or clip")
    steps, batch, n = x.shape[0], x.shape[1], r.shape[2]
    columns, lasts, cells = [], [], []
    for d in range(w.shape[0]):
        bias = torch.zeros(2 * w.shape[1], dtype=DOUBLE) if b is None else b[d]
        wb, rb = bias.chunk(2)
        state = torch.zeros(batch, n, dtype=DOUBLE) if h is None else h[d]
        cell = torch.zeros(batch, n, dtype=DOUBLE) if c is None else c[d]
        backward = a.get("direction") == "reverse" or d == 1
        made = [None] * steps
        for t in range(steps)[:: -1 if backward else 1]:
            if kind == "LSTM":
                i, o, f, g = (x[t] @ w[d].T + wb + state @ r[d].T + rb).chunk(4, 1)
                cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
                state = torch.sigmoid(o) * torch.tanh(cell)
            else:
                xz, xr, xh = (x[t] @ w[d].T + wb).chunk(3, 1)
                uz, ur, uh = r[d].chunk(3, 0)
                bz, br, bh = rb.chunk(3)
                z = torch.sigmoid(xz + state @ uz.T + bz)
                reset = torch.sigmoid(xr + state @ ur.T + br)
                if a.get("linear_before_reset"):
                    new = torch.tanh(xh + reset * (state @ uh.T + bh))
                else:
                    new = torch.tanh(xh + (reset * state) @ uh.T + bh)
                state = (1 - z) * new + z * state
            made[t] = state
        columns.append(torch.stack(made))
        lasts.append(state)
        cells.append(cell)
    return torch.stack(columns, 1), torch.stack(lasts), torch.stack(cells)


@operator
def LSTM(a, x, w, r, b=None, lengths=None, h=None, c=None, peepholes=None):
    if peepholes is not None or lengths is not None and (lengths != x.shape[0]).any():
        raise NotImplementedError("LSTM with peepholes or lengths")
    return recurrence("LSTM", a, x, w, r, b, h, c)


@operator
def GRU(a, x, w, r, b=None, lengths=None, h=None):
    if lengths is not None and (lengths != x.shape[0]).any():
        raise NotImplementedError("GRU with lengths")
    return recurrence("GRU", a, x, w, r, b, h)[:2]
