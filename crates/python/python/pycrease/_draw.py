from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from . import _native
from ._activation import Activation
from ._graph import Graph
from ._network import Network, as_network
from ._slices import Plane

# Pixels per inch of a picture in a notebook, where size matters more than detail: the first of these
# that gives a file of at most this many bytes.
_NOTEBOOK = (96.0, 80.0, 64.0, 48.0)
_NOTEBOOK_BYTES = 200_000
_PRINT = 300.0


class Picture:
    """A picture of the regions in a plane; shows itself in a notebook. Made by :func:`draw`."""

    def __init__(self, network: Network | Graph, plane: Plane, options: tuple[Any, ...]) -> None:
        self._drawn = (network._native, plane)
        self._options = options

    def _bytes(self, format: str, dots_per_inch: float) -> bytes:
        return _native.draw(*self._drawn, format, dots_per_inch, *self._options)

    def save(self, path: str | os.PathLike[str], *, dots_per_inch: float = _PRINT) -> None:
        """Writes an ``.svg``, ``.pdf`` or ``.png`` file, by the suffix of ``path``."""
        format = Path(path).suffix.lower().lstrip(".")
        Path(path).write_bytes(self._bytes(format, dots_per_inch))

    def __repr__(self) -> str:
        return f"<pycrease.Picture of {self._drawn[1]!r}>"

    def _repr_png_(self) -> bytes:
        for dots_per_inch in _NOTEBOOK:
            picture = self._bytes("png", dots_per_inch)
            if len(picture) <= _NOTEBOOK_BYTES:
                break
        return picture


def draw(
    network: Any,
    plane: Plane,
    *,
    linear: bool = False,
    walls: bool = True,
    boundary: bool = False,
    max_regions: int | None = None,
    activation: Activation | None = None,
) -> Picture:
    """Draws the regions in a window of a plane; for a whole plane, in a window around its vertices.

    Parameters
    ----------
    network
        Anything that :func:`as_network` accepts.
    linear : bool
        Whether to colour linear regions instead of activation regions.
    walls : bool
        Whether to draw the lines between regions.
    boundary : bool
        Whether to colour classes, by the largest output, and to draw the boundary between them.

    Examples
    --------
    >>> import numpy as np
    >>> from pycrease import Network, Plane
    >>> cross = Network([(np.eye(2), None), (np.ones((1, 2)), None)])
    >>> draw(cross, Plane(half_side=1))._repr_png_()[1:4]
    b'PNG'
    """
    network = as_network(network, activation)
    if not isinstance(plane, _native.Plane):
        raise TypeError(f"plane is {type(plane).__name__}, expected a Plane")
    return Picture(network, plane, (linear, walls, boundary, max_regions))
