"""Writes what Foolbox finds on the seed network, for FoolboxTest to compare with.

    python make.py ../models/seed.keras MNIST_DIRECTORY

Made with Foolbox 3.3.4 on PyTorch 2.15.0. Needs numpy, h5py, torch and foolbox.
"""
import gzip, io, os, sys, zipfile
import foolbox, h5py, numpy, torch
import torch.nn.functional as F

COUNT = 24
h5 = h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read("model.weights.h5")))
k1, b1, k2, b2, k3, b3 = (
    torch.tensor(numpy.asarray(h5[f"layers/{layer}/vars/{k}"]))
    for layer in ("conv2d", "conv2d_1", "dense") for k in (0, 1)
)


class Net(torch.nn.Module):
    def forward(self, x):
        x = F.max_pool2d(F.relu(F.conv2d(x, k1.permute(3, 2, 0, 1), b1)), 2)
        x = F.max_pool2d(F.relu(F.conv2d(x, k2.permute(3, 2, 0, 1), b2)), 2)
        return F.linear(x.permute(0, 2, 3, 1).flatten(1), k3.T, b3)


def idx(name, offset):
    return numpy.frombuffer(gzip.open(os.path.join(sys.argv[2], name)).read(), numpy.uint8, offset=offset)


x = torch.tensor(idx("t10k-images-idx3-ubyte.gz", 16)[:COUNT * 784].reshape(-1, 1, 28, 28).astype("float32") / 255)
y = torch.tensor(idx("t10k-labels-idx1-ubyte.gz", 8)[:COUNT].astype("int64"))
model = foolbox.PyTorchModel(Net().eval(), bounds=(0, 1), device="cpu")
attacks = foolbox.attacks
targeted = foolbox.criteria.TargetedMisclassification((y + 1) % 10)


def write(name, attack, criterion, epsilon):
    _, found, _ = attack(model, x, criterion, epsilons=epsilon)
    numpy.save(f"{name}.npy", found.reshape(COUNT, 784).numpy())


write("fgsm", attacks.LinfFastGradientAttack(), y, 0.2)
write("fgsm-l2", attacks.L2FastGradientAttack(), y, 2.0)
write("fgsm-targeted", attacks.LinfBasicIterativeAttack(steps=1, rel_stepsize=1.0), targeted, 0.2)
write("bim", attacks.LinfBasicIterativeAttack(steps=3, rel_stepsize=0.2), y, 0.02)
write("deepfool", attacks.L2DeepFoolAttack(steps=50, overshoot=0.02), y, None)
