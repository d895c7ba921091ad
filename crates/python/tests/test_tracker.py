import numpy as np
import pycrease
import pytest
from pycrease import Line, Plane, Tracker


def test_means_over_the_slices_of_a_name(random_network):
    network = random_network(2, 16, 1)
    lines = [Line([0, t], [1, 0]) for t in (0.1, 0.2, 0.3)]
    tracker = Tracker(
        {"plane": Plane(), "lines": lines},
        every=2,
        points=[[0.0, 0.0], [1.0, 1.0]],
        linear_regions=True,
        prefix="crease/",
    )
    assert tracker(1, network) == {}
    found = tracker(2, network)
    counts = pycrease.count(network, lines)
    assert found["crease/activation_regions/lines"] == np.mean(
        [one.activation_regions for one in counts]
    )
    assert found["crease/distance"] == pytest.approx(
        pycrease.distances(network, [[0.0, 0.0], [1.0, 1.0]]).mean()
    )
    assert all(type(value) is float for value in found.values())
    assert tracker.table()["step"].tolist() == [2]


def test_one_slice_needs_no_name(cross):
    assert Tracker(Plane())(0, cross) == {"activation_regions": 4.0}
    assert Tracker([Plane(), Plane()])(0, cross) == {"activation_regions": 4.0}


def test_settings_that_mean_nothing_are_refused():
    with pytest.raises(ValueError, match="every is 0"):
        Tracker(Plane(), every=0)
    with pytest.raises(ValueError, match="empty"):
        Tracker({"a": []})
