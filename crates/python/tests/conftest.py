from pathlib import Path

import numpy as np
import pycrease
import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def random_network():
    """A He-normal network with these widths."""

    def make(*widths, seed=0, bias=0.1):
        rng = np.random.default_rng(seed)
        return pycrease.Network(
            [
                (rng.normal(0, (2 / a) ** 0.5, (b, a)), rng.normal(0, bias, b))
                for a, b in zip(widths, widths[1:])
            ]
        )

    return make


@pytest.fixture
def cross():
    """Two neurons that are the two inputs: four quadrants."""
    return pycrease.Network([(np.eye(2), None), (np.ones((1, 2)), None)])


@pytest.fixture(scope="session")
def program():
    try:
        return pycrease.program()
    except FileNotFoundError:
        pytest.skip("this wheel was built without the command line")
