"""PyTorch itself, if it is installed. The other tests use modules that imitate PyTorch's."""

import numpy as np
import pycrease
import pytest

torch = pytest.importorskip("torch")
nn = torch.nn


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def agrees(model, network, inputs):
    points = np.random.default_rng(0).standard_normal((20, inputs)).astype(np.float32)
    with torch.no_grad():
        expected = model.eval()(torch.from_numpy(points)).numpy()
    np.testing.assert_allclose(network(points), expected, rtol=1e-4, atol=1e-5)


def sequential(activation):
    return nn.Sequential(
        nn.Linear(2, 12), activation, nn.Linear(12, 12), activation, nn.Linear(12, 3)
    )


@pytest.mark.parametrize(
    "activation", [nn.ReLU(), nn.LeakyReLU(0.1), nn.ReLU6(), nn.Hardtanh()], ids=repr
)
def test_a_sequential_is_read_as_it_is(activation):
    model = sequential(activation)
    network = pycrease.as_network(model)
    agrees(model, network, 2)
    plane = pycrease.Plane(half_side=1)
    assert pycrease.count(model, plane) == pycrease.count(network, plane)


def test_a_state_dict_and_its_module_count_the_same():
    model = sequential(nn.ReLU())
    plane = pycrease.Plane(half_side=1)
    assert pycrease.count(model.state_dict(), plane) == pycrease.count(model, plane)


def test_half_precision_and_doubles():
    for kind in (torch.float16, torch.bfloat16, torch.float64):
        model = sequential(nn.ReLU()).to(kind)
        network = pycrease.as_network(model)
        weight = model[0].weight.detach().to(torch.float64).numpy()
        np.testing.assert_array_equal(network.layers[0][0], weight)


def test_batch_norm_is_folded():
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 1)
    )
    model(torch.randn(64, 2))
    network = pycrease.as_network(model)
    agrees(model, network, 2)
    assert "folded" in network.notes[0]


def test_a_module_is_left_as_it_was():
    model = sequential(nn.ReLU()).train()
    pycrease.as_network(model)
    assert all(module.training for module in model.modules())
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_skip_connection_is_not_taken_for_a_chain():
    class Skip(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(2, 2), nn.Linear(2, 2)

        def forward(self, x):
            return self.second(torch.relu(self.first(x))) + x

    with pytest.raises(ValueError, match="not the chain of its layers"):
        pycrease.as_network(Skip(), "relu")


def test_an_exported_convolution_is_counted(tmp_path):
    pytest.importorskip("onnxscript")
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 10)
    )
    model.eval()
    images = torch.randn(2, 1, 8, 8)
    path = tmp_path / "model.onnx"
    torch.onnx.export(model, (images[:1],), str(path))
    graph = pycrease.as_network(path)
    with torch.no_grad():
        expected = model(images).numpy()
    np.testing.assert_allclose(graph(images.numpy()), expected, rtol=1e-4, atol=1e-5)
    a, b = images.flatten(1).double().numpy()
    counts = pycrease.count(path, pycrease.Line.segment(a, b))
    assert counts.activation_regions >= counts.linear_regions > 5


def test_a_tracker_follows_a_training():
    model = sequential(nn.ReLU())
    tracker = pycrease.Tracker(pycrease.Plane(half_side=1), every=5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    points, labels = torch.randn(64, 2), torch.randint(0, 3, (64,))
    for step in range(11):
        tracker(step, model)
        loss = nn.functional.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert tracker.table()["step"].tolist() == [0, 5, 10]
