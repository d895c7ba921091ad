"""Exact counts of the activation and linear regions of piecewise linear networks.

>>> import numpy as np
>>> import pycrease
>>> network = pycrease.Network([
...     (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.0, 0.0, -1.0])),
...     (np.array([[1.0, 1.0, 1.0]]), np.array([0.0])),
... ])
>>> counts = pycrease.count(network, pycrease.Plane())
>>> counts.activation_regions, counts.edges, counts.vertices
(7, 9, 3)

Wherever a function takes a network, it also takes a ``torch.nn.Sequential`` or another module made
of linear layers, a ``state_dict``, a list of ``(weight, bias)`` arrays, a dict of Keras or Flax
kernels, or the path of an ONNX or safetensors file. Only numpy is imported.

Every count is certified: each sign that it depends on either exceeds a proven error bound or is
computed in exact arithmetic. Weights are taken as the exact reals that their floats denote.
"""

from ._breakpoints import Breakpoints, breakpoints
from ._cells import Cells
from ._count import Counts, count, count_lines, count_segments, distances
from ._decisions import DecisionBoundary, LineClasses, decision_boundary
from ._draw import Picture, draw
from ._experiments import program, results, run
from ._graph import Graph
from ._native import Box
from ._network import Network, as_network
from ._slices import Line, Plane
from ._tracker import Tracker
from ._vertices import Vertices, vertices

__all__ = [
    "Box",
    "Breakpoints",
    "Cells",
    "Counts",
    "DecisionBoundary",
    "Graph",
    "Line",
    "LineClasses",
    "Network",
    "Picture",
    "Plane",
    "Tracker",
    "Vertices",
    "as_network",
    "breakpoints",
    "cells",
    "count",
    "count_lines",
    "count_segments",
    "decision_boundary",
    "distances",
    "draw",
    "program",
    "results",
    "run",
    "vertices",
]

cells = Cells.of
