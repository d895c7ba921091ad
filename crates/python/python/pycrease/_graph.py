from __future__ import annotations

import os
from typing import Any

import numpy as np

from . import _native
from ._arrays import array


class Graph:
    """A network as a graph of layers: convolutions, batch norm, pooling, residual sums.

    Read from an ONNX file by :meth:`load`. Its regions are counted in lines and planes, and cut to
    cells and drawn; distances and decision boundaries are found. A file that is a chain of dense
    layers is a :class:`Network`, which answers every question, for :func:`as_network`.
    """

    def __init__(self, native: _native.Graph, notes: list[str]) -> None:
        self._native = native
        self._notes = notes

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Graph:
        """Reads an ONNX file, and tensors that it keeps in other files of its folder.

        Raises
        ------
        OSError, ValueError
            If it cannot be read, or has an operator that is not piecewise linear, with the node's
            name.
        """
        return cls(*_native.Graph.read(os.fspath(path)))

    @property
    def input_shape(self) -> list[int]:
        """The shape of the inputs, without the batch."""
        return self._native.input_shape

    @property
    def inputs(self) -> int:
        """The input dimension: the number of elements of ``input_shape``."""
        return self._native.inputs

    @property
    def outputs(self) -> int:
        """The output dimension."""
        return self._native.outputs

    @property
    def neurons(self) -> int:
        """The number of units of activation layers and of max pooling."""
        return self._native.neurons

    @property
    def notes(self) -> list[str]:
        """What was left out, such as a softmax at the end, or rounded when the network was read."""
        return list(self._notes)

    def __call__(self, points: Any) -> np.ndarray:
        """The outputs at points ``(m, inputs)`` or ``(m, *input_shape)``, in ``float64``: an array
        ``(m, outputs)``. Straight from the definition, and slow."""
        points = np.asarray(points)
        if points.ndim > 2 and list(points.shape[1:]) == self.input_shape:
            points = points.reshape(len(points), -1)
        return self._native.evaluate(array(points, "the points", 2))

    def __repr__(self) -> str:
        shape = "x".join(map(str, self.input_shape))
        return f"<pycrease.Graph of {shape} inputs, {self.neurons} neurons, {self.outputs} outputs>"
