"""Crease beside other counters of regions: the same networks, the same square, counts compared.

    pip install crates/python/dist/*.whl regioncam relucent torch matplotlib
    python crates/python/benches/rivals.py [--seconds 60] [--json table.json] [--figure times.png]

Every tool counts the activation regions of each network in the square [-1, 1]^2, on one thread, in
this process. A time is the least of several, or of one where that takes long; a count that differs
from Crease's is marked. What a tool refuses, or does not finish in the time it is given, is said.
regioncam computes in 32 bits, so every network here has weights of 32 bits, and all tools count the
same one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pycrease

Layers = list[tuple[np.ndarray, np.ndarray]]


def generic(*widths: int, seed: int = 1) -> Layers:
    """He-normal weights, biases of standard deviation 0.1."""
    rng = np.random.default_rng(seed)
    return [
        (
            rng.normal(0, (2 / a) ** 0.5, (b, a)).astype(np.float32),
            rng.normal(0, 0.1, b).astype(np.float32),
        )
        for a, b in zip(widths, widths[1:])
    ]


def whole(*widths: int, seed: int = 1) -> Layers:
    """Weights in {-1, 0, 1} and zero biases: lines through one point, duplicates, ties."""
    rng = np.random.default_rng(seed)
    return [
        (rng.integers(-1, 2, (b, a)).astype(np.float32), np.zeros(b, dtype=np.float32))
        for a, b in zip(widths, widths[1:])
    ]


def duplicated(*widths: int, seed: int = 1) -> Layers:
    """A generic network whose second half of neurons repeats the first."""
    layers = generic(*widths, seed=seed)
    for weight, bias in layers[:-1]:
        half = len(bias) // 2
        weight[half : 2 * half], bias[half : 2 * half] = weight[:half], bias[:half]
    return layers


def trained(*widths: int, points: int = 100, steps: int = 3000, seed: int = 1) -> Layers:
    """A generic network that has memorised random labels of random points, by full-batch Adam."""
    rng = np.random.default_rng(seed)
    inputs = rng.uniform(-1, 1, (points, widths[0]))
    labels = rng.choice([-1.0, 1.0], (points, 1))
    parameters = [
        np.array(part, dtype=float) for layer in generic(*widths, seed=seed) for part in layer
    ]
    means, squares = ([np.zeros_like(part) for part in parameters] for _ in range(2))
    for step in range(1, steps + 1):
        hidden = [inputs]
        for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2]):
            hidden.append(np.maximum(hidden[-1] @ weight.T + bias, 0))
        outputs = hidden[-1] @ parameters[-2].T + parameters[-1]
        back = 2 * (outputs - labels) / points
        gradients: list[np.ndarray] = []
        for weight, below in zip(parameters[-2::-2], reversed(hidden)):
            gradients[:0] = [back.T @ below, back.sum(axis=0)]
            back = (back @ weight) * (below > 0)
        for part, gradient, mean, square in zip(parameters, gradients, means, squares):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            rate = 0.003 * (1 - 0.999**step) ** 0.5 / (1 - 0.9**step)
            part -= rate * mean / (square**0.5 + 1e-8)
    floats = [part.astype(np.float32) for part in parameters]
    return list(zip(floats[::2], floats[1::2]))


NETWORKS: dict[str, Layers] = {
    "2-8-1": generic(2, 8, 1),
    "2-8-8-8-1": generic(2, 8, 8, 8, 1),
    "2-16-16-16-1": generic(2, 16, 16, 16, 1),
    "2-32-32-32-1": generic(2, 32, 32, 32, 1),
    "2-64-64-64-1": generic(2, 64, 64, 64, 1),
    "2-16 x 8-1": generic(2, *[16] * 8, 1),
    "2-12 x 16-1": generic(2, *[12] * 16, 1),
    "2-16-16-16-1, trained": trained(2, 16, 16, 16, 1),
    "2-32-32-32-1, trained": trained(2, 32, 32, 32, 1),
    "2-8-8-8-1, whole numbers": whole(2, 8, 8, 8, 1),
    "2-16-16-16-1, whole numbers": whole(2, 16, 16, 16, 1),
    "2-16-16-16-1, duplicates": duplicated(2, 16, 16, 16, 1),
}


def crease(layers: Layers) -> Callable[[], int]:
    network, square = pycrease.Network(layers), pycrease.Plane(half_side=1)
    return lambda: pycrease.count(
        network, square, linear_regions=False, lengths=False
    ).activation_regions


def crease_everything(layers: Layers) -> Callable[[], int]:
    network, square = pycrease.Network(layers), pycrease.Plane(half_side=1)
    return lambda: pycrease.count(network, square).activation_regions


def regioncam(layers: Layers) -> Callable[[], int]:
    from regioncam import Regioncam

    def count() -> int:
        camera = Regioncam(size=1)
        for index, (weight, bias) in enumerate(layers):
            camera.linear(weight.T.copy(), bias)
            if index + 1 < len(layers):
                camera.relu()
        return int(camera.num_faces)

    return count


def relucent(layers: Layers) -> Callable[[], int]:
    import relucent
    import torch

    modules: list[torch.nn.Module] = []
    for weight, bias in layers:
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*modules[:-1])

    def count() -> int:
        complex = relucent.Complex(network)
        # Its start must lie inside a region.
        start = np.array([[0.0123, -0.0077]])
        complex.bfs(start, cube_radius=1.0, cube_mode="clipped", nworkers=1, verbose=0)
        return len(complex)

    return count


TOOLS: dict[str, Callable[[Layers], Callable[[], int]]] = {
    "crease, regions only": crease,
    "crease, everything": crease_everything,
    "regioncam": regioncam,
    "relucent": relucent,
}
PACKAGES = ("pycrease", "regioncam", "relucent", "torch", "numpy")


def measure(count: Callable[[], int], seconds: float) -> tuple[int, float]:
    """A count, and the least time it took, in seconds."""
    found, best, spent = 0, float("inf"), 0.0
    while True:
        began = time.perf_counter()
        found = count()
        took = time.perf_counter() - began
        best, spent = min(best, took), spent + took
        if spent > seconds / 20 or spent + took > seconds:
            return found, best


def versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "machine": machine()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def machine() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
        return f"{names[0]}, {len(names)} cores"
    except (OSError, IndexError):
        return platform.processor()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds",
        type=float,
        default=60,
        help="a tool that takes a quarter of this is given no network of as many regions",
    )
    parser.add_argument("--json", help="write what was measured to this file too")
    parser.add_argument("--figure", help="draw the times against the number of regions into this file")
    arguments = parser.parse_args()
    rows = []
    # How many regions were too many for a tool.
    most: dict[str, int] = {}
    for name, layers in NETWORKS.items():
        truth = crease(layers)()
        row: dict[str, object] = {"network": name, "regions": truth}
        for tool, prepare in TOOLS.items():
            if truth >= most.get(tool, truth + 1):
                row[tool] = "too slow"
                continue
            try:
                found, took = measure(prepare(layers), arguments.seconds)
            except ImportError:
                row[tool] = "not installed"
                continue
            except Exception as error:  # noqa: BLE001: whatever a rival raises is its answer
                row[tool] = f"refused: {type(error).__name__}"
                continue
            row[tool] = {"milliseconds": took * 1e3, "regions": found}
            if took > arguments.seconds / 4:
                most[tool] = truth
        rows.append(row)
        print(" ".join(map(str, row.values())), file=sys.stderr)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"versions": versions(), "rows": rows}, file, indent=1)
    if arguments.figure:
        draw(rows, arguments.figure)
    for key, value in versions().items():
        print(f"{key}: {value}")
    print()
    print("| network | regions |", " | ".join(f"{tool}, ms" for tool in TOOLS), "|")
    print("|---" * (len(TOOLS) + 2) + "|")
    for row in rows:
        cells = " | ".join(cell(row[tool], row["regions"]) for tool in TOOLS)
        print(f"| {row['network']} | {row['regions']:,} | {cells} |")


def draw(rows: list[dict], path: str) -> None:
    """Each tool's right answers, time against regions; wrong ones are crosses."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for colour, tool in enumerate(TOOLS):
        answers = [(row["regions"], row[tool]) for row in rows if isinstance(row[tool], dict)]
        for is_right, mark in ((True, "o"), (False, "x")):
            points = [
                (regions, answer["milliseconds"])
                for regions, answer in answers
                if (answer["regions"] == regions) == is_right
            ]
            label = tool if is_right else f"{tool}: wrong"
            if points:
                axes.plot(*zip(*sorted(points)), mark, color=f"C{colour}", label=label)
    axes.set(xscale="log", yscale="log", xlabel="activation regions", ylabel="milliseconds")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=150)


def cell(answer: object, truth: object) -> str:
    if not isinstance(answer, dict):
        return str(answer)
    wrong = "" if answer["regions"] == truth else f" (finds {answer['regions']:,})"
    return f"{answer['milliseconds']:.3g}{wrong}"


if __name__ == "__main__":
    main()
