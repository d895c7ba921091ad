"""PyTorch modules, read without importing PyTorch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from . import _activation
from ._activation import Activation, Pieces
from ._arrays import array

# Modules that do not change the function in evaluation mode.
_NOTHING = {"Identity", "Dropout", "AlphaDropout", "FeatureAlphaDropout"}

# Modules that only contain layers, in the order in which they are applied.
_CHAINS = {"Sequential"}


def is_module(model: Any) -> bool:
    """Whether this looks like a ``torch.nn.Module``."""
    return all(hasattr(model, name) for name in ("named_children", "state_dict", "modules"))


def read(
    model: Any, activation: Activation | None
) -> tuple[list[tuple[np.ndarray, ...]], Pieces, list[str]]:
    """Layers, activation, and notes on how they were read."""
    steps = list(_steps(model, type(model).__name__))
    layers: list[list[np.ndarray]] = []
    notes: list[str] = []
    found: Pieces | None = None
    activated = True
    for name, module in steps:
        kind = type(module).__name__
        this = _activation.of_module(module)
        if kind == "Linear":
            if not activated and activation is None:
                raise ValueError(
                    f"{name}: a linear layer right after another one. If the module's forward "
                    "applies an activation between them, name it: activation='relu'"
                )
            layers.append(_linear(name, module))
            activated = False
        elif this is not None:
            if activated:
                raise ValueError(f"{name}: {kind} does not follow a linear layer")
            if found is not None and tuple(map(tuple, found[:2])) != tuple(map(tuple, this[:2])):
                raise ValueError(f"{name}: {kind}, but the layers before have another activation")
            found, activated = this, True
        elif kind == "BatchNorm1d":
            if activated:
                raise ValueError(f"{name}: BatchNorm1d does not follow a linear layer")
            _fold(name, module, layers[-1])
            notes.append(f"{name} was folded into the layer before it, rounded to float64")
        elif kind == "Flatten":
            if layers:
                raise ValueError(f"{name}: Flatten is supported in front of the first layer only")
        elif kind not in _NOTHING:
            raise ValueError(
                f"{name}: {kind} is not supported; supported are Linear, BatchNorm1d, ReLU, "
                "LeakyReLU, ReLU6, Hardtanh, Flatten, Dropout, Identity and Sequential. "
                "A final Softmax or Sigmoid changes no region: leave it out"
            )
    if not layers:
        raise ValueError(f"{type(model).__name__} has no linear layer")
    if activated:
        raise ValueError(
            f"{steps[-1][0]}: the last layer must be linear; append an identity layer to count "
            "the regions of what comes after the activation"
        )
    if activation is not None:
        found = _activation.pieces(activation)
    if found is None:
        found = _activation.pieces("relu")
    return [tuple(layer) for layer in layers], found, notes


def _steps(model: Any, name: str) -> Iterator[tuple[str, Any]]:
    children = _children(model)
    kind = type(model).__name__
    known = kind == "Linear" or kind == "BatchNorm1d" or _activation.of_module(model) is not None
    if known or not children:
        yield name, model
        return
    for child, module in children:
        yield from _steps(module, child if kind in _CHAINS and name == kind else f"{name}.{child}")


def _children(model: Any) -> list[tuple[str, Any]]:
    """The submodules in order. PyTorch's ``named_children`` lists a submodule that is used in several
    places only once, such as one activation after every layer."""
    modules = getattr(model, "_modules", None)
    if isinstance(modules, Mapping):
        return [(name, module) for name, module in modules.items() if module is not None]
    return list(model.named_children())


def _linear(name: str, module: Any) -> list[np.ndarray]:
    weight = array(module.weight, f"{name}.weight", 2)
    bias = getattr(module, "bias", None)
    if bias is None:
        return [weight, np.zeros(weight.shape[0])]
    return [weight, array(bias, f"{name}.bias", 1)]


def _fold(name: str, module: Any, layer: list[np.ndarray]) -> None:
    if getattr(module, "running_mean", None) is None:
        raise ValueError(f"{name}: BatchNorm1d without running statistics has no fixed function")
    mean = array(module.running_mean, f"{name}.running_mean", 1)
    variance = array(module.running_var, f"{name}.running_var", 1)
    factor = 1.0 / np.sqrt(variance + float(module.eps))
    shift = np.zeros_like(mean)
    if getattr(module, "weight", None) is not None:
        factor = factor * array(module.weight, f"{name}.weight", 1)
        shift = array(module.bias, f"{name}.bias", 1)
    layer[1] = (layer[1] - mean) * factor + shift
    layer[0] = layer[0] * factor[:, None]


def check(model: Any, evaluate: Any, inputs: int) -> None:
    """Compares the module's own forward with the layers that were read, at random points.

    A module may do anything in its ``forward``: a wrong order or a forgotten skip connection is an
    error here, not a wrong count later.
    """
    parameter = next(iter(model.parameters()), None)
    if parameter is None or not hasattr(parameter, "new_tensor") or not callable(model):
        return
    points = np.random.default_rng(0).standard_normal((16, inputs))
    modes = [(module, module.training) for module in model.modules() if hasattr(module, "training")]
    try:
        for module, _ in modes:
            module.training = False
        try:
            answer = model(parameter.new_tensor(points.tolist()))
        except Exception as error:
            raise ValueError(
                f"{type(model).__name__} does not take a batch of {inputs} numbers: {error}"
            ) from error
    finally:
        for module, mode in modes:
            module.training = mode
    answer = array(answer, "the module's answer", 2)
    # The module rounds its inputs to its own type.
    rounded = array(parameter.new_tensor(points.tolist()), "points", 2)
    expected = evaluate(rounded)
    scale = np.abs(expected).max() + 1e-30
    half = "16" in str(parameter.dtype)
    if answer.shape != expected.shape or np.abs(answer - expected).max() > (
        (0.1 if half else 1e-3) * scale
    ):
        raise ValueError(
            f"{type(model).__name__}.forward is not the chain of its layers: at random points it "
            "differs from them. Pass the layers as a list of (weight, bias) in the order in which "
            "they are applied"
        )
