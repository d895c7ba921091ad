from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import _native
from ._activation import Activation
from ._arrays import array
from ._count import Slice, count, distances
from ._network import as_network


class Tracker:
    """Counts regions from inside a training loop.

    ``tracker(step, model)`` returns a dict of plain numbers, for W&B, TensorBoard, MLflow or a list;
    an empty one at steps that are not due.

    Parameters
    ----------
    slices : slice, sequence of slices, or dict of name -> slice or sequence of slices
        For a sequence, the mean is reported.
    every : int
        Count at steps that are multiples of this.
    points : array_like, shape (m, inputs), optional
        Report the mean distance of these points to the nearest boundary too.
    linear_regions : bool
        Whether to count linear regions too.
    threads : int
        How many threads may be used.
    prefix : str
        Put before every key.

    Examples
    --------
    >>> from pycrease import Network, Plane
    >>> tracker = Tracker({"plane": Plane()}, every=10)
    >>> model = Network([(np.eye(2), None), (np.ones((1, 2)), None)])
    >>> for step in range(11):
    ...     logged = tracker(step, model)
    >>> logged
    {'activation_regions/plane': 4.0}
    >>> tracker.table()["step"]
    array([ 0, 10])
    """

    def __init__(
        self,
        slices: Slice | Sequence[Slice] | Mapping[str, Slice | Sequence[Slice]],
        *,
        every: int = 1,
        points: Any = None,
        linear_regions: bool = False,
        threads: int = 1,
        prefix: str = "",
        activation: Activation | None = None,
    ) -> None:
        if every < 1:
            raise ValueError(f"every is {every}, expected at least 1")
        if not isinstance(slices, Mapping):
            slices = {"": slices}
        single = (_native.Line, _native.Plane, _native.Box)
        self._slices = {
            name: [group] if isinstance(group, single) else list(group)
            for name, group in slices.items()
        }
        empty = [name for name, group in self._slices.items() if not group]
        if empty:
            raise ValueError(f"slices[{empty[0]!r}] is empty")
        self._every = every
        self._points = None if points is None else array(points, "points", 2)
        self._linear_regions = linear_regions
        self._threads = threads
        self._prefix = prefix
        self._activation = activation
        #: The dicts reported so far, each with its step.
        self.history: list[dict[str, float]] = []

    def __call__(self, step: int, model: Any) -> dict[str, float]:
        """The measures of ``model`` as plain numbers; empty if ``step`` is not due."""
        if step % self._every != 0:
            return {}
        network = as_network(model, self._activation)
        # All slices in one call, so that the threads share as much work as possible.
        every = [slice for group in self._slices.values() for slice in group]
        counts = iter(
            count(
                network,
                every,
                linear_regions=self._linear_regions,
                lengths=False,
                threads=self._threads,
            )
        )
        measured: dict[str, float] = {}
        for name, group in self._slices.items():
            of_group = [next(counts) for _ in group]
            measures = ["activation_regions"]
            if self._linear_regions:
                measures.append("linear_regions")
            for measure in measures:
                key = self._prefix + measure + (f"/{name}" if name else "")
                measured[key] = float(np.mean([getattr(one, measure) for one in of_group]))
        if self._points is not None:
            found = distances(network, self._points, threads=self._threads)
            measured[self._prefix + "distance"] = float(found.mean())
        self.history.append({"step": step, **measured})
        return measured

    def table(self) -> dict[str, np.ndarray]:
        """The history as columns: ready for ``pandas.DataFrame`` or ``polars.DataFrame``."""
        if not self.history:
            return {}
        return {key: np.array([row[key] for row in self.history]) for key in self.history[0]}
