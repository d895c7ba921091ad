"""The step of PyTorch that `cargo bench -p crease-train` is compared with, on one thread.

Prints for each network, as words a line: its widths, and microseconds a run-step of one run in eager
mode and of 40 runs stacked by `bmm`. Adam, batches of 128, the bare step: forward, backward, update,
on a batch that lies ready.
"""

import time

import torch

torch.set_num_threads(1)
BATCH = 128
NETWORKS = [(2, 32, 32, 32, 1), (784, 32, 32, 32, 10), (784, 64, 64, 64, 10)]


def loss_of(logits, targets, outputs):
    if outputs == 1:
        loss = torch.nn.functional.binary_cross_entropy_with_logits
        return loss(logits, targets, reduction="sum") / BATCH
    flat = logits.reshape(-1, outputs)
    return torch.nn.functional.cross_entropy(flat, targets.reshape(-1), reduction="sum") / BATCH


def parameters(widths, runs):
    """Weights `inputs x outputs` and biases, a stack of them for more than one run."""
    made = []
    stack = (runs,) if runs > 1 else ()
    for inputs, outputs in zip(widths, widths[1:]):
        weight = torch.randn(*stack, inputs, outputs) * (2 / inputs) ** 0.5
        bias = torch.zeros(*stack, 1, outputs)
        made.append((weight.requires_grad_(), bias.requires_grad_()))
    return made


def microseconds(widths, runs):
    torch.manual_seed(1)
    stack = (runs,) if runs > 1 else ()
    outputs = widths[-1]
    layers = parameters(widths, runs)
    adam = torch.optim.Adam([number for layer in layers for number in layer], lr=1e-3)
    inputs = torch.rand(*stack, BATCH, widths[0])
    if outputs == 1:
        targets = torch.randint(0, 2, (*stack, BATCH, 1)).float()
    else:
        targets = torch.randint(0, outputs, (*stack, BATCH))

    def step():
        signal = inputs
        for index, (weight, bias) in enumerate(layers):
            if index > 0:
                signal = torch.relu(signal)
            signal = signal @ weight + bias
        adam.zero_grad(set_to_none=True)
        loss_of(signal, targets, outputs).backward()
        adam.step()

    for _ in range(5):
        step()
    best = float("inf")
    for _ in range(5):
        count = max(4, 200 // runs)
        start = time.perf_counter()
        for _ in range(count):
            step()
        best = min(best, (time.perf_counter() - start) / count)
    return best * 1e6 / runs


for widths in NETWORKS:
    name = "-".join(map(str, widths))
    print(name, f"{microseconds(widths, 1):.1f}", f"{microseconds(widths, 40):.1f}")
