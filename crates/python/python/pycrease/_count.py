from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, overload

import numpy as np

from . import _native
from ._activation import Activation
from ._arrays import array
from ._network import as_chain, as_network
from ._slices import Line

Slice = _native.Line | _native.Plane | _native.Box
Progress = Callable[[int], Any]


class Counts(NamedTuple):
    """What was counted in one slice. The counts are exact; the two measures are sums of floats.

    Fields that do not apply are ``None``: only planes have edges and vertices, and only bounded slices
    have measures.
    """

    neurons: int
    """Hidden units of the network."""
    activation_regions: int
    """Convex regions on which every neuron stays on one linear piece."""
    linear_regions: int | None
    """Regions inside which the gradient of the outputs does not jump."""
    edges: int | None
    """Walls between two activation regions, cut at every vertex."""
    vertices: int | None
    """Points inside where walls meet."""
    boundary_measure: float | None
    """The boundary of all neurons: points on a segment, length in a window, area in a box."""
    gradient_boundary_measure: float | None
    """The part of ``boundary_measure`` across which the gradient of the outputs jumps."""
    exact_fallbacks: int
    """How many decisions needed exact arithmetic."""


@overload
def count(
    network: Any,
    slice: Slice,
    *,
    layers: int | None = ...,
    linear_regions: bool = ...,
    lengths: bool = ...,
    threads: int = ...,
    max_regions: int | None = ...,
    activation: Activation | None = ...,
    progress: Progress | None = ...,
) -> Counts: ...
@overload
def count(
    network: Any,
    slice: Sequence[Slice],
    *,
    layers: int | None = ...,
    linear_regions: bool = ...,
    lengths: bool = ...,
    threads: int = ...,
    max_regions: int | None = ...,
    activation: Activation | None = ...,
    progress: Progress | None = ...,
) -> list[Counts]: ...
def count(
    network: Any,
    slice: Any,
    *,
    layers: int | None = None,
    linear_regions: bool = True,
    lengths: bool = True,
    threads: int = 1,
    max_regions: int | None = None,
    activation: Activation | None = None,
    progress: Progress | None = None,
) -> Any:
    """Counts the regions of a network in a slice of its input space, exactly.

    Parameters
    ----------
    network
        Anything that :func:`as_network` accepts.
    slice : Line, Plane or Box, or a sequence of them
        For a sequence the result is a list, in the same order.
    layers : int, optional
        Count the regions of only the first ``layers`` hidden layers.
    linear_regions, lengths : bool
        What else to count. Without them a count takes about half of the time.
    threads : int
        How many threads may be used; the result does not depend on it.
    max_regions : int, optional
        More regions than this raise ``RuntimeError``.
    progress : callable, optional
        Called about 20 times a second with the number of regions found so far.

    Raises
    ------
    ValueError
        If the slice does not lie in the network's input space.

    Notes
    -----
    Other Python threads run meanwhile, and Ctrl-C ends the count.

    Examples
    --------
    >>> from pycrease import Network, Plane
    >>> cross = Network([(np.eye(2), None), (np.ones((1, 2)), None)])
    >>> count(cross, Plane()).activation_regions
    4
    """
    if layers is not None:
        network = as_chain(network, activation, "layers are chosen").first_layers(layers)
        activation = None
    native = as_network(network, activation)._native
    options = (linear_regions, lengths, threads, max_regions, progress)
    if isinstance(slice, (_native.Line, _native.Plane, _native.Box)):
        return Counts(*_native.count(native, slice, *options))
    try:
        slices = list(slice)
    except TypeError:
        raise TypeError(
            f"slice is {type(slice).__name__}, expected a Line, Plane or Box, or a sequence of them"
        ) from None
    return [Counts(*counts) for counts in _native.count_many(native, slices, *options)]


def count_lines(
    network: Any,
    origins: Any,
    directions: Any,
    *,
    threads: int = 1,
    activation: Activation | None = None,
) -> dict[str, np.ndarray]:
    """Counts the regions along many whole lines at once.

    Parameters
    ----------
    origins, directions : array_like, shape (m, inputs)
        One row per line; one of them may have a single row, for all lines.

    Returns
    -------
    dict
        ``activation_regions`` and ``linear_regions``, arrays of ``m`` integers.

    Examples
    --------
    >>> from pycrease import Network
    >>> cross = Network([(np.eye(2), None), (np.ones((1, 2)), None)])
    >>> count_lines(cross, [[0, 1]], [[1, 0], [1, 1]])["activation_regions"]
    array([2, 3])
    """
    origins, directions = _pairs(origins, "origins", directions, "directions")
    lines = [Line(o, d) for o, d in zip(origins, directions)]
    return _columns(network, lines, threads, activation)


def count_segments(
    network: Any,
    starts: Any,
    ends: Any,
    *,
    threads: int = 1,
    activation: Activation | None = None,
) -> dict[str, np.ndarray]:
    """Counts the regions along many segments at once.

    Parameters
    ----------
    starts, ends : array_like, shape (m, inputs)
        One row per segment; one of them may have a single row, for all segments.

    Returns
    -------
    dict
        ``activation_regions`` and ``linear_regions``, arrays of ``m`` integers.

    Examples
    --------
    >>> from pycrease import Network
    >>> cross = Network([(np.eye(2), None), (np.ones((1, 2)), None)])
    >>> count_segments(cross, [[-1, 1]], [[2, 1], [-2, 1]])["activation_regions"]
    array([2, 1])
    """
    starts, ends = _pairs(starts, "starts", ends, "ends")
    lines = [Line.segment(a, b) for a, b in zip(starts, ends)]
    return _columns(network, lines, threads, activation)


def _pairs(first: Any, one: str, second: Any, other: str) -> tuple[np.ndarray, np.ndarray]:
    first, second = array(first, one, 2), array(second, other, 2)
    try:
        first, second = np.broadcast_arrays(first, second)
    except ValueError:
        raise ValueError(
            f"{one} and {other} have shapes {first.shape} and {second.shape}, expected equal ones"
        ) from None
    return first, second


def _columns(
    network: Any, lines: list[Line], threads: int, activation: Activation | None
) -> dict[str, np.ndarray]:
    counts = count(network, lines, lengths=False, threads=threads, activation=activation)
    return {
        name: np.array([getattr(one, name) for one in counts], dtype=np.int64)
        for name in ("activation_regions", "linear_regions")
    }


def distances(
    network: Any, points: Any, *, threads: int = 1, activation: Activation | None = None
) -> np.ndarray:
    """The distance of each point to the nearest boundary of an activation region.

    Parameters
    ----------
    points : array_like, shape (m, inputs)

    Returns
    -------
    array of m floats
        In input space, with a relative error below 1e-9; ``inf`` where there is no boundary, and 0
        exactly on one.

    Examples
    --------
    >>> from pycrease import Network
    >>> one = Network([([[3.0, 4.0]], [-5.0]), ([[1.0]], None)])
    >>> distances(one, [[0.0, 0.0], [3.0, -1.0]])
    array([1., 0.])
    """
    native = as_network(network, activation)._native
    return _native.distances(native, array(points, "the points", 2), threads)
