"""Times whole audits of the first N test images of MNIST: by threads, shards and workers of Spark,
beside a loop of PyTorch's that does the quotients alone. One after the other, on one machine.

    python benchmarks/audit.py [--count 1000] [--chunk 50] [name ...]

Names: threads-1, threads-2, shards-2, spark-local-2, spark-workers-2, torch; without any: all. Needs
./plumbline built; numpy and torch, also for the gradients that are audited; for Spark's rows
mvn -DskipTests package. Prints one JSON line for each: {"who", "images", "seconds", "cpu_seconds"}.
"""

import argparse
import gzip
import json
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
from peers import HERE, MNIST, MODEL, torch_network
from torch.nn import functional as F

ROOT = HERE.parent
CLI = next((ROOT / "plumbline-cli/target/app").glob("plumbline-cli-*.jar"))
STEP = 1e-6


def samples(count):
    pixels = gzip.open(MNIST / "t10k-images-idx3-ubyte.gz").read(16 + 784 * count)[16:]
    labels = gzip.open(MNIST / "t10k-labels-idx1-ubyte.gz").read(8 + count)[8:]
    x = np.frombuffer(pixels, np.uint8).reshape(count, 28, 28, 1).astype("float32") / np.float32(255)
    return x, np.frombuffer(labels, np.uint8).astype("int64")


def gradients(x, y):
    scores, _ = torch_network(torch.float32)
    images = torch.tensor(x.reshape(-1, 1, 28, 28), requires_grad=True)
    loss = F.cross_entropy(scores(images), torch.tensor(y), reduction="sum")
    return torch.autograd.grad(loss, images)[0].numpy().reshape(x.shape)


def timed(who, count, work):
    used = lambda: sum(sum(resource.getrusage(of)[:2]) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    start, before = time.perf_counter(), used()
    work()
    row = {
        "who": who,
        "images": count,
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(used() - before, 1),
    }
    print(json.dumps(row), flush=True)


class Audits:
    def __init__(self, folder, count, chunk):
        self.folder = folder
        self.count = count
        self.chunk = chunk
        x, y = samples(count)
        self.x, self.y = x, y
        for name, array in (("x", x), ("y", y), ("g", gradients(x, y))):
            np.save(folder / f"{name}.npy", array)

    def words(self, name, *more):
        files = [str(self.folder / f"{each}.npy") for each in "xyg"]
        return [
            *("audit", str(MODEL), "--data", files[0], "--label", files[1], "--gradient", files[2]),
            *("--chunk", str(self.chunk), "--out", str(self.folder / name), "--quiet", *more),
        ]

    def java(self, *words):
        return ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", str(CLI), "io.plumbline.cli.Main", *words]

    def run(self, *commands, **options):
        running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, **options) for command in commands]
        for process in running:
            # 4: saturated samples are inconclusive, which is no failure of the audit.
            if process.wait() not in (0, 4):
                sys.exit(f"{process.args} failed")

    def threads(self, threads):
        self.run(self.java(*self.words(f"threads-{threads}", "--threads", str(threads))))

    def shards(self, of):
        self.run(
            *(
                self.java(*self.words("shards", "--threads", "1", "--shard", f"{k + 1}/{of}"))
                for k in range(of)
            )
        )

    def spark(self, master, name):
        jar = next((ROOT / "plumbline-spark/target").glob("plumbline-spark-*-submit.jar"))
        command = [
            *("java", "-Xmx1g", "-cp", f"{ROOT}/spark-home/target/jars/*"),
            *("org.apache.spark.deploy.SparkSubmit", "--master", master, "--conf"),
            *("spark.ui.enabled=false", str(jar), *self.words(name)),
        ]
        self.run(command, env=spark_environment(self.folder))

    def workers(self, count):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        master = f"spark://127.0.0.1:{port}"
        classes = "org.apache.spark.deploy"
        commands = [[f"{classes}.master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0"]]
        for _ in range(count):
            commands.append(
                [f"{classes}.worker.Worker", "--cores", "1", "--memory", "2g", "--webui-port", "0", master]
            )
        cluster = [
            subprocess.Popen(
                ["java", "-cp", f"{ROOT}/spark-home/target/jars/*", *command],
                env=spark_environment(self.folder),
                stderr=subprocess.DEVNULL,
            )
            for command in commands
        ]
        time.sleep(8)  # A cluster is there before it is asked.
        try:
            timed(f"spark-workers-{count}", self.count, lambda: self.spark(master, "workers"))
        finally:
            for process in cluster:
                process.terminate()
                process.wait()

    def torch(self):
        """The quotients alone, float64, in the best batch of peers.py: no bound and no verdict."""
        scores, _ = torch_network(torch.float64)
        steps = STEP * torch.eye(784, dtype=torch.float64).reshape(784, 1, 28, 28)
        with torch.no_grad():
            for image, label in zip(self.x, self.y):
                x = torch.tensor(image.reshape(1, 1, 28, 28), dtype=torch.float64)
                for part in steps.split(64):
                    labels = torch.full((len(part),), int(label))
                    loss = lambda at: F.cross_entropy(scores(at), labels, reduction="none")
                    (loss(x + part) - loss(x - part)) / (2 * STEP)


def spark_environment(folder):
    own = {"SPARK_HOME": str(ROOT / "spark-home/target"), "SPARK_SCALA_VERSION": "2.13"}
    return {**os.environ, **own, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder / "work")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--chunk", type=int, default=50)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        audits = Audits(folder, given.count, given.chunk)
        works = {
            "threads-1": lambda: audits.threads(1),
            "threads-2": lambda: audits.threads(2),
            "shards-2": lambda: audits.shards(2),
            "spark-local-2": lambda: audits.spark("local[2]", "local"),
            "torch": audits.torch,
        }
        for name in given.names or [*works, "spark-workers-2"]:
            if name == "spark-workers-2":
                audits.workers(2)
            elif name in works:
                timed(name, given.count, works[name])
            else:
                sys.exit(f"name ({name}) must be one of {', '.join([*works, 'spark-workers-2'])}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
