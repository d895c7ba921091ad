from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _native
from ._activation import Activation
from ._count import Progress
from ._network import as_network
from ._slices import Line, Plane


@dataclass(frozen=True)
class ClassRegions:
    """Where one class wins: the number of connected ``regions`` and of ``holes`` in them, and their
    ``area`` in input space (``None`` in a whole plane)."""

    label: int
    regions: int
    holes: int
    area: float | None


@dataclass(frozen=True, eq=False)
class BoundaryLine:
    """A line of the boundary, ``points`` of shape ``(k, 2)`` in the plane's coordinates, with the class
    on its left and the one on its right. The first point of a closed line is not repeated."""

    points: np.ndarray
    left: int
    right: int
    closed: bool


class DecisionBoundary:
    """Where the largest output changes in a plane, exactly; made by :func:`decision_boundary`.

    Attributes
    ----------
    length : float or None
        In input space; ``None`` in a whole plane.
    classes : list of ClassRegions
        The classes that win somewhere: ``label``, ``regions``, ``holes`` and ``area``.
    lines : list of BoundaryLine
    activation_regions, touched_regions : int
        The number of all regions, and of those that the boundary crosses or touches along a wall.
    touched_area : float or None
        The share of the window's area that the touched regions cover.
    corners, offsets, part_class, part_region : arrays
        The parts that the boundary cuts activation regions into: polygons as in
        :class:`Cells`, the class of each, and the region of each. Empty in a whole plane.
    """

    def __init__(self, plane: Plane, native: _native.PlaneDecisions) -> None:
        self.plane = plane
        self.length = native.length
        self.classes = [ClassRegions(*numbers) for numbers in native.classes]
        self.lines = [BoundaryLine(*line) for line in native.lines]
        self.activation_regions = native.activation_regions
        self.touched_regions = native.touched_regions
        self.touched_area = native.touched_area
        self.exact_fallbacks = native.exact_fallbacks
        self.corners: np.ndarray = native.corners
        self.offsets: np.ndarray = native.offsets
        self.part_class: np.ndarray = native.part_class
        self.part_region: np.ndarray = native.part_region

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """Draws the boundary on matplotlib axes, as one ``LineCollection``, which is returned."""
        from matplotlib import pyplot
        from matplotlib.collections import LineCollection

        ax = pyplot.gca() if ax is None else ax
        lines = [
            np.concatenate([line.points, line.points[:1]]) if line.closed else line.points
            for line in self.lines
        ]
        collection = LineCollection(lines, **{"colors": "black", "linewidths": 1.2, **options})
        ax.add_collection(collection)
        ax.autoscale_view()
        return collection

    def __repr__(self) -> str:
        regions = sum(each.regions for each in self.classes)
        return f"<pycrease.DecisionBoundary: {regions} regions of {len(self.classes)} classes>"


@dataclass(frozen=True)
class LineClasses:
    """The classes along a line, and the positions ``s`` of the ``changes`` between them, one fewer."""

    classes: list[int]
    changes: list[float]


def decision_boundary(
    network: Any,
    slice: Plane | Line,
    *,
    max_regions: int | None = None,
    activation: Activation | None = None,
    progress: Progress | None = None,
) -> DecisionBoundary | LineClasses:
    """Where the largest output changes, in a plane or on a line, exactly. A network with one output has
    two classes: 1 where it is above 0, and 0 elsewhere.

    Parameters
    ----------
    network
        Anything that :func:`as_network` accepts.
    slice : Plane or Line

    Examples
    --------
    >>> from pycrease import Network, Plane, decision_boundary
    >>> turned = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])  # |x| + |y| - 1
    >>> network = Network([(turned, None), (np.ones((1, 4)), [-1.0])])
    >>> found = decision_boundary(network, Plane(half_side=2))
    >>> [(each.label, each.regions, each.holes, each.area) for each in found.classes]
    [(0, 1, 0, 2.0), (1, 1, 1, 14.0)]
    """
    network = as_network(network, activation)
    found = _native.decision_boundary(network._native, slice, max_regions, progress)
    if isinstance(found, tuple):
        return LineClasses(*found)
    if not isinstance(slice, Plane):
        raise TypeError(f"slice is {type(slice).__name__}, expected a Plane or a Line")
    return DecisionBoundary(slice, found)
