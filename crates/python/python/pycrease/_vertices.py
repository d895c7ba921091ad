from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _native
from ._activation import Activation
from ._count import Progress
from ._network import as_chain
from ._slices import Plane


@dataclass(frozen=True, eq=False)
class Vertices:
    """The points inside a window of a plane where walls meet; made by :func:`vertices`.

    The neurons whose walls end at point ``i`` are ``neurons[offsets[i]:offsets[i + 1]]``: two, unless
    more meet in exactly the same point.
    """

    points: np.ndarray
    """Each point, in the plane's coordinates, ``(n, 2)``."""
    degrees: np.ndarray
    """How many walls end there, ``(n,)``."""
    neurons: np.ndarray
    """Layer, neuron in the layer and which breakpoint, from 0, ``(k, 3)``."""
    offsets: np.ndarray
    """Where the neurons of each point begin, ``(n + 1,)``."""

    def __len__(self) -> int:
        return len(self.points)

    def __repr__(self) -> str:
        return f"<pycrease.Vertices: {len(self)} points>"


def vertices(
    network: Any,
    plane: Plane,
    *,
    max_regions: int | None = None,
    activation: Activation | None = None,
    progress: Progress | None = None,
) -> Vertices:
    """Finds the vertices in a window of a plane, each once, without keeping any region.

    Parameters
    ----------
    network
        Anything that :func:`as_network` accepts, except a graph of layers.
    plane : Plane
        With a window.
    max_regions : int, optional
        More regions than this raise ``RuntimeError``.
    progress : callable, optional
        Called about 20 times a second with the number of regions found so far; all regions are counted
        first and then visited.

    Examples
    --------
    >>> from pycrease import Network, Plane, vertices
    >>> cross = Network([(np.eye(2), np.array([-0.5, 0.25])), (np.ones((1, 2)), None)])
    >>> found = vertices(cross, Plane(half_side=1))
    >>> found.points, found.degrees
    (array([[ 0.5 , -0.25]]), array([4]))
    >>> found.neurons
    array([[0, 0, 0],
           [0, 1, 0]])
    """
    network = as_chain(network, activation, "vertices are found")
    if not isinstance(plane, _native.Plane):
        raise TypeError(f"plane is {type(plane).__name__}, expected a Plane with a window")
    return Vertices(*_native.vertices(network._native, plane, max_regions, progress))
