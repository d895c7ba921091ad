"""Run-steps a second of PyTorch, to compare with `benches/stack.rs`: eager, by bmm, by CUDA graphs.

    pytorch_stack.py SIZES SECONDS

Prints rows of a table: network, way, and a rate for each size of a stack. Adam, batches of 128, the
bare step: forward, backward, update, on batches that lie ready on the device.
"""

import sys
import time

import torch

BATCH = 128
NETWORKS = [(2, 32, 32, 32, 1), (784, 32, 32, 32, 10)]
CUDA = torch.cuda.is_available()
DEVICE = torch.device("cuda" if CUDA else "cpu")


def finish():
    if CUDA:
        torch.cuda.synchronize()


def step_of(widths, runs, capturable):
    """A function that takes a step of a stack of runs."""
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        weight = torch.randn(runs, inputs, outputs, device=DEVICE) * (2 / inputs) ** 0.5
        layers.append((weight.requires_grad_(), torch.zeros(runs, 1, outputs, device=DEVICE).requires_grad_()))
    adam = torch.optim.Adam([number for layer in layers for number in layer], lr=1e-3, capturable=capturable)
    inputs = torch.rand(runs, BATCH, widths[0], device=DEVICE)
    outputs = widths[-1]
    if outputs == 1:
        targets = torch.randint(0, 2, (runs, BATCH, 1), device=DEVICE).float()
    else:
        targets = torch.randint(0, outputs, (runs * BATCH,), device=DEVICE)

    def step():
        signal = inputs
        for index, (weight, bias) in enumerate(layers):
            if index > 0:
                signal = torch.relu(signal)
            signal = torch.baddbmm(bias, signal, weight)
        adam.zero_grad(set_to_none=True)
        if outputs == 1:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(signal, targets, reduction="sum")
        else:
            loss = torch.nn.functional.cross_entropy(signal.reshape(-1, outputs), targets, reduction="sum")
        (loss / BATCH).backward()
        adam.step()

    return step


def captured(step):
    """The same step as a CUDA graph."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def rate(step, runs, seconds):
    for _ in range(5):
        step()
    finish()
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        for _ in range(10):
            step()
        finish()
        count += 10
    return count * runs / (time.perf_counter() - start)


def main():
    sizes = [int(size) for size in sys.argv[1].split(",")]
    seconds = float(sys.argv[2])
    for widths in NETWORKS:
        name = "-".join(map(str, widths))
        eager = [rate(step_of(widths, 1, False), 1, seconds)] + [None] * (len(sizes) - 1)
        rows = [("PyTorch, one run", eager)]
        rows.append(("PyTorch, bmm", [rate(step_of(widths, size, False), size, seconds) for size in sizes]))
        if CUDA:
            graphs = [rate(captured(step_of(widths, size, True)), size, seconds) for size in sizes]
            rows.append(("PyTorch, bmm, CUDA graph", graphs))
        for way, rates in rows:
            cells = ["" if one is None else f"{one:.0f}" for one in rates]
            print(f"| {way}, {name} | {' | '.join(cells)} |")


main()
