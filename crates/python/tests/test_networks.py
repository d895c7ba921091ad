"""Everything that `as_network` accepts. The modules here only imitate PyTorch's."""

import json

import numpy as np
import pycrease
import pytest
from pycrease import Plane


class Tensor:
    """The part of a tensor's interface that is used."""

    def __init__(self, numbers, dtype="torch.float32"):
        self.numbers, self.dtype = np.asarray(numbers, dtype=np.float32), dtype

    def detach(self):
        return self

    def cpu(self):
        return self

    def numpy(self):
        if self.dtype == "torch.bfloat16":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.numbers

    def float(self):
        return Tensor(self.numbers)

    def new_tensor(self, numbers):
        return Tensor(numbers, self.dtype)


class Module:
    def __init__(self, **children):
        self.children, self.training = children, True

    @property
    def _modules(self):
        return self.children

    def named_children(self):
        # As in PyTorch, a module that is used in several places is listed once.
        seen, named = set(), []
        for name, child in self.children.items():
            if id(child) not in seen:
                seen.add(id(child))
                named.append((name, child))
        return named

    def modules(self):
        yield self
        for child in self.children.values():
            yield from child.modules()

    def parameters(self):
        for module in self.modules():
            if isinstance(module, Linear):
                yield module.weight

    def state_dict(self):
        return {}

    def __call__(self, x):
        for module in self.children.values():
            x = module(x)
        return x


class Sequential(Module):
    def __init__(self, *modules):
        super().__init__(**{str(index): module for index, module in enumerate(modules)})


class Linear(Module):
    def __init__(self, weight, bias=None):
        super().__init__()
        self.weight = Tensor(weight)
        self.bias = None if bias is None else Tensor(bias)

    def __call__(self, x):
        bias = 0 if self.bias is None else self.bias.numbers
        return Tensor(x.numbers @ self.weight.numbers.T + bias)


class ReLU(Module):
    def __call__(self, x):
        return Tensor(np.maximum(x.numbers, 0))


class LeakyReLU(Module):
    negative_slope = 0.2

    def __call__(self, x):
        return Tensor(np.where(x.numbers > 0, x.numbers, 0.2 * x.numbers))


class Dropout(Module):
    def __call__(self, x):
        return Tensor(np.full_like(x.numbers, np.nan)) if self.training else x


class GELU(Module):
    pass


class BatchNorm1d(Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        rng = np.random.default_rng(7)
        self.running_mean, self.running_var = (Tensor(rng.uniform(0.5, 2, features)) for _ in "ab")
        self.weight, self.bias = (Tensor(rng.normal(size=features)) for _ in "ab")
        self.eps = eps

    def __call__(self, x):
        scale = self.weight.numbers / np.sqrt(self.running_var.numbers + self.eps)
        return Tensor((x.numbers - self.running_mean.numbers) * scale + self.bias.numbers)


RNG = np.random.default_rng(1)
FIRST, SECOND = (
    RNG.normal(size=(8, 2)).astype(np.float32),
    RNG.normal(size=(1, 8)).astype(np.float32),
)
BIAS = RNG.normal(size=8).astype(np.float32)
EXPECTED = pycrease.count(pycrease.Network([(FIRST, BIAS), (SECOND, None)]), Plane())


def test_a_sequential_is_read_as_it_is():
    model = Sequential(Linear(FIRST, BIAS), ReLU(), Dropout(), Linear(SECOND))
    assert pycrease.count(model, Plane()) == EXPECTED
    assert model.training and all(module.training for module in model.modules())


def test_a_module_around_a_sequential():
    model = Module(net=Sequential(Linear(FIRST, BIAS), ReLU()), head=Linear(SECOND))
    assert pycrease.count(model, Plane()) == EXPECTED


def test_one_activation_may_stand_after_every_layer():
    relu, square = ReLU(), np.eye(8)
    model = Sequential(Linear(FIRST, BIAS), relu, Linear(square), relu, Linear(SECOND))
    chain = [(FIRST, BIAS), (square, None), (SECOND, None)]
    plane = pycrease.Plane(half_side=1)
    assert pycrease.count(model, plane) == pycrease.count(chain, plane)


def test_activations_are_those_of_the_modules():
    model = Sequential(Linear(FIRST, BIAS), LeakyReLU(), Linear(SECOND))
    assert pycrease.as_network(model).activation == ([0.0], [0.2, 1.0], 0.0)


def test_bfloat16_is_exact():
    first = (FIRST.view(np.uint32) & 0xFFFF0000).view(np.float32)
    model = Sequential(Linear(first, BIAS), ReLU(), Linear(SECOND))
    for module in model.modules():
        if isinstance(module, Linear):
            module.weight.dtype = "torch.bfloat16"
    assert (pycrease.as_network(model).layers[0][0] == first).all()


def test_batch_norm_is_folded_and_told():
    model = Sequential(Linear(FIRST, BIAS), BatchNorm1d(8), ReLU(), Linear(SECOND))
    network = pycrease.as_network(model)
    assert "BatchNorm" not in str(network) and "1 was folded" in network.notes[0]
    assert pycrease.count(network, Plane()).activation_regions > 1


class Skips(Module):
    def __call__(self, x):
        return Tensor(super().__call__(x).numbers + x.numbers[:, :1])


def test_a_forward_that_does_more_is_refused():
    model = Skips(a=Linear(FIRST, BIAS), b=ReLU(), c=Linear(SECOND))
    with pytest.raises(ValueError, match="forward is not the chain of its layers"):
        pycrease.count(model, Plane())


class Functional(Module):
    def __call__(self, x):
        a, b = self.children.values()
        return b(Tensor(np.maximum(a(x).numbers, 0)))


def test_functional_activations_have_to_be_named():
    model = Functional(fc1=Linear(FIRST, BIAS), fc2=Linear(SECOND))
    with pytest.raises(ValueError, match="fc2: a linear layer right after another"):
        pycrease.count(model, Plane())
    assert pycrease.count(model, Plane(), activation="relu") == EXPECTED
    with pytest.raises(ValueError, match="forward is not the chain"):
        pycrease.count(model, Plane(), activation="abs")


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (Sequential(Linear(FIRST), GELU(), Linear(SECOND)), "1: GELU is not supported"),
        (Sequential(Linear(FIRST), ReLU()), "1: the last layer must be linear"),
        (Sequential(ReLU(), Linear(FIRST)), "0: ReLU does not follow a linear layer"),
        (Sequential(), "Sequential"),
        (
            Sequential(Linear(FIRST), ReLU(), Linear(np.eye(8)), LeakyReLU(), Linear(SECOND)),
            "3: LeakyReLU, but the layers before have another activation",
        ),
        (Module(a=Sequential(Linear(FIRST), GELU())), r"a\.1: GELU"),
    ],
)
def test_what_cannot_be_read_is_named(model, words):
    with pytest.raises(ValueError, match=words):
        pycrease.as_network(model)


def test_state_dicts():
    state = {"net.0.weight": Tensor(FIRST), "net.0.bias": BIAS, "net.2.weight": SECOND}
    assert pycrease.count(state, Plane()) == EXPECTED
    with pytest.raises(ValueError, match=r"net\.2\.weight"):
        pycrease.as_network({**state, "net.2.weight": SECOND[:, :3]})


def test_kernels_of_flax_and_keras():
    flax = {
        "params": {
            "Dense_0": {"kernel": FIRST.T, "bias": BIAS},
            "Dense_1": {"kernel": SECOND.T, "bias": np.zeros(1)},
        }
    }
    assert pycrease.count(flax, Plane()) == EXPECTED


def test_one_of_several_models_is_chosen(tmp_path):
    both = {
        f"{model}.{name}": tensor
        for model in ("ema", "online")
        for name, tensor in (("0.weight", FIRST), ("0.bias", BIAS), ("2.weight", SECOND))
    }
    with pytest.raises(ValueError, match="ema"):
        pycrease.as_network(both)
    path = tmp_path / "both.safetensors"
    path.write_bytes(pycrease._safetensors.encode(both))
    assert pycrease.count(pycrease.Network.load(path, layers="ema"), Plane()) == EXPECTED


def test_safetensors_files(tmp_path):
    path = tmp_path / "model.safetensors"
    data, header = b"", {}
    for name, tensor in (("0.weight", FIRST), ("0.bias", BIAS), ("2.weight", SECOND)):
        header[name] = {
            "dtype": "F32",
            "shape": tensor.shape,
            "data_offsets": [len(data), len(data) + tensor.nbytes],
        }
        data += tensor.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    assert pycrease.count(path, Plane()) == EXPECTED
    assert pycrease.count(str(path), Plane()) == EXPECTED
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError, match="model.safetensors: "):
        pycrease.Network.load(path)
    with pytest.raises(FileNotFoundError):
        pycrease.Network.load(tmp_path / "none.safetensors")


def test_evaluation_and_the_map_around_a_point():
    for activation in (
        "relu",
        "leaky_relu",
        "hardtanh",
        "relu6",
        "abs",
        ([-1, 0, 2], [1, 0, 2, -1], 0.5),
    ):
        rng = np.random.default_rng(11)
        network = pycrease.Network(
            [(rng.normal(size=(6, 3)), rng.normal(size=6)), (rng.normal(size=(2, 6)), None)],
            activation,
        )
        point = rng.normal(size=3)
        matrix, shift = network.affine_map(point)
        assert np.allclose(matrix @ point + shift, network([point])[0])
        near = point + 0.5 * pycrease.distances(network, [point])[0] * np.array([0.6, 0, 0.8])
        assert np.allclose(matrix @ near + shift, network([near])[0])


def test_arrays_of_objects_are_refused():
    words = np.array([["a", 1.0], [None, 2.0]], dtype=object)
    with pytest.raises((TypeError, ValueError), match=r"layers\[0\] weight"):
        pycrease.Network([(words, None), (np.ones((1, 2)), None)])
    with pytest.raises((TypeError, ValueError), match="the points"):
        pycrease.distances([(np.eye(2), None), (np.ones((1, 2)), None)], words)


def test_open_and_closed_files_are_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"")
    with path.open("rb") as file:
        with pytest.raises(TypeError, match="cannot read a network from BufferedReader"):
            pycrease.as_network(file)
    with pytest.raises(TypeError, match="cannot read a network from BufferedReader"):
        pycrease.as_network(file)
    with pytest.raises(ValueError, match="model.safetensors"):
        pycrease.as_network(path)
