"""ONNX files: those that the tests of the reader use, with the outputs that onnxruntime computes."""

import json
import subprocess

import numpy as np
import pycrease
import pytest
from conftest import REPOSITORY

MODELS = REPOSITORY / "crates" / "onnx" / "tests" / "models"


def line(inputs):
    steps = np.arange(inputs)
    origin, direction = np.sin(steps * 0.7), np.cos(steps * 1.3)
    return pycrease.Line(origin, direction, start=-1, end=1)


@pytest.mark.parametrize("name", ["lenet", "resnet", "moved"])
def test_a_graph_evaluates_as_the_reference(name):
    graph = pycrease.Graph.load(MODELS / f"{name}.onnx")
    cases = json.loads((MODELS / f"{name}.json").read_text())
    points = np.array([case["input"] for case in cases])
    expected = np.array([case["output"] for case in cases])
    np.testing.assert_allclose(graph(points), expected, rtol=1e-9, atol=1e-9)
    shaped = points.reshape(len(points), *graph.input_shape)
    np.testing.assert_array_equal(graph(shaped), graph(points))


def test_a_line_is_counted_as_by_the_command_line(program, tmp_path):
    segment = line(196)
    counts = pycrease.count(MODELS / "lenet.onnx", segment)
    assert counts.activation_regions >= counts.linear_regions > 20
    assert counts.edges is None
    slice = {
        "kind": "line",
        "origin": segment.origin.tolist(),
        "direction": segment.direction.tolist(),
        "from": -1,
        "to": 1,
    }
    (tmp_path / "line.json").write_text(json.dumps(slice))
    command = [program, "count", "--network", MODELS / "lenet.onnx"]
    command += ["--slice", tmp_path / "line.json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    for name in ("neurons", "activation_regions", "linear_regions", "boundary_measure"):
        assert told[name] == getattr(counts, name)
    assert pycrease.count(MODELS / "lenet.onnx", [segment, segment]) == [counts, counts]
    many = pycrease.count_segments(
        MODELS / "lenet.onnx",
        segment.origin[None] - segment.direction,
        segment.origin[None] + segment.direction,
    )
    assert many["activation_regions"] == [counts.activation_regions]


def test_a_chain_is_a_network():
    network = pycrease.as_network(MODELS / "mlp.onnx")
    assert isinstance(network, pycrease.Network)
    assert network.inputs == 6
    basis = ([1, 0, 0.5, 0, 0, 1], [0, 1, 0, 0.5, 1, 0])
    plane = pycrease.Plane(np.zeros(6), basis)
    assert pycrease.count(MODELS / "mlp.onnx", plane) == pycrease.count(network, plane)


def test_a_window_is_counted_as_by_the_command_line(program, tmp_path):
    basis = np.eye(196)[[90, 105]]
    plane = pycrease.Plane(line(196).origin, basis, half_side=2)
    counts = pycrease.count(MODELS / "lenet.onnx", plane)
    assert counts.activation_regions >= counts.linear_regions > 1
    slice = {
        "kind": "plane",
        "origin": plane.origin.tolist(),
        "basis": basis.tolist(),
        "window": {"center": [0, 0], "half_side": 2},
    }
    (tmp_path / "plane.json").write_text(json.dumps(slice))
    command = [program, "count", "--network", MODELS / "lenet.onnx"]
    command += ["--slice", tmp_path / "plane.json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    for name in ("activation_regions", "linear_regions", "edges", "vertices"):
        assert told[name] == getattr(counts, name)
    both = pycrease.count(MODELS / "lenet.onnx", [line(196), plane])
    assert both[1] == counts


def test_a_box_is_counted_as_by_the_command_line(program, tmp_path):
    counts = pycrease.count(MODELS / "space.onnx", pycrease.Box(2))
    assert counts.activation_regions >= counts.linear_regions > 10
    (tmp_path / "box.json").write_text(json.dumps({"kind": "box", "half_side": 2}))
    command = [program, "count", "--network", MODELS / "space.onnx"]
    command += ["--slice", tmp_path / "box.json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    for name in ("activation_regions", "linear_regions", "boundary_measure"):
        assert told[name] == getattr(counts, name)


def test_cells_of_a_graph_reproduce_it():
    graph = pycrease.Graph.load(MODELS / "lenet.onnx")
    basis = np.eye(196)[[90, 105]]
    plane = pycrease.Plane(line(196).origin, basis, half_side=2)
    cells = pycrease.cells(graph, plane)
    assert len(cells) == pycrease.count(graph, plane).activation_regions
    np.testing.assert_allclose(cells.areas.sum(), 16, rtol=1e-9)
    points = plane.origin + cells.centers @ basis
    maps = np.einsum("noc,nc->no", cells.maps[:, :, :2], cells.centers) + cells.maps[:, :, 2]
    np.testing.assert_allclose(graph(points), maps, rtol=1e-6, atol=1e-9)
    found = pycrease.decision_boundary(graph, plane)
    assert found.activation_regions == len(cells)
    assert pycrease.draw(graph, plane)._repr_png_()[1:4] == b"PNG"
    assert pycrease.draw(graph, plane, boundary=True)._repr_png_()[1:4] == b"PNG"


def test_distances_in_a_graph_reach_the_nearest_boundary():
    graph = pycrease.Graph.load(MODELS / "lenet.onnx")
    points = line(196).origin + np.linspace(0, 1, 3)[:, None] * line(196).direction
    distances = pycrease.distances(graph, points, threads=2)
    rng = np.random.default_rng(1)
    for point, distance in zip(points, distances):
        assert distance > 0
        direction = rng.normal(size=196)
        direction /= np.linalg.norm(direction)
        reach = 0.999 * distance
        ball = pycrease.Line(point, direction, start=-reach, end=reach)
        assert pycrease.count(graph, ball).activation_regions == 1


def test_what_graphs_cannot_answer_is_said(tmp_path):
    graph = pycrease.as_network(MODELS / "lenet.onnx")
    plane = pycrease.Plane(np.zeros(196), (np.eye(196)[0], np.eye(196)[1]), half_side=1)
    with pytest.raises(ValueError, match="chains of dense layers"):
        pycrease.breakpoints(graph, line(196))
    with pytest.raises(ValueError, match="no patterns"):
        pycrease.cells(graph, plane).patterns
    with pytest.raises(ValueError, match="3 inputs"):
        pycrease.count(graph, pycrease.Box(1.0))
    with pytest.raises(ValueError, match="195 numbers each"):
        graph(np.zeros((1, 195)))
    with pytest.raises(ValueError, match="activation is given"):
        pycrease.as_network(graph, "relu")
    with pytest.raises(OSError, match="missing.onnx"):
        pycrease.Graph.load(tmp_path / "missing.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"not a model")
    with pytest.raises(ValueError, match="broken.onnx"):
        pycrease.as_network(tmp_path / "broken.onnx")
