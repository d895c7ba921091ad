from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from typing_extensions import Self

_Floats: TypeAlias = NDArray[np.float64]
_Pieces: TypeAlias = tuple[Sequence[float], Sequence[float], float]
_Window: TypeAlias = tuple[Sequence[float], float]
_Counts: TypeAlias = tuple[
    int, int, int | None, int | None, int | None, float | None, float | None, int
]

class Network:
    def __new__(cls, layers: Sequence[tuple[_Floats, _Floats]], activation: _Pieces) -> Self: ...
    @staticmethod
    def read(
        data: bytes, layers: Sequence[str] | None, activation: _Pieces | None
    ) -> tuple[Network, list[str]]: ...
    @property
    def layers(self) -> list[tuple[_Floats, _Floats]]: ...
    @property
    def activation(self) -> _Pieces: ...
    @property
    def widths(self) -> list[int]: ...
    @property
    def neurons(self) -> int: ...

class Line:
    def __new__(
        cls, origin: _Floats, direction: _Floats, interval: tuple[float, float] | None = None
    ) -> Self: ...
    @property
    def origin(self) -> _Floats: ...
    @property
    def direction(self) -> _Floats: ...
    @property
    def interval(self) -> tuple[float, float] | None: ...

class Plane:
    def __new__(
        cls, origin: _Floats, basis: tuple[_Floats, _Floats], window: _Window | None = None
    ) -> Self: ...
    @property
    def origin(self) -> _Floats: ...
    @property
    def basis(self) -> tuple[_Floats, _Floats]: ...
    @property
    def window(self) -> tuple[tuple[float, float], float] | None: ...

class Box:
    """The open cube ``|x_i| < half_side`` in the input space of a network with three inputs."""

    def __new__(cls, half_side: float) -> Self: ...
    @property
    def half_side(self) -> float: ...

class Cells:
    @property
    def corners(self) -> _Floats: ...
    @property
    def offsets(self) -> NDArray[np.int64]: ...
    @property
    def maps(self) -> _Floats: ...
    @property
    def areas(self) -> _Floats: ...
    @property
    def linear_region(self) -> NDArray[np.int64]: ...
    @property
    def linear_regions(self) -> int: ...
    @property
    def wall_ends(self) -> _Floats: ...
    @property
    def wall_cells(self) -> NDArray[np.int64]: ...
    @property
    def wall_jumps(self) -> NDArray[np.bool_]: ...

def count(
    network: Network,
    slice: Line | Plane | Box,
    linear_regions: bool,
    lengths: bool,
    threads: int,
    max_regions: int | None,
    progress: Any,
) -> _Counts: ...
def count_many(
    network: Network,
    slices: Sequence[Line | Plane | Box],
    linear_regions: bool,
    lengths: bool,
    threads: int,
    max_regions: int | None,
    progress: Any,
) -> list[_Counts]: ...
def cells(network: Network, plane: Plane, max_regions: int | None, progress: Any) -> Cells: ...
def distances(network: Network, points: _Floats, threads: int) -> _Floats: ...
def draw(
    network: Network,
    plane: Plane,
    format: str,
    dots_per_inch: float,
    linear: bool,
    walls: bool,
    max_regions: int | None,
) -> bytes: ...
