"""A dict of arrays as a safetensors file in memory, so that one reader handles all names of layers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ._arrays import _plain


def encode(tensors: Mapping[Any, Any]) -> bytes:
    """The bytes of a safetensors file with these tensors; names in nested dicts are joined by dots."""
    header: dict[str, Any] = {}
    data = bytearray()
    for name, numbers in _flat(tensors, ""):
        values = np.ascontiguousarray(_plain(numbers, name), dtype="<f8")
        start = len(data)
        data += values.tobytes()
        if name in header:
            raise ValueError(f"{name}: two tensors have this name")
        header[name] = {
            "dtype": "F64",
            "shape": list(values.shape),
            "data_offsets": [start, len(data)],
        }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + bytes(data)


def _flat(tensors: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in tensors.items():
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(value, Mapping):
            yield from _flat(value, name)
        else:
            yield name, value
