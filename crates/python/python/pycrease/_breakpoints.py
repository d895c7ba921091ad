from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _native
from ._activation import Activation
from ._count import Progress
from ._network import as_chain
from ._slices import Line


@dataclass(frozen=True, eq=False)
class Breakpoints:
    """The points of a line where neurons pass a breakpoint, in order. Made by :func:`breakpoints`.

    The neurons at point ``i`` are ``neurons[offsets[i]:offsets[i + 1]]``: several only if they pass at
    exactly the same point.
    """

    positions: np.ndarray
    """The ``s`` of each point ``origin + s direction``, ``(n,)``."""
    jumps: np.ndarray
    """By how much the slope of each output along the line grows at the point, ``(n, outputs)``."""
    offsets: np.ndarray
    """Where the neurons of each point begin, ``(n + 1,)``."""
    neurons: np.ndarray
    """Layer, neuron in the layer, which breakpoint, and 1 if the pre-activation rises, ``(k, 4)``."""

    def __len__(self) -> int:
        return len(self.positions)

    def __repr__(self) -> str:
        return f"<pycrease.Breakpoints: {len(self)} points>"


def breakpoints(
    network: Any,
    line: Line,
    *,
    max_regions: int | None = None,
    activation: Activation | None = None,
    progress: Progress | None = None,
) -> Breakpoints:
    """Finds the breakpoints on a line or a segment.

    Parameters
    ----------
    network
        Anything that :func:`as_network` accepts, except a graph of layers.
    line : Line
    max_regions : int, optional
        More regions than this raise ``RuntimeError``.

    Examples
    --------
    >>> from pycrease import Line, Network
    >>> network = Network([([[1.0], [-1.0]], [-1.0, 0.0]), ([[2.0, -1.0]], None)])
    >>> found = breakpoints(network, Line())
    >>> found.positions, found.jumps[:, 0]
    (array([0., 1.]), array([-1.,  2.]))
    """
    network = as_chain(network, activation, "breakpoints are found")
    if not isinstance(line, _native.Line):
        raise TypeError(f"line is {type(line).__name__}, expected a Line")
    return Breakpoints(*_native.breakpoints(network._native, line, max_regions, progress))
