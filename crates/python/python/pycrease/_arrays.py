"""Conversion to numpy arrays of ``float64``: exact, or an error."""

from __future__ import annotations

from typing import Any

import numpy as np

# Every integer up to this is also a float.
_WHOLE = 2**53


def array(numbers: Any, what: str, dimensions: int) -> np.ndarray:
    """``numbers`` as a ``float64`` array with this many dimensions, nothing rounded.

    ``what`` names the numbers in errors.
    """
    found = _plain(numbers, what)
    if found.ndim != dimensions:
        raise ValueError(
            f"{what} has shape {found.shape}, expected {dimensions} "
            f"dimension{'s' if dimensions > 1 else ''}"
        )
    return found


def _plain(numbers: Any, what: str) -> np.ndarray:
    numbers = _detached(numbers)
    try:
        found = np.asarray(numbers)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{what} is not an array of numbers: {error}") from error
    kind = found.dtype.kind
    if kind == "f" and found.dtype.itemsize <= 8:
        return found.astype(np.float64)
    if found.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        return found.astype(np.float32).astype(np.float64)
    if kind in "iu":
        if found.size and (found.max() > _WHOLE or found.min() < -_WHOLE):
            raise ValueError(f"{what} has whole numbers beyond 2**53, which float64 cannot hold")
        return found.astype(np.float64)
    raise TypeError(
        f"{what} has dtype {found.dtype}, expected floating point of at most 64 bits or integers"
    )


def _detached(numbers: Any) -> Any:
    """A PyTorch tensor without gradient and on the CPU; anything else unchanged."""
    if hasattr(numbers, "detach") and hasattr(numbers, "cpu"):
        tensor = numbers.detach().cpu()
        if "bfloat16" in str(getattr(tensor, "dtype", "")):
            tensor = tensor.float()
        return tensor.numpy()
    return numbers
