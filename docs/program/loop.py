# f(x) = sum of x*x and its gradient, served to Plumbline: docs/program-protocol.md. Standard library only.
import json, math, sys
from array import array

def value(x):
    return math.fsum(v * v for v in x)

def gradient(x):
    return [2 * v for v in x]

def tensor(name, shape, numbers):
    data = array("d", numbers).tobytes()
    return {"name": name, "shape": shape, "datatype": "FP64", "parameters": {"binary_data_size": len(data)}}, data

for line in sys.stdin.buffer:
    q = json.loads(line)
    data, answer, raw = array("d", sys.stdin.buffer.read(q["bytes"])), {"id": q["id"]}, b""
    if q["op"] == "describe":
        answer["serves"] = ["value", "gradient"]
    else:
        n, shape = len(data) // q["points"], q["inputs"][0]["shape"]
        points = [data[k * n : (k + 1) * n] for k in range(q["points"])]
        if q["op"] == "value":
            head, raw = tensor("y", [len(points)], map(value, points))
        else:
            head, raw = tensor(q["inputs"][0]["name"], shape, [v for x in points for v in gradient(x)])
        answer["outputs"] = [head]
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + raw)
    sys.stdout.buffer.flush()
