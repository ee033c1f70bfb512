"""Times attacks of Foolbox on PyTorch and of Plumbline on the same network and images, in turn.

    python benchmarks/attacks.py seed.keras MNIST_DIRECTORY [count]

Needs numpy, h5py, torch and foolbox; starts ./plumbline attack. Both attack in one process each that has
started before the clock does; each pair is shown, with the load of the machine.
"""
import gzip, io, json, os, subprocess, sys, tempfile, time, zipfile
import foolbox, h5py, numpy, torch
import torch.nn.functional as F

model_file, mnist = sys.argv[1], sys.argv[2]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
h5 = h5py.File(io.BytesIO(zipfile.ZipFile(model_file).read("model.weights.h5")))
k1, b1, k2, b2, k3, b3 = (
    torch.tensor(numpy.asarray(h5[f"layers/{layer}/vars/{k}"]))
    for layer in ("conv2d", "conv2d_1", "dense") for k in (0, 1)
)
k1, k2 = k1.permute(3, 2, 0, 1).contiguous(), k2.permute(3, 2, 0, 1).contiguous()
k3 = k3.reshape(5, 5, 64, 10).permute(3, 2, 0, 1).reshape(10, 1600).contiguous()


class Net(torch.nn.Module):
    def forward(self, x):
        x = F.max_pool2d(F.relu(F.conv2d(x, k1, b1)), 2)
        x = F.max_pool2d(F.relu(F.conv2d(x, k2, b2)), 2)
        return F.linear(x.flatten(1), k3, b3)


def idx(name, offset):
    return numpy.frombuffer(gzip.open(os.path.join(mnist, name)).read(), numpy.uint8, offset=offset)


x = torch.tensor(idx("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)[:count].astype("float32") / 255)
y = torch.tensor(idx("t10k-labels-idx1-ubyte.gz", 8)[:count].astype("int64"))
net = foolbox.PyTorchModel(Net().eval(), bounds=(0, 1), device="cpu")


def peer(attack, epsilon):
    start = time.perf_counter()
    _, _, found = attack(net, x, y, epsilons=epsilon)
    return time.perf_counter() - start, 1 - found.float().mean().item()


def own(options, epsilon):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "result.json")
        command = [os.path.join(root, "plumbline"), "attack", model_file, *options, "--epsilon", str(epsilon),
                   "--count", str(count), "--self-check", "off", "--json", file]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        result = json.load(open(file))["results"][0]
    return result["elapsedMs"] / 1000, result["adversarialAccuracy"]


print(f"Foolbox {foolbox.__version__}, PyTorch {torch.__version__}, {count} images")
print(f"{'attack':<18}{'Foolbox s':>10}{'accuracy':>10}{'Plumbline s':>13}{'accuracy':>10}{'ratio':>8}{'load':>7}")
attacks = (
    ("fgsm", foolbox.attacks.LinfFastGradientAttack(), ["--method", "fgsm"]),
    ("pgd-40", foolbox.attacks.LinfPGD(steps=40, abs_stepsize=0.01),
     ["--method", "pgd", "--steps", "40", "--step-size", "0.01"]),
)
peer(attacks[0][1], 0.1)
own(attacks[0][2], 0.1)
for name, attack, options in attacks:
    for epsilon in (0.1, 0.2, 0.3):
        theirs, their_accuracy = peer(attack, epsilon)
        ours, our_accuracy = own(options, epsilon)
        print(f"{name + ' ' + str(epsilon):<18}{theirs:>10.2f}{their_accuracy:>10.3f}{ours:>13.2f}{our_accuracy:>10.3f}"
              f"{theirs / ours:>8.1f}{os.getloadavg()[0]:>7.1f}", flush=True)
