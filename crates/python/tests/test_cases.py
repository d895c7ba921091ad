"""The exact cases of the region engine, through Python."""

import json

import numpy as np
import pycrease
import pytest
from conftest import REPOSITORY

CASES = REPOSITORY / "crates" / "regions" / "tests" / "cases"
ALL = json.loads((CASES / "cases.json").read_text())


def slice_of(settings, inputs):
    def vectors(key, count):
        return settings.get(key) or ([0.0] * inputs if count == 1 else np.eye(inputs)[:count])

    if settings["kind"] == "box":
        return pycrease.Box(settings["half_side"])
    if settings["kind"] == "line":
        direction = settings.get("direction") or [1.0]
        return pycrease.Line(
            vectors("origin", 1), direction, start=settings.get("from"), end=settings.get("to")
        )
    window = settings.get("window") or {}
    return pycrease.Plane(
        vectors("origin", 1),
        vectors("basis", 2),
        center=window.get("center"),
        half_side=window.get("half_side"),
    )


@pytest.mark.parametrize("case", ALL, ids=[case["id"] for case in ALL])
def test_exact(case):
    network = pycrease.Network.load(CASES / case["network"])
    expected = case["expected"]
    if "points" in case:
        points = load_points(CASES / case["points"])
        found = pycrease.distances(network, points)
        assert np.allclose(found, expected["distances"], rtol=1e-9, atol=0)
        return
    settings = json.loads((CASES / case["slice"]).read_text())
    counts = pycrease.count(network, slice_of(settings, network.inputs))
    for key, value in expected.items():
        found = getattr(counts, key)
        if isinstance(value, float):
            assert found == pytest.approx(value, rel=1e-9), key
        else:
            assert found == value, key


def load_points(path):
    """The tensor `points` of a safetensors file."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    entry = json.loads(data[8 : 8 + length])["points"]
    kind = {"F32": "<f4", "F64": "<f8"}[entry["dtype"]]
    start, end = entry["data_offsets"]
    numbers = np.frombuffer(data[8 + length + start : 8 + length + end], dtype=kind)
    return numbers.reshape(entry["shape"])
