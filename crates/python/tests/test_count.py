import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pycrease
import pytest
from pycrease import Box, Line, Plane


def test_lines_planes_boxes(cross, random_network):
    assert pycrease.count(cross, Plane()).activation_regions == 4
    assert pycrease.count(cross, Line([0, 1], [1, 0])).activation_regions == 2
    assert pycrease.count(cross, Line([0, 1], [1, 0], start=1, end=2)).activation_regions == 1
    three = pycrease.Network([(np.eye(3), None), (np.ones((1, 3)), None)])
    assert pycrease.count(three, Box(1.0)).activation_regions == 8
    # A plane through three points is the plane, whatever basis it has.
    network = random_network(5, 8, 8, 1)
    points = np.random.default_rng(1).normal(size=(3, 5))
    counts = pycrease.count(network, Plane.through(*points))
    again = pycrease.count(network, Plane.through(*points[::-1]))
    assert counts.activation_regions == again.activation_regions
    assert counts.vertices - counts.edges + counts.activation_regions == 1


def test_many_slices_at_once(random_network):
    network = random_network(2, 16, 16, 1)
    slices = [Plane(half_side=h) for h in (0.5, 1, 2)] + [Line([0, 0], [1, 2])]
    alone = [pycrease.count(network, slice) for slice in slices]
    assert pycrease.count(network, slices, threads=2) == alone
    assert pycrease.count(network, []) == []


def test_segments_add_up(random_network):
    network = random_network(2, 16, 16, 1)
    points = np.random.default_rng(3).normal(size=(20, 2))
    found = pycrease.count_segments(network, points[:-1], points[1:], threads=2)
    one = [
        pycrease.count(network, Line.segment(a, b)).activation_regions
        for a, b in zip(points, points[1:])
    ]
    assert found["activation_regions"].tolist() == one
    lines = pycrease.count_lines(network, points, [[1.0, 0.0]])
    assert lines["activation_regions"].shape == (20,)
    assert (lines["linear_regions"] <= lines["activation_regions"]).all()


def test_threads_change_nothing(random_network):
    network = random_network(2, 48, 48, 48, 1)
    one, two = (pycrease.count(network, Plane(), threads=threads) for threads in (1, 2))
    assert one == two


def test_distances(random_network):
    network = random_network(3, 8, 8, 1)
    points = np.random.default_rng(5).normal(size=(300, 3))
    found = pycrease.distances(network, points)
    assert (found == pycrease.distances(network, points, threads=3)).all()
    # No neuron changes its piece within the ball.
    directions = np.random.default_rng(6).normal(size=points.shape)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    moved = points + 0.999 * found[:, None] * directions
    for before, after in zip(network.patterns(points), network.patterns(moved)):
        assert (before == after).all()


def test_layouts_and_types_of_arrays(cross):
    weight = np.eye(2)
    for layout in (
        np.asfortranarray(weight),
        np.eye(4)[::2, ::2],
        weight.astype(np.float16),
        weight.astype(np.float32),
        weight.astype(int),
        weight.tolist(),
    ):
        network = pycrease.Network([(layout, None), (np.ones((1, 2)), None)])
        assert pycrease.count(network, Plane()).activation_regions == 4


@pytest.mark.parametrize(
    ("bad", "kind", "words"),
    [
        (lambda n: pycrease.count(n, 3), TypeError, "slice is int"),
        (lambda n: pycrease.count(n, [Plane(), "x"]), TypeError, "found str"),
        (lambda n: pycrease.count(n, Plane(), threads=0), ValueError, "threads is 0"),
        (lambda n: pycrease.count(n, Plane(), max_regions=3), RuntimeError, "more than 3 regions"),
        (lambda n: pycrease.count(n, Line([0.0], [1.0])), ValueError, "origin has 1 numbers"),
        (lambda n: pycrease.count(n, [Plane(), Box(1.0)]), ValueError, "slice 1: "),
        (lambda n: pycrease.count(3, Plane()), TypeError, "cannot read a network from int"),
        (lambda n: pycrease.cells(n, Plane()), ValueError, "no window"),
        (lambda n: pycrease.distances(n, [[1.0]]), ValueError, "1 numbers each"),
        (lambda n: pycrease.distances(n, [1.0, 2.0]), ValueError, "expected 2 dimensions"),
        (lambda n: pycrease.distances(n, [[np.nan, 0.0]]), ValueError, "NaN"),
        (lambda n: pycrease.distances(n, [["a", "b"]]), TypeError, "dtype"),
        (lambda n: Plane(half_side=0), ValueError, "half_side is 0"),
        (lambda n: Plane([0, 0, 0]), ValueError, "basis can be left out"),
        (lambda n: Plane([0, 0], [[1, 1], [2, 2]]), ValueError, "parallel"),
        (lambda n: Line([0, 0], [0, 0]), ValueError, "direction is zero"),
        (lambda n: Line([0], [1], start=1), ValueError, "give both or neither"),
        (lambda n: Box(-1.0), ValueError, "half_side is -1"),
        (lambda n: pycrease.Network([]), ValueError, "at least one layer"),
        (lambda n: pycrease.Network([(np.eye(2), np.zeros(3))]), ValueError, "bias has 3"),
        (lambda n: pycrease.Network([(np.eye(2), None), (np.eye(3), None)]), ValueError, "layer 1"),
        (lambda n: pycrease.Network([([[np.inf]], None)]), ValueError, "finite"),
        (lambda n: pycrease.Network([(np.eye(2) * 1j, None)]), TypeError, "complex128"),
        (lambda n: pycrease.Network([np.eye(2)[0]]), TypeError, "dtype|expected|shape"),
        (lambda n: pycrease.Network([(np.eye(2), None)], activation="gelu"), ValueError, "gelu"),
    ],
)
def test_bad_input_is_an_exception(cross, bad, kind, words):
    with pytest.raises((kind, ValueError) if "dtype|" in words else kind, match=words):
        bad(cross)


def test_what_is_held_can_be_pickled(random_network):
    network = random_network(2, 8, 1)
    counts = pycrease.count(network, Plane(half_side=1))
    for thing in (
        counts,
        Plane(half_side=2, center=(1, 0)),
        Plane(),
        Line([0, 0], [1, 2]),
        Box(2.0),
    ):
        assert pickle.loads(pickle.dumps(thing)) == thing
    again = pickle.loads(pickle.dumps(network))
    assert pycrease.count(again, Plane(half_side=1)) == counts


def test_progress_is_told_and_may_stop_the_count(random_network):
    network = random_network(2, 320, 320, 320, 1)
    told = []
    regions = pycrease.count(network, Plane(), progress=told.append).activation_regions
    assert told == sorted(told)
    assert all(number <= regions for number in told)

    def stop(_):
        raise LookupError("enough")

    # At least one of several calls is certain, however fast the machine is this time.
    if len(told) > 2:
        with pytest.raises(LookupError, match="enough"):
            pycrease.count(network, Plane(), progress=stop)


def test_other_threads_run_meanwhile(random_network):
    network = random_network(2, 160, 160, 160, 1)
    ticks, counting = 0, threading.Event()
    thread = threading.Thread(
        target=lambda: (pycrease.count(network, Plane(), lengths=False), counting.set())
    )
    thread.start()
    while not counting.is_set():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    assert ticks > 3


@pytest.mark.skipif(os.name == "nt", reason="signals are sent in another way there")
def test_ctrl_c_ends_a_count():
    script = """
        import numpy as np, pycrease
        rng = np.random.default_rng(0)
        layers = [(rng.normal(0, (2 / a) ** 0.5, (b, a)), rng.normal(0, 0.1, b))
                  for a, b in zip([2, 700, 700, 700], [700, 700, 700, 1])]
        network = pycrease.Network(layers)
        print("counting", flush=True)
        try:
            pycrease.count(network, pycrease.Plane(), max_regions=10**9)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "counting\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[0] == "interrupted\n"


def test_the_regions_up_to_a_layer(random_network):
    network = random_network(2, 8, 8, 8, 1)
    plane = pycrease.Plane()
    up_to = [pycrease.count(network, plane, layers=layers) for layers in (1, 2, 3)]
    # Eight lines in general position.
    assert up_to[0].activation_regions == 1 + 8 + 8 * 7 // 2
    assert up_to[0].activation_regions < up_to[1].activation_regions
    assert up_to[2].activation_regions == pycrease.count(network, plane).activation_regions
    with pytest.raises(ValueError, match="layers is 4"):
        pycrease.count(network, plane, layers=4)


def test_breakpoints_are_where_the_slope_changes(random_network):
    network = random_network(3, 12, 12, 2)
    line = pycrease.Line([0.1, 0.2, 0.3], [1.0, -0.5, 0.25], start=-2, end=2)
    found = pycrease.breakpoints(network, line)
    counts = pycrease.count(network, line)
    assert len(found) == counts.activation_regions - 1
    assert (np.diff(found.positions) > 0).all()
    assert len(found.neurons) == found.offsets[-1] == len(found)
    ends = np.concatenate([[-2], found.positions, [2]])
    middles = (ends[1:] + ends[:-1]) / 2
    slopes = [network.affine_map(line.point(s))[0] @ line.direction for s in middles]
    assert np.allclose(np.diff(slopes, axis=0), found.jumps)
    for s, (layer, unit, _, rises) in zip(found.positions, found.neurons):
        before, after = network.pre_activations(line.point(np.array([s - 1e-6, s + 1e-6])))[layer][:, unit]
        assert (before < 0 < after) if rises else (after < 0 < before)
    with pytest.raises(TypeError, match="expected a Line"):
        pycrease.breakpoints(network, pycrease.Plane())
