"""Piecewise linear activations by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Union

#: Breakpoints, slopes (one more), and the value at the first breakpoint.
Pieces = tuple[Sequence[float], Sequence[float], float]

Activation = Union[str, Pieces]

_NAMED: dict[str, Pieces] = {
    "relu": ([0.0], [0.0, 1.0], 0.0),
    "leaky_relu": ([0.0], [0.01, 1.0], 0.0),
    "relu6": ([0.0, 6.0], [0.0, 1.0, 0.0], 0.0),
    "hardtanh": ([-1.0, 1.0], [0.0, 1.0, 0.0], -1.0),
    "abs": ([0.0], [-1.0, 1.0], 0.0),
}


def pieces(activation: Activation) -> Pieces:
    """The activation of this name, or the one with these breakpoints and slopes."""
    if isinstance(activation, str):
        known = _NAMED.get(activation.lower().replace("-", "_"))
        if known is None:
            raise ValueError(
                f"activation is {activation!r}, expected one of {', '.join(_NAMED)}, "
                "or (breakpoints, slopes, value at the first breakpoint)"
            )
        return known
    try:
        breakpoints, slopes, value = activation
        return [float(x) for x in breakpoints], [float(x) for x in slopes], float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"activation is {activation!r}, expected a name or "
            "(breakpoints, slopes, value at the first breakpoint)"
        ) from error


def of_module(module: Any) -> Pieces | None:
    """The activation of a PyTorch module; ``None`` if it is not a known one."""
    name = type(module).__name__
    if name == "ReLU":
        return _NAMED["relu"]
    if name == "ReLU6":
        return _NAMED["relu6"]
    if name == "LeakyReLU":
        return [0.0], [float(module.negative_slope), 1.0], 0.0
    if name == "Hardtanh":
        low, high = float(module.min_val), float(module.max_val)
        return [low, high], [0.0, 1.0, 0.0], low
    return None
