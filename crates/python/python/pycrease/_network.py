from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from . import _activation, _native, _safetensors, _torch
from ._activation import Activation, Pieces
from ._arrays import array
from ._graph import Graph


class Network:
    """A fully connected network with a piecewise linear activation.

    Parameters
    ----------
    layers : sequence of (weight, bias)
        Weights have shape ``(outputs, inputs)``, as PyTorch's; biases ``(outputs,)``, or ``None`` for
        zeros. The last layer is linear. Floats of at most 64 bits and integers are taken exactly.
    activation : str or (breakpoints, slopes, value)
        ``"relu"``, ``"leaky_relu"``, ``"relu6"``, ``"hardtanh"``, ``"abs"``; or breakpoints, slopes (one
        more) and the value at the first breakpoint.

    Raises
    ------
    ValueError
        If shapes do not chain or a number is not finite.

    Examples
    --------
    >>> network = Network([(np.eye(2), np.zeros(2)), (np.ones((1, 2)), None)])
    >>> network.widths
    [2, 2, 1]
    >>> network([[1.0, -3.0]])
    array([[1.]])
    """

    def __init__(self, layers: Sequence[Any], activation: Activation = "relu") -> None:
        pairs = []
        for index, layer in enumerate(layers):
            try:
                weight, bias = layer
            except (TypeError, ValueError) as error:
                raise TypeError(f"layers[{index}]: expected a pair (weight, bias)") from error
            weight = array(weight, f"layers[{index}] weight", 2)
            if bias is None:
                bias = np.zeros(weight.shape[0])
            pairs.append((weight, array(bias, f"layers[{index}] bias", 1)))
        self._set(_native.Network(pairs, _activation.pieces(activation)), [])

    def _set(self, native: _native.Network, notes: list[str]) -> None:
        self._native = native
        self._notes = notes

    @classmethod
    def _of(cls, native: _native.Network, notes: list[str] | None = None) -> Network:
        network = cls.__new__(cls)
        network._set(native, notes or [])
        return network

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str],
        *,
        layers: Iterable[str] | None = None,
        activation: Activation | None = None,
    ) -> Network:
        """Reads a safetensors file, Crease's own or one that PyTorch, Flax or Keras weights were
        saved to.

        ``layers`` names the layers and their order, or a prefix that selects one of several models.
        Without ``activation`` it is the one that the file names, or ReLU if it names none.
        """
        with open(path, "rb") as file:
            data = file.read()
        try:
            return cls._read(data, layers, activation)
        except ValueError as error:
            raise ValueError(f"{os.fspath(path)}: {error}") from None

    @classmethod
    def _read(
        cls, data: bytes, layers: Iterable[str] | None, activation: Activation | None
    ) -> Network:
        pieces = None if activation is None else _activation.pieces(activation)
        if isinstance(layers, str):
            layers = [layers]
        names = None if layers is None else list(layers)
        native, notes = _native.Network.read(data, names, pieces)
        return cls._of(native, notes)

    @property
    def layers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Copies of the layers: weights ``(outputs, inputs)`` and biases ``(outputs,)``, ``float64``."""
        return self._native.layers

    @property
    def activation(self) -> Pieces:
        """Breakpoints, slopes, and the value at the first breakpoint."""
        return self._native.activation

    @property
    def widths(self) -> list[int]:
        """The widths of all layers, inputs and outputs included."""
        return self._native.widths

    @property
    def inputs(self) -> int:
        """The input dimension."""
        return self.widths[0]

    @property
    def outputs(self) -> int:
        """The output dimension."""
        return self.widths[-1]

    @property
    def neurons(self) -> int:
        """The number of hidden units."""
        return self._native.neurons

    @property
    def notes(self) -> list[str]:
        """What was folded or rounded when the network was read."""
        return list(self._notes)

    def __call__(self, points: Any) -> np.ndarray:
        """The outputs at points ``(m, inputs)``, in ``float64``: an array ``(m, outputs)``."""
        weight, bias = self.layers[-1]
        hidden = self._hidden(points)
        last = self._apply(hidden[-1]) if hidden else self._points(points)
        return last @ weight.T + bias

    def first_layers(self, layers: int) -> Network:
        """The network of the first ``layers`` hidden layers; its outputs are the activations of the last.

        Its regions are those of these layers alone.
        """
        hidden = len(self.layers) - 1
        if not 1 <= layers <= hidden:
            raise ValueError(f"layers is {layers}, expected 1 to the number of hidden layers, {hidden}")
        width = self.layers[layers - 1][0].shape[0]
        kept: list[Any] = [*self.layers[:layers], (np.eye(width), None)]
        return Network(kept, activation=self.activation)

    def pre_activations(self, points: Any) -> list[np.ndarray]:
        """The pre-activations at points ``(m, inputs)``, in ``float64``: one array ``(m, width)`` for
        each hidden layer."""
        return self._hidden(points)

    def patterns(self, points: Any) -> list[np.ndarray]:
        """The activation patterns at points ``(m, inputs)``: for each hidden layer an array of bytes
        ``(m, width)``, the index of the linear piece that the neuron is on. For ReLU, 1 is active.

        Pre-activations are computed in ``float64``; a neuron exactly at a breakpoint counts as on the
        piece to its left.
        """
        breakpoints = np.asarray(self.activation[0])
        return [
            np.searchsorted(breakpoints, layer, side="left").astype(np.uint8)
            for layer in self._hidden(points)
        ]

    def affine_map(self, point: Any) -> tuple[np.ndarray, np.ndarray]:
        """The affine map of the region around a point ``(inputs,)``, in ``float64``: ``A`` of shape
        ``(outputs, inputs)`` and ``c`` of shape ``(outputs,)`` with ``network(x) = A x + c``."""
        point = array(point, "the point", 1)
        patterns = self.patterns(point[None, :])
        slopes = np.asarray(self.activation[1])
        offsets = self._offsets()
        matrix, shift = np.eye(self.inputs), np.zeros(self.inputs)
        for (weight, bias), pattern in zip(self.layers, patterns):
            matrix, shift = weight @ matrix, weight @ shift + bias
            slope = slopes[pattern[0]]
            matrix, shift = slope[:, None] * matrix, slope * shift + offsets[pattern[0]]
        weight, bias = self.layers[-1]
        return weight @ matrix, weight @ shift + bias

    def _points(self, points: Any) -> np.ndarray:
        points = array(points, "the points", 2)
        if points.shape[1] != self.inputs:
            raise ValueError(
                f"the points have {points.shape[1]} numbers each, "
                f"but the network has {self.inputs} inputs"
            )
        return points

    def _hidden(self, points: Any) -> list[np.ndarray]:
        values = self._points(points)
        hidden = []
        for weight, bias in self.layers[:-1]:
            hidden.append(values @ weight.T + bias)
            values = self._apply(hidden[-1])
        return hidden

    def _apply(self, pre_activations: np.ndarray) -> np.ndarray:
        breakpoints, slopes, _ = self.activation
        piece = np.searchsorted(np.asarray(breakpoints), pre_activations, side="left")
        return np.asarray(slopes)[piece] * pre_activations + self._offsets()[piece]

    def _offsets(self) -> np.ndarray:
        """The constant term of each linear piece, after slope times pre-activation."""
        breakpoints, slopes, value = self.activation
        offsets = [value - slopes[0] * breakpoints[0]]
        for at, (left, right) in zip(breakpoints, zip(slopes, slopes[1:])):
            offsets.append(offsets[-1] + (left - right) * at)
        return np.asarray(offsets)

    def __repr__(self) -> str:
        return f"<pycrease.Network {'-'.join(map(str, self.widths))}, {self.neurons} neurons>"


def as_network(model: Any, activation: Activation | None = None) -> Network | Graph:
    """Reads ``model`` as a :class:`Network`; an ONNX file that is not a chain of dense layers as a
    :class:`Graph`.

    Parameters
    ----------
    model
        A :class:`Network` or :class:`Graph`; a ``torch.nn`` module made of linear layers and
        activations (its forward is compared with its layers at random points); a ``state_dict``; a
        dict of Keras or Flax kernels, nested or not; a list of ``(weight, bias)``; or the path of an
        ONNX or safetensors file.
    activation
        The activation between the layers if ``model`` does not name it; ReLU by default.

    Raises
    ------
    TypeError, ValueError
        If it cannot be read; the message names the submodule or tensor.

    Examples
    --------
    >>> as_network({"0.weight": np.ones((3, 2)), "2.weight": np.ones((1, 3))})
    <pycrease.Network 2-3-1, 3 neurons>
    """
    if isinstance(model, Network):
        if activation is None:
            return model
        return Network(model.layers, activation)
    if isinstance(model, (str, os.PathLike)) and os.fspath(model).lower().endswith(".onnx"):
        model = Graph.load(model)
    if isinstance(model, Graph):
        if activation is not None:
            raise ValueError("activation is given, but a graph of layers has its activations in its nodes")
        chain = model._native.chain()
        return model if chain is None else Network._of(chain, model.notes)
    if isinstance(model, (str, os.PathLike)):
        return Network.load(model, activation=activation)
    if _torch.is_module(model):
        layers, pieces, notes = _torch.read(model, activation)
        network = Network(layers, pieces)
        network._notes = notes
        _torch.check(model, network, network.inputs)
        return network
    if isinstance(model, Mapping):
        return Network._read(_safetensors.encode(model), None, activation or "relu")
    if isinstance(model, (list, tuple)):
        return Network(model, activation or "relu")
    raise TypeError(
        f"cannot read a network from {type(model).__name__}: expected a Network, a torch.nn module, "
        "a state_dict, a list of (weight, bias), a dict of Keras or Flax kernels, or a path"
    )


def as_chain(model: Any, activation: Activation | None, what: str) -> Network:
    """:func:`as_network` for functions that do not take graphs of layers."""
    network = as_network(model, activation)
    if isinstance(network, Graph):
        raise ValueError(
            f"{what} for chains of dense layers with one activation only, and this network is a graph "
            "of other layers; it can be counted in lines, planes and boxes"
        )
    return network
