"""A model of MLServer at the port that is named: energy = sum of x*x and twice = 2 x of each row; word is a text."""
import asyncio
import sys

import numpy as np
from mlserver import MLModel, MLServer, ModelSettings, Settings
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceResponse


class Energy(MLModel):
    async def load(self):
        return True

    async def predict(self, payload):
        x = NumpyCodec.decode_input(payload.inputs[0])
        if np.any(x < -100):
            raise ValueError("below the domain")
        made = {
            "energy": NumpyCodec.encode_output("energy", np.sum(x * x, axis=1, keepdims=True)),
            "twice": NumpyCodec.encode_output("twice", 2 * x),
            "word": StringCodec.encode_output("word", ["a"] * len(x)),
        }
        asked = [each.name for each in payload.outputs or []] or list(made)
        return InferenceResponse(model_name=self.name, outputs=[made[name] for name in asked])


def tensors(*rows):
    return [{"name": name, "datatype": datatype, "shape": shape} for name, datatype, shape in rows]


def model(name, datatype, *outputs):
    return ModelSettings(
        name=name,
        implementation=Energy,
        inputs=tensors(("x", datatype, [-1, 3])),
        outputs=tensors(*[(output, datatype if shape else "BYTES", shape or [-1]) for output, shape in outputs]),
    )


settings = Settings(
    host="127.0.0.1", http_port=int(sys.argv[1]), grpc_port=0, metrics_endpoint=None, parallel_workers=0
)
models = [
    model("energy", "FP64", ("energy", [-1, 1]), ("word", None)),
    model("both", "FP32", ("twice", [-1, 3]), ("energy", [-1, 1])),
    model("text", "FP64", ("word", None)),
]
asyncio.run(MLServer(settings).start(models))
