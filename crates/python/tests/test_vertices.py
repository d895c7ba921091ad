import numpy as np
import pycrease
import pytest
from pycrease import Plane


def test_vertices_are_those_that_are_counted(random_network):
    network = random_network(2, 16, 16, 3)
    plane = Plane(half_side=1.5, center=(0.2, -0.1))
    found = pycrease.vertices(network, plane)
    assert len(found) == pycrease.count(network, plane).vertices == len(found.degrees)
    # In general position two lines cross in each.
    assert (found.degrees == 4).all()
    assert (np.diff(found.offsets) == 2).all()
    assert len(found.neurons) == found.offsets[-1]
    # They are the ends of the walls of their neurons.
    cells = pycrease.cells(network, plane)
    ends = {}
    for pair, neuron in zip(cells.wall_ends, cells.wall_neurons):
        for end in pair:
            ends.setdefault(tuple(np.round(end, 9)), set()).add(tuple(neuron))
    for index, point in enumerate(found.points):
        neurons = found.neurons[found.offsets[index] : found.offsets[index + 1]]
        assert ends[tuple(np.round(point, 9))] == {tuple(neuron) for neuron in neurons}


def test_lines_through_one_point():
    directions = np.array([[1.0, 0], [0, 1], [1, 1], [1, -1], [2, 1]])
    star = pycrease.Network([(directions, None), (np.ones((1, 5)), None)])
    found = pycrease.vertices(star, Plane(half_side=1))
    assert found.points.tolist() == [[0, 0]]
    assert found.degrees.tolist() == [10]
    assert found.neurons[:, 1].tolist() == [0, 1, 2, 3, 4]


def test_mistakes(random_network):
    network = random_network(2, 4, 1)
    with pytest.raises(ValueError, match="no window"):
        pycrease.vertices(network, Plane())
    with pytest.raises(TypeError, match="expected a Plane"):
        pycrease.vertices(network, 3)
    with pytest.raises(RuntimeError, match="more than"):
        pycrease.vertices(network, Plane(half_side=5), max_regions=1)
