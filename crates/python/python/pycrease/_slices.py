from __future__ import annotations

from typing import Any

import numpy as np

from . import _native
from ._arrays import array


class Line(_native.Line):
    """The line ``x = origin + s * direction`` in a network's input space, or an open interval of it.

    Parameters
    ----------
    origin, direction : array_like, shape (inputs,)
        By default the whole input line of a network with one input.
    start, end : float, optional
        The interval ``start < s < end``; give both or neither.

    Examples
    --------
    >>> Line([0.0, 0.0], [1.0, 2.0], start=-1, end=1)
    <pycrease.Line in 2 dimensions, -1 < s < 1>
    """

    def __new__(
        cls,
        origin: Any = None,
        direction: Any = None,
        *,
        start: float | None = None,
        end: float | None = None,
    ) -> Line:
        if (start is None) != (end is None):
            raise ValueError("start and end belong together: give both or neither")
        interval = None if start is None or end is None else (float(start), float(end))
        origin = [0.0] if origin is None and direction is None else origin
        direction = [1.0] if direction is None and np.size(origin) == 1 else direction
        if origin is None or direction is None:
            raise ValueError("a line needs origin and direction")
        return super().__new__(
            cls, array(origin, "origin", 1), array(direction, "direction", 1), interval
        )

    @classmethod
    def through(cls, a: Any, b: Any) -> Line:
        """The whole line through two points: ``s = 0`` at ``a``, ``s = 1`` at ``b``."""
        return cls._spanned(a, b, None)

    @classmethod
    def segment(cls, a: Any, b: Any) -> Line:
        """The segment between two points."""
        return cls._spanned(a, b, (0.0, 1.0))

    @classmethod
    def _spanned(cls, a: Any, b: Any, interval: tuple[float, float] | None) -> Line:
        a, b = array(a, "the first point", 1), array(b, "the second point", 1)
        if a.shape != b.shape:
            raise ValueError(f"the points have {a.size} and {b.size} numbers")
        start, end = interval or (None, None)
        return cls(a, b - a, start=start, end=end)

    def point(self, s: Any) -> np.ndarray:
        """The points at these ``s``: shape ``(inputs,)``, or ``(..., inputs)`` for an array."""
        return self.origin + np.multiply.outer(np.asarray(s, dtype=float), self.direction)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        start, end = self.interval or (None, None)
        return (self.origin, self.direction), {"start": start, "end": end}

    def __repr__(self) -> str:
        interval = self.interval
        part = f"{interval[0]:g} < s < {interval[1]:g}" if interval else "whole"
        return f"<pycrease.Line in {self.origin.size} dimensions, {part}>"


class Plane(_native.Plane):
    """The plane ``x = origin + s * basis[0] + t * basis[1]`` in a network's input space, or an open
    square window of it: ``|s - center[0]| < half_side`` and ``|t - center[1]| < half_side``.

    Parameters
    ----------
    origin : array_like, shape (inputs,)
        By default, without ``basis`` too, the whole input plane of a network with two inputs.
    basis : two array_like, shape (inputs,)
        Need not be orthogonal or of unit length, unless ``s`` and ``t`` are to measure lengths.
    center : (float, float)
        The window's centre; the origin of the plane by default.
    half_side : float, optional
        Half the side of the window. Without it, the slice is the whole plane.

    Examples
    --------
    >>> Plane(half_side=2)
    <pycrease.Plane in 2 dimensions, window of half side 2 around (0, 0)>
    >>> Plane.through([0, 0, 0], [1, 0, 0], [0, 1, 1])
    <pycrease.Plane in 3 dimensions, whole>
    """

    def __new__(
        cls,
        origin: Any = None,
        basis: Any = None,
        *,
        center: Any = None,
        half_side: float | None = None,
    ) -> Plane:
        if origin is None:
            if basis is not None and np.shape(basis) != (2, 2):
                raise ValueError("origin can be left out for a plane in two dimensions only")
            origin = [0.0, 0.0]
        if basis is None:
            if np.size(origin) != 2:
                raise ValueError("basis can be left out for a plane in two dimensions only")
            basis = np.eye(2)
        try:
            first, second = basis
        except (TypeError, ValueError) as error:
            raise ValueError("basis must be two vectors") from error
        return super().__new__(
            cls,
            array(origin, "origin", 1),
            (array(first, "basis[0]", 1), array(second, "basis[1]", 1)),
            _window(center, half_side),
        )

    @classmethod
    def through(
        cls, a: Any, b: Any, c: Any, *, center: Any = None, half_side: float | None = None
    ) -> Plane:
        """The plane through three points: ``(s, t) = (0, 0)`` at ``a``, ``(1, 0)`` at ``b`` and
        ``(0, 1)`` at ``c``."""
        points = [
            array(p, f"the {n} point", 1) for p, n in ((a, "first"), (b, "second"), (c, "third"))
        ]
        if len({p.shape for p in points}) > 1:
            raise ValueError(f"the points have {', '.join(str(p.size) for p in points)} numbers")
        a, b, c = points
        return cls(a, (b - a, c - a), center=center, half_side=half_side)

    def point(self, s: Any, t: Any) -> np.ndarray:
        """The points at these coordinates: shape ``(inputs,)``, or ``(..., inputs)`` for arrays."""
        first, second = self.basis
        return (
            self.origin
            + np.multiply.outer(np.asarray(s, dtype=float), first)
            + np.multiply.outer(np.asarray(t, dtype=float), second)
        )

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        center, half_side = self.window or (None, None)
        return (self.origin, self.basis), {"center": center, "half_side": half_side}

    def __repr__(self) -> str:
        part = "whole"
        if self.window:
            (s, t), half_side = self.window
            part = f"window of half side {half_side:g} around ({s:g}, {t:g})"
        return f"<pycrease.Plane in {self.origin.size} dimensions, {part}>"


def _window(center: Any, half_side: float | None) -> tuple[list[float], float] | None:
    if half_side is None:
        if center is not None:
            raise ValueError("center needs half_side: a whole plane has no centre")
        return None
    center = np.zeros(2) if center is None else array(center, "center", 1)
    if center.shape != (2,):
        raise ValueError(f"center has {center.size} numbers, expected 2")
    return [float(x) for x in center], float(half_side)
