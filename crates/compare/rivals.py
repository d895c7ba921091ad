"""Crease next to other counters of regions: the same networks and squares, with counts compared.

    pip install crates/python/dist/*.whl regioncam relucent torch matplotlib grpcio-tools
    crates/compare/syrenn build/syrenn
    git clone https://github.com/arturs-berzins/relu_edge_subdivision build/edge
    python crates/compare/rivals.py --syrenn build/syrenn --edge-subdivision build/edge \
        --table docs/comparison.md --figure docs/figures/comparison.png

Every tool counts the activation regions of each network in the square [-1, 1]^2 (or a larger one), in one
run on one core. A time is the least of several, or of one where that takes long; a count that differs
from Crease's is marked. What a tool refuses, or does not finish in the time it is given, is said. The other
tools compute in 32 bits or take their weights so, so every network here has weights of 32 bits, and all
tools count the same one.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, ClassVar

# One thread, for every library.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
import pycrease

Layers = list[tuple[np.ndarray, np.ndarray]]


@dataclass
class Case:
    """A network of two inputs and the half side of the square, around the origin, that is counted."""

    name: str
    layers: Layers
    half_side: float = 1.0

    @property
    def widths(self) -> list[int]:
        """The widths of inputs and hidden layers."""
        return [weight.shape[1] for weight, _ in self.layers]


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


def merged(layers: Layers) -> Layers:
    """A network of `duplicated` with each neuron once: the outgoing weights of both copies are added."""
    result, fold = [], 0
    for index, (weight, bias) in enumerate(layers):
        if fold:
            weight = weight[:, :fold] + weight[:, fold : 2 * fold]
        fold = len(bias) // 2 if index + 1 < len(layers) else 0
        result.append((weight[:fold], bias[:fold]) if fold else (weight, bias))
    return result


CASES = [
    Case("2-8-1", generic(2, 8, 1)),
    Case("2-8-8-8-1", generic(2, 8, 8, 8, 1)),
    Case("2-16-16-16-1", generic(2, 16, 16, 16, 1)),
    Case("2-32-32-32-1", generic(2, 32, 32, 32, 1)),
    Case("2-64-64-64-1", generic(2, 64, 64, 64, 1)),
    Case("2-128-128-128-1", generic(2, 128, 128, 128, 1)),
    Case("2-32-32-32-1, in [-1000, 1000]²", generic(2, 32, 32, 32, 1), half_side=1000),
    Case("2-16 x 8-1", generic(2, *[16] * 8, 1)),
    Case("2-12 x 16-1", generic(2, *[12] * 16, 1)),
    Case("2-16-16-16-1, trained", trained(2, 16, 16, 16, 1)),
    Case("2-32-32-32-1, trained", trained(2, 32, 32, 32, 1)),
    Case("2-8-8-8-1, whole numbers", whole(2, 8, 8, 8, 1)),
    Case("2-16-16-16-1, whole numbers", whole(2, 16, 16, 16, 1)),
    Case("2-16-16-16-1, duplicates", duplicated(2, 16, 16, 16, 1)),
    Case("the same with duplicates merged", merged(duplicated(2, 16, 16, 16, 1))),
]


def crease(case: Case) -> Callable[[], int]:
    network, square = pycrease.Network(case.layers), pycrease.Plane(half_side=case.half_side)
    return lambda: (
        pycrease.count(network, square, linear_regions=False, lengths=False).activation_regions
    )


def crease_everything(case: Case) -> Callable[[], int]:
    network, square = pycrease.Network(case.layers), pycrease.Plane(half_side=case.half_side)
    return lambda: pycrease.count(network, square).activation_regions


def regioncam(case: Case) -> Callable[[], int]:
    from regioncam import Regioncam

    def count() -> int:
        camera = Regioncam(size=case.half_side)
        for index, (weight, bias) in enumerate(case.layers):
            camera.linear(weight.T.copy(), bias)
            if index + 1 < len(case.layers):
                camera.relu()
        return int(camera.num_faces)

    return count


def syrenn(server: Server, case: Case) -> Callable[[], int]:
    import grpc

    messages, services = server.messages, server.services
    requests = []
    for index, (weight, bias) in enumerate(case.layers):
        request = messages.TransformRequest()
        request.layer.fullyconnected_data.weights.extend(weight.T.flatten().tolist())
        request.layer.fullyconnected_data.biases.extend(bias.tolist())
        requests.append(request)
        if index + 1 < len(case.layers):
            request = messages.TransformRequest()
            request.layer.relu_data.SetInParent()
            requests.append(request)
    request = messages.TransformRequest()
    request.upolytope.space_dimensions = request.upolytope.subspace_dimensions = 2
    square = request.upolytope.polytopes.add()
    square.num_vertices = 4
    r = case.half_side
    square.vertices.extend([-r, -r, r, -r, r, r, -r, r])
    square.combinations.extend(np.eye(4).flatten().tolist())
    requests.append(request)
    limits = [(f"grpc.max_{way}_message_length", 1 << 27) for way in ("send", "receive")]
    stub = services.SyReNNTransformerStub(grpc.insecure_channel(server.ADDRESS, options=limits))

    def count() -> int:
        (response,) = stub.Transform(iter(requests))
        return len(response.transformed_upolytope.polytopes)

    return count


def edge_subdivision(case: Case) -> Callable[[], int]:
    import torch
    from edge_subdivision import skeletal_subdivision
    from NN import Net

    torch.set_num_threads(1)
    # Its last layer consists of neurons too.
    network = Net(case.widths)
    with torch.no_grad():
        for linear, (weight, bias) in zip(network.fcs, case.layers):
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.from_numpy(bias))
    box = (-case.half_side, case.half_side)

    def count() -> int:
        with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
            vertices, edges, _ = skeletal_subdivision(
                network, bbox=box, device="cpu", verbose=False
            )
        # Euler's relation, for a connected graph.
        return len(edges) - len(vertices) + 1

    return count


def relucent(case: Case) -> Callable[[], int]:
    import relucent
    import torch

    modules: list[torch.nn.Module] = []
    for weight, bias in case.layers:
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
        complex.bfs(start, cube_radius=case.half_side, cube_mode="clipped", nworkers=1, verbose=0)
        return len(complex)

    return count


@dataclass
class Server:
    """The classes that the protocol file of a SyReNN server describes."""

    messages: Any
    services: Any
    ADDRESS: ClassVar[str] = "localhost:50051"


def protocol(folder: Path) -> Server:
    """What the server that `syrenn` built in `folder` understands."""
    import grpc

    sys.path.insert(0, str(folder))
    return Server(*grpc.protos_and_services("syrenn_proto/syrenn.proto"))


@contextlib.contextmanager
def serving(folder: Path | None) -> Iterator[Server | None]:
    """Starts the server that `syrenn` built in `folder`."""
    if folder is None:
        yield None
        return
    import grpc

    server = protocol(folder)
    process = subprocess.Popen([folder / "syrenn_server_program"], stdout=subprocess.DEVNULL)
    try:
        grpc.channel_ready_future(grpc.insecure_channel(Server.ADDRESS)).result(timeout=10)
        yield server
    finally:
        process.terminate()
        process.wait()


Tool = Callable[[Case], Callable[[], int]]


def tools(server: Server | None, edge_subdivision_folder: Path | None) -> dict[str, Tool]:
    found: dict[str, Tool] = {
        "Crease, regions only": crease,
        "Crease, everything": crease_everything,
        "regioncam": regioncam,
    }
    if server:
        found["SyReNN"] = partial(syrenn, server)
    if edge_subdivision_folder:
        sys.path.insert(0, str(edge_subdivision_folder))
        found["edge subdivision"] = edge_subdivision
    return found | {"relucent": relucent}


def measure(count: Callable[[], int], seconds: float) -> tuple[int, float]:
    """A count, and the shortest time that it took, in seconds."""
    found, best, spent = 0, float("inf"), 0.0
    while True:
        began = time.perf_counter()
        found = count()
        took = time.perf_counter() - began
        best, spent = min(best, took), spent + took
        if spent > seconds / 20 or spent + took > seconds:
            return found, best


def versions(folders: dict[str, Path | None]) -> dict[str, str]:
    found = {"Python": platform.python_version()}
    for package in ("pycrease", "regioncam", "relucent", "torch", "numpy"):
        with contextlib.suppress(PackageNotFoundError):
            found[package] = version(package)
    for name, folder in folders.items():
        if folder:
            show = ["git", "-C", str(folder), "show", "-s", "--format=%h of %cs"]
            found[name] = subprocess.run(
                show, check=False, capture_output=True, text=True
            ).stdout.strip()
    return found


def machine() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [
                line.split(":", 1)[1].strip() for line in file if line.startswith("model name")
            ]
        return names[0]
    except (OSError, IndexError):
        return platform.processor()


class Missing(Exception):
    """Why a tool gives no count, in the words of its cell."""


@dataclass
class Answer:
    """A tool's result for a case: a count and its time, or why there is none."""

    regions: int | None = None
    milliseconds: float | None = None
    none: str = ""

    def cell(self, truth: int) -> str:
        if self.milliseconds is None:
            return self.none
        time = f"{self.milliseconds:,.{0 if self.milliseconds >= 100 else 2}f}"
        return time if self.regions == truth else f"{time} (**{self.regions:,}**)"


@dataclass
class Row:
    case: Case
    regions: int
    answers: dict[str, Answer]


def ask(tool: Tool, case: Case, seconds: float) -> Answer:
    try:
        found, took = measure(tool(case), seconds)
    except ImportError:
        return Answer(none="not installed")
    except Missing as missing:
        return Answer(none=str(missing))
    except Exception as error:  # whatever a rival raises is its answer
        return Answer(none=f"refused ({type(error).__name__})")
    return Answer(found, took * 1e3)


def compare(tools: dict[str, Tool], seconds: float) -> list[Row]:
    """Every tool on every case, except on cases with more regions than one that took it a quarter of `seconds`."""
    rows = []
    most: dict[str, int] = {}
    for case in CASES:
        truth = crease(case)()
        row = Row(case, truth, {})
        for name, tool in tools.items():
            if truth >= most.get(name, truth + 1):
                row.answers[name] = Answer(none="too slow")
                continue
            answer = row.answers[name] = ask(tool, case, seconds)
            if answer.milliseconds is not None and answer.milliseconds > seconds * 250:
                most[name] = truth
        rows.append(row)
        cells = (f"{name}: {answer.cell(truth)}" for name, answer in row.answers.items())
        print(f"{case.name}, {truth:,} regions;", "; ".join(cells), file=sys.stderr)
    return rows


def table(rows: list[Row]) -> Iterator[str]:
    names = list(rows[0].answers)
    yield f"| network | regions | {' | '.join(names)} |"
    yield "|---" * (len(names) + 2) + "|"
    for row in rows:
        cells = " | ".join(row.answers[name].cell(row.regions) for name in names)
        yield f"| {row.case.name} | {row.regions:,} | {cells} |"


def draw(rows: list[Row], path: str) -> None:
    """Time against regions; a wrong count is a cross."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for colour, name in enumerate(rows[0].answers):
        for is_right in (True, False):
            points = [
                (row.regions, answer.milliseconds)
                for row in rows
                if (answer := row.answers[name]).milliseconds is not None
                and (answer.regions == row.regions) == is_right
            ]
            if points:
                mark, label = ("o", name) if is_right else ("x", f"{name}: another count")
                axes.plot(*zip(*points), mark, color=f"C{colour}", label=label)
    axes.set(xscale="log", yscale="log", xlabel="activation regions", ylabel="milliseconds")
    axes.grid(alpha=0.3)
    figure.legend(loc="outside right upper", frameon=False)
    figure.savefig(path, dpi=150)


def insert(lines: Iterable[str], path: Path, mark: str = "table") -> None:
    """Writes lines between the marks of a page."""
    begin, end = f"<!-- begin {mark} -->\n", f"<!-- end {mark} -->"
    before, rest = path.read_text(encoding="utf-8").split(begin)
    after = rest.split(end)[1]
    text = "\n".join(lines)
    path.write_text(f"{before}{begin}{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds",
        type=float,
        default=60,
        help="a tool that takes a quarter of this is given no network of as many regions",
    )
    parser.add_argument("--syrenn", type=Path, metavar="DIR", help="where SyReNN was built")
    parser.add_argument("--edge-subdivision", type=Path, metavar="DIR", help="its repository")
    parser.add_argument(
        "--table", type=Path, metavar="PAGE", help="put the table between this page's marks"
    )
    parser.add_argument(
        "--figure", help="draw the times against the number of regions into this file"
    )
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with serving(arguments.syrenn) as server:
        rows = compare(tools(server, arguments.edge_subdivision), arguments.seconds)
    folders = {"SyReNN": arguments.syrenn, "edge subdivision": arguments.edge_subdivision}
    found = ", ".join(f"{name} {version}" for name, version in versions(folders).items())
    lines = [*table(rows), "", f"Milliseconds on one core of {machine()}; {found}."]
    if arguments.table:
        insert(lines, arguments.table)
    if arguments.figure:
        draw(rows, arguments.figure)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
