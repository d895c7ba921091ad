from __future__ import annotations

import os
from typing import Any

import numpy as np

from . import _native
from ._arrays import array


class Graph:
    """A network as a graph of layers: convolutions, batch norm, pooling, residual sums.

    :meth:`load` reads one from an ONNX file. :func:`count` and its relatives, :func:`distances`,
    :func:`cells`, :func:`draw` and :func:`decision_boundary` take graphs; :func:`breakpoints` and
    :func:`vertices` take a :class:`Network` only. :func:`as_network` turns a file that is a chain of
    dense layers into a :class:`Network`.
    """

    def __init__(self, native: _native.Graph, notes: list[str]) -> None:
        self._native = native
        self._notes = notes

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Graph:
        """Reads an ONNX file, and the tensors that it stores in other files of its folder.

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
        ``(m, outputs)``. Evaluated node by node, and slow."""
        points = np.asarray(points)
        if points.ndim > 2 and list(points.shape[1:]) == self.input_shape:
            points = points.reshape(len(points), -1)
        return self._native.evaluate(array(points, "the points", 2))

    def __repr__(self) -> str:
        shape = "x".join(map(str, self.input_shape))
        return f"<pycrease.Graph of {shape} inputs, {self.neurons} neurons, {self.outputs} outputs>"
