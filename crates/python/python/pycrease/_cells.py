from __future__ import annotations

import os
from functools import cached_property
from typing import Any

import numpy as np

from . import _native
from ._activation import Activation
from ._arrays import array
from ._count import Progress
from ._graph import Graph
from ._network import Network, as_chain, as_network
from ._slices import Plane


class Cells:
    """The activation regions in a window of a plane, as arrays.

    Points are in the plane's coordinates ``(s, t)``. Cell ``i`` has the corners
    ``corners[offsets[i]:offsets[i + 1]]``, counter-clockwise. Made by :func:`cells`.

    Attributes
    ----------
    corners : array (k, 2)
    offsets : array (n + 1,)
    maps : array (n, outputs, 3)
        ``[g_s, g_t, c]``: in the cell the output is ``g_s s + g_t t + c``.
    areas : array (n,)
        In input space.
    linear_region : array (n,)
        Which linear region each cell belongs to, from 0.
    wall_ends : array (m, 2, 2)
        The two ends of each wall between two cells.
    wall_cells : array (m, 2)
        The cells on the two sides of each wall, first the one in which the neuron is above its
        breakpoint: the dual graph.
    wall_neurons : array (m, 3)
        The neuron that passes a breakpoint there: its layer, its index in the layer, and which
        breakpoint, all from 0. If several neurons do, one of them.
    wall_jumps : array (m,)
        Whether the gradient of the outputs jumps across it.
    """

    def __init__(self, network: Network | Graph, plane: Plane, native: _native.Cells) -> None:
        self.network = network
        self.plane = plane
        self.corners: np.ndarray = native.corners
        self.offsets: np.ndarray = native.offsets
        self.maps: np.ndarray = native.maps
        self.areas: np.ndarray = native.areas
        self.linear_region: np.ndarray = native.linear_region
        self.linear_regions: int = native.linear_regions
        self.wall_ends: np.ndarray = native.wall_ends
        self.wall_cells: np.ndarray = native.wall_cells
        self.wall_neurons: np.ndarray = native.wall_neurons
        self.wall_jumps: np.ndarray = native.wall_jumps
        self._patterns: np.ndarray = native.patterns

    @classmethod
    def of(
        cls,
        network: Any,
        plane: Plane,
        *,
        layers: int | None = None,
        max_regions: int | None = None,
        activation: Activation | None = None,
        progress: Progress | None = None,
    ) -> Cells:
        """Cuts a window of a plane into its activation regions.

        Parameters
        ----------
        network
            Anything that :func:`as_network` accepts.
        plane : Plane
            With a window.
        layers : int, optional
            Use only the first ``layers`` hidden layers: their regions, and the activations of the last
            one as outputs.
        max_regions : int, optional
            More regions than this raise ``RuntimeError``.
        progress : callable, optional
            Called about 20 times a second with the number of regions found so far.

        Examples
        --------
        >>> from pycrease import Network, Plane, cells
        >>> cross = Network([(np.eye(2), None), (np.ones((1, 2)), None)])
        >>> found = cells(cross, Plane(half_side=1))
        >>> len(found), found.areas.sum(), len(found.wall_ends)
        (4, np.float64(4.0), 4)
        """
        if layers is None:
            network = as_network(network, activation)
        else:
            network = as_chain(network, activation, "layers are chosen").first_layers(layers)
        if not isinstance(plane, _native.Plane):
            raise TypeError(f"plane is {type(plane).__name__}, expected a Plane with a window")
        return cls(network, plane, _native.cells(network._native, plane, max_regions, progress))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def polygon(self, cell: int) -> np.ndarray:
        """The corners of one cell, ``(k, 2)``."""
        if not -len(self) <= cell < len(self):
            raise IndexError(f"cell {cell} of {len(self)}")
        cell %= len(self)
        return self.corners[self.offsets[cell] : self.offsets[cell + 1]]

    @cached_property
    def centers(self) -> np.ndarray:
        """A point inside each cell, the mean of its corners: ``(n, 2)``."""
        sums = np.add.reduceat(self.corners, self.offsets[:-1], axis=0)
        return sums / np.diff(self.offsets)[:, None]

    @cached_property
    def patterns(self) -> list[np.ndarray]:
        """The activation pattern of each cell, exactly: for each hidden layer an array of bytes
        ``(n, width)``, the index of the linear piece that the neuron is on."""
        if isinstance(self.network, Graph):
            raise ValueError("cells of a graph of layers have no patterns")
        widths = self.network.widths[1:-1]
        return np.split(self._patterns, np.cumsum(widths)[:-1], axis=1) if widths else []

    @cached_property
    def classes(self) -> np.ndarray:
        """The class at each cell's centre: the index of the largest output, or for one output
        whether it is above 0. A cell may be cut by the decision boundary."""
        s, t = self.centers.T
        values = self.maps[..., 0] * s[:, None] + self.maps[..., 1] * t[:, None] + self.maps[..., 2]
        if values.shape[1] == 1:
            return (values[:, 0] > 0).astype(np.int64)
        return values.argmax(axis=1)

    @cached_property
    def slopes(self) -> np.ndarray:
        """The Frobenius norm of the outputs' gradient in the plane, in input space, for each cell."""
        first, second = self.plane.basis
        gram = np.array([[first @ first, first @ second], [first @ second, second @ second]])
        gradients = self.maps[..., :2]
        squares = np.einsum("noi,ij,noj->n", gradients, np.linalg.inv(gram), gradients)
        return np.sqrt(np.maximum(squares, 0.0))

    @cached_property
    def gradient_jumps(self) -> np.ndarray:
        """By how much the gradient of each output is larger on the first side of a wall than on the
        second, in the plane's coordinates: ``(m, outputs, 2)``."""
        first, second = self.wall_cells.T
        return self.maps[first, :, :2] - self.maps[second, :, :2]

    def locate(self, points: Any) -> np.ndarray:
        """The cell that contains each of the points ``(m, 2)``, in the plane's coordinates: ``m``
        indices, -1 outside of the window. A point on a wall gets one of the cells there. Computed in
        ``float64``.

        Examples
        --------
        >>> from pycrease import Network, Plane, cells
        >>> cross = Network([(np.eye(2), None), (np.ones((1, 2)), None)])
        >>> found = cells(cross, Plane(half_side=1))
        >>> [one, outside] = found.locate([[0.5, 0.5], [2, 0]])
        >>> found.patterns[0][one], outside
        (array([1, 1], dtype=uint8), np.int64(-1))
        """
        points = array(points, "the points", 2)
        if points.shape[1] != 2:
            raise ValueError(f"the points have {points.shape[1]} numbers each, expected 2")
        following = np.arange(1, len(self.corners) + 1)
        following[self.offsets[1:] - 1] = self.offsets[:-1]
        sides = self.corners[following] - self.corners
        found = np.full(len(points), -1, dtype=np.int64)
        for index, point in enumerate(points):
            away = point - self.corners
            left = sides[:, 0] * away[:, 1] >= sides[:, 1] * away[:, 0]
            inside = np.flatnonzero(np.logical_and.reduceat(left, self.offsets[:-1]))
            if len(inside):
                found[index] = inside[0]
        return found

    def neighbours(self, cell: int) -> np.ndarray:
        """The cells that share a wall with this one."""
        walls = self.wall_cells
        return np.unique(
            np.concatenate([walls[walls[:, 0] == cell, 1], walls[walls[:, 1] == cell, 0]])
        )

    def table(self) -> dict[str, np.ndarray]:
        """One row per cell, as columns: ready for ``pandas.DataFrame`` or ``polars.DataFrame``."""
        return {
            "area": self.areas,
            "linear_region": self.linear_region,
            "class": self.classes,
            "slope": self.slopes,
            "corners": np.diff(self.offsets),
            "center_s": self.centers[:, 0],
            "center_t": self.centers[:, 1],
        }

    def wall_table(self) -> dict[str, np.ndarray]:
        """One row per wall, as columns."""
        return {
            "cell_above": self.wall_cells[:, 0],
            "cell_below": self.wall_cells[:, 1],
            "layer": self.wall_neurons[:, 0],
            "neuron": self.wall_neurons[:, 1],
            "breakpoint": self.wall_neurons[:, 2],
            "jumps": self.wall_jumps,
            "jump": np.sqrt((self.gradient_jumps**2).sum(axis=(1, 2))),
            "start_s": self.wall_ends[:, 0, 0],
            "start_t": self.wall_ends[:, 0, 1],
            "end_s": self.wall_ends[:, 1, 0],
            "end_t": self.wall_ends[:, 1, 1],
        }

    def to_arrow(self) -> Any:
        """:meth:`table` with the polygons, as a ``pyarrow.Table``; needs ``pyarrow``.

        ``polygon`` is a list of corners ``[s, t]`` for each cell, ``pattern`` a list of pieces.
        """
        import pyarrow

        corner = pyarrow.FixedSizeListArray.from_arrays(self.corners.ravel(), 2)
        polygons = pyarrow.ListArray.from_arrays(self.offsets.astype(np.int32), corner)
        width = self._patterns.shape[1]
        starts = np.arange(len(self) + 1, dtype=np.int32) * width
        patterns = pyarrow.ListArray.from_arrays(starts, self._patterns.ravel())
        return pyarrow.table({**self.table(), "polygon": polygons, "pattern": patterns})

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Writes :meth:`to_arrow` to a Parquet file; needs ``pyarrow``."""
        from pyarrow import parquet

        parquet.write_table(self.to_arrow(), os.fspath(path))

    def plot(
        self,
        ax: Any = None,
        *,
        color: Any = "pattern",
        walls: bool = False,
        cmap: Any = None,
        **options: Any,
    ) -> Any:
        """Draws the cells on matplotlib axes, as one ``PolyCollection``, which is returned.

        Parameters
        ----------
        ax : matplotlib axes, optional
            The current ones by default.
        color : str or array (n,)
            ``"pattern"`` (a hash of the activation pattern: a cell keeps its colour as long as its
            pattern exists), ``"class"``, ``"slope"``, ``"area"``, ``"linear"``, or one number per cell.
        walls : bool
            Whether to draw the walls across which the gradient jumps.
        """
        from matplotlib import pyplot
        from matplotlib.collections import LineCollection, PolyCollection

        ax = pyplot.gca() if ax is None else ax
        colors, values = self._colors(color)
        polygons = np.split(self.corners, self.offsets[1:-1])
        # A hair line in the fill's own colour covers the seams between polygons.
        options = {"edgecolors": "face", "linewidths": 0.3, **options}
        if values is None:
            collection = PolyCollection(polygons, facecolors=colors, **options)
        else:
            collection = PolyCollection(polygons, array=values, cmap=cmap, **options)
        ax.add_collection(collection)
        if walls:
            lines = self.wall_ends[self.wall_jumps]
            ax.add_collection(LineCollection(lines, colors="black", linewidths=0.4))
        window = self.plane.window
        assert window is not None, "cells always have a window"
        (s, t), half_side = window
        ax.set_xlim(s - half_side, s + half_side)
        ax.set_ylim(t - half_side, t + half_side)
        ax.set_aspect("equal")
        return collection

    def _colors(self, color: Any) -> tuple[np.ndarray | None, np.ndarray | None]:
        """Either colours or numbers for a colour map."""
        if isinstance(color, str):
            if color == "pattern":
                return _hashed(np.concatenate(self.patterns, axis=1)), None
            if color == "linear":
                return _hashed(self.linear_region[:, None].astype(np.uint32)), None
            known = {"class": self.classes, "slope": self.slopes, "area": self.areas}
            if color not in known:
                raise ValueError(
                    f"color is {color!r}, expected 'pattern', 'linear', "
                    f"{', '.join(map(repr, known))} or one number per cell"
                )
            return None, known[color]
        values = np.asarray(color)
        if values.shape != (len(self),):
            raise ValueError(f"color has shape {values.shape}, expected ({len(self)},)")
        return None, values

    def _repr_png_(self) -> bytes:
        from ._draw import draw

        return draw(self.network, self.plane)._repr_png_()

    def __repr__(self) -> str:
        return f"<pycrease.Cells: {len(self)} activation regions, {self.linear_regions} linear regions>"


def _hashed(rows: np.ndarray) -> np.ndarray:
    """A light colour for each row, by its bytes: ``(n, 3)``, the same in every process."""
    rows = np.ascontiguousarray(rows)
    hashes = np.full(len(rows), 14695981039346656037, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for column in rows.view(np.uint8).reshape(len(rows), -1).T:
            hashes = (hashes ^ column) * np.uint64(1099511628211)
            hashes ^= hashes >> np.uint64(29)
    hue = (hashes & np.uint64(0xFFFF)).astype(float) / 0x10000 * 2 * np.pi
    light = 0.62 + 0.3 * ((hashes >> np.uint64(16)) & np.uint64(0xFF)).astype(float) / 255
    turns = np.array([0.0, 2 * np.pi / 3, 4 * np.pi / 3])
    return np.clip(light[:, None] + 0.16 * np.cos(hue[:, None] - turns), 0, 1)
