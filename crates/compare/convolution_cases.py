"""Convolutional networks, and where they are counted, for `convolutions.py`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)


class Residual(nn.Module):
    """A block whose input is added to its output."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x)


@dataclass
class Case:
    """A network, and the segment (one step) or square (two) of half side 1 around a picture."""

    name: str
    network: nn.Sequential
    shape: tuple[int, int, int]
    center: np.ndarray
    steps: np.ndarray

    @property
    def is_line(self) -> bool:
        return len(self.steps) == 1

    def corners(self) -> np.ndarray:
        """The ends of the segment, or the corners of the square, counter-clockwise."""
        signs = [[-1], [1]] if self.is_line else [[-1, -1], [1, -1], [1, 1], [-1, 1]]
        return self.center + np.array(signs, dtype=np.float32) @ self.steps


def random_weights(*layers: nn.Module, seed: int) -> nn.Sequential:
    """He-normal weights, biases of standard deviation 0.2."""
    network = nn.Sequential(*layers)
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in network.named_parameters():
        fan = parameter[0].numel()
        deviation = (2 / fan) ** 0.5 if name.endswith("weight") else 0.2
        nn.init.normal_(parameter.requires_grad_(False), 0, deviation, generator=generator)
    return network


def picture(*shape: int, seed: int) -> np.ndarray:
    """Soft blobs, in shades such that the sum of any two is exactly a float."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[: shape[1], : shape[2]]
    image = np.zeros(shape)
    for _ in range(12):
        channel, *center = rng.integers(0, shape)
        distance = (rows - center[0]) ** 2 + (columns - center[1]) ** 2
        image[channel] += np.exp(-65 * distance / rows.size)
    return (np.minimum(image, 1) * 256).round().flatten().astype(np.float32) / 256


def between(name: str, network: nn.Sequential, *shape: int) -> Case:
    """The segment between two pictures."""
    a, b = (picture(*shape, seed=seed) for seed in (1, 2))
    return Case(name, network, shape, (a + b) / 2, (b - a)[None] / 2)


def around(name: str, network: nn.Sequential, *shape: int, half_side: float) -> Case:
    """A square around a picture, in two random directions of norm 1."""
    steps = np.random.default_rng(3).normal(size=(2, int(np.prod(shape))))
    steps *= half_side / np.linalg.norm(steps, axis=1, keepdims=True)
    return Case(name, network, shape, picture(*shape, seed=1), steps.astype(np.float32))


def lenet(stride: int, *pool: nn.Module) -> nn.Sequential:
    """Halved twice, by pooling or by the stride of its convolutions."""
    layers = [nn.Conv2d(1, 6, 5, stride, padding=2), nn.ReLU(), *pool]
    layers += [nn.Conv2d(6, 16, 5, stride), nn.ReLU(), *pool, nn.Flatten()]
    layers += [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    return random_weights(*layers, seed=1)


def small(*middle: nn.Module) -> nn.Sequential:
    layers = [nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), *middle, nn.Flatten(), nn.Linear(256, 10)]
    return random_weights(*layers, seed=1)


def block() -> Residual:
    return Residual(nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1))


def cases() -> list[Case]:
    sides = (1, 28, 28)
    plain = small(nn.Conv2d(4, 4, 3, padding=1), nn.ReLU())
    residual = small(block(), nn.ReLU(), block(), nn.ReLU())
    return [
        between("LeNet with strides, line", lenet(2), *sides),
        between("LeNet with max pooling, line", lenet(1, nn.MaxPool2d(2)), *sides),
        around("LeNet with strides, window", lenet(2), *sides, half_side=0.3),
        around("LeNet with max pooling, window", lenet(1, nn.MaxPool2d(2)), *sides, half_side=0.1),
        between("4-4 channels on 8 x 8, line", plain, 1, 8, 8),
        around("4-4 channels on 8 x 8, window", plain, 1, 8, 8, half_side=1),
        between("two residual blocks on 8 x 8, line", residual, 1, 8, 8),
        around("two residual blocks on 8 x 8, window", residual, 1, 8, 8, half_side=1),
    ]
