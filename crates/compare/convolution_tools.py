"""How each tool counts a case of `convolution_cases.py`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pycrease
import torch
from torch import nn

from convolution_cases import Case, Residual
from rivals import Missing, Server


def crease(case: Case, everything: bool = False) -> Callable[[], int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network.onnx")
        save(case, path)
        graph = pycrease.Graph.load(path)
    if case.is_line:
        place = pycrease.Line(case.center, case.steps[0], start=-1, end=1)
    else:
        place = pycrease.Plane(case.center, case.steps, half_side=1)
    return lambda: (
        pycrease.count(
            graph, place, linear_regions=everything, lengths=everything, threads=1
        ).activation_regions
    )


def save(case: Case, path: Path) -> None:
    """Writes a network as ONNX."""
    from onnx import TensorProto, helper, numpy_helper, save_model

    nodes, tensors = [], []

    def tensor(values: torch.Tensor) -> str:
        tensors.append(numpy_helper.from_array(values.numpy(), f"t{len(tensors)}"))
        return tensors[-1].name

    def add(layer: nn.Module, at: str) -> str:
        if isinstance(layer, nn.Sequential):
            for inner in layer:
                at = add(inner, at)
            return at
        inputs, attributes = [at], {}
        if isinstance(layer, Residual):
            operator, inputs = "Add", [at, add(layer.layers, at)]
        elif isinstance(layer, nn.Conv2d):
            operator = "Conv"
            inputs += [tensor(layer.weight), tensor(layer.bias)]
            attributes = {"pads": [layer.padding[0]] * 4, "strides": layer.stride}
        elif isinstance(layer, nn.Linear):
            operator = "Gemm"
            inputs += [tensor(layer.weight), tensor(layer.bias)]
            attributes = {"transB": 1}
        elif isinstance(layer, nn.MaxPool2d):
            operator = "MaxPool"
            attributes = {"kernel_shape": [layer.kernel_size] * 2, "strides": [layer.stride] * 2}
        else:
            operator = {nn.ReLU: "Relu", nn.Flatten: "Flatten"}[type(layer)]
        output = f"x{len(nodes)}"
        nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    output = add(case.network, "input")
    infos = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in (("input", [1, *case.shape]), (output, [1, 10]))
    ]
    graph = helper.make_graph(nodes, "network", infos[:1], infos[1:], tensors)
    opset = helper.make_opsetid("", 17)
    save_model(helper.make_model(graph, opset_imports=[opset], ir_version=8), path)


def matrix(layer: nn.Module, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """An affine layer on inputs of a shape, as a dense matrix and a bias."""
    bias = layer(torch.zeros(1, *shape)).flatten()
    size = int(np.prod(shape))
    images = layer(torch.eye(size).reshape(size, *shape)).reshape(size, -1)
    has_bias = getattr(layer, "bias", None) is not None
    return (images - bias if has_bias else images).T.numpy().copy(), bias.numpy()


def regioncam(case: Case) -> Callable[[], int]:
    from regioncam import Regioncam, Regioncam1D
    from regioncam import nn as layers

    def convert(network: nn.Sequential, shape: tuple[int, ...]) -> list[object]:
        found: list[object] = []
        for layer in network:
            if isinstance(layer, nn.MaxPool2d):
                raise Missing("no max pooling over windows")
            if isinstance(layer, nn.ReLU):
                found.append(layers.ReLU())
            elif isinstance(layer, Residual):
                found.append(layers.Residual(layers.Sequential(*convert(layer.layers, shape))))
            elif not isinstance(layer, nn.Flatten):
                weight, bias = matrix(layer, shape)
                found.append(layers.Linear(weight.T.copy(), bias))
            shape = tuple(layer(torch.zeros(1, *shape)).shape[1:])
        return found

    # The slice comes first.
    modules = [layers.Linear(case.steps, case.center), *convert(case.network, case.shape)]

    def count() -> int:
        # The size of a line is its length, that of a square half of it.
        camera = Regioncam1D(size=2) if case.is_line else Regioncam(size=1)
        for module in modules:
            camera.add(module)
        return int(camera.num_edges if case.is_line else camera.num_faces)

    return count


def relucent(case: Case) -> Callable[[], int]:
    import relucent

    for layer in case.network:
        if isinstance(layer, Residual):
            raise Missing("no residual sums")
        if isinstance(layer, nn.MaxPool2d):
            raise Missing("no max pooling")
    # Affine layers between two activations are one, and the slice is part of the first.
    pairs, shape = [], case.shape
    whole = (case.steps.T.astype(float), case.center.astype(float))
    for layer in [*case.network, nn.ReLU()]:
        if isinstance(layer, nn.ReLU):
            pairs.append(tuple(part.astype(np.float32) for part in whole))
            whole = None
        elif not isinstance(layer, nn.Flatten):
            weight, bias = (part.astype(float) for part in matrix(layer, shape))
            whole = (weight @ whole[0], weight @ whole[1] + bias) if whole else (weight, bias)
        shape = tuple(layer(torch.zeros(1, *shape)).shape[1:])

    def count() -> int:
        complex = relucent.Complex(relucent.convert(pairs))
        start = np.array([[0.0123, -0.0077][: len(case.steps)]])
        complex.bfs(start, cube_radius=1, cube_mode="clipped", nworkers=1, verbose=0)
        return len(complex)

    return count


def syrenn(server: Server, case: Case) -> Callable[[], int]:
    import grpc

    requests, shape, flattened = [], case.shape, None
    for layer in case.network:
        if isinstance(layer, Residual):
            raise Missing("no residual sums")
        if isinstance(layer, nn.MaxPool2d) and not case.is_line:
            raise Missing("max pooling on lines only")
        after = tuple(layer(torch.zeros(1, *shape)).shape[1:])
        if isinstance(layer, nn.Flatten):
            flattened = shape
        else:
            requests.append(server.messages.TransformRequest())
            fill(requests[-1].layer, layer, (shape, after), flattened)
            flattened = None
        shape = after
    request = server.messages.TransformRequest()
    corners = [hwc(corner.reshape(case.shape)) for corner in case.corners()]
    if case.is_line:
        for ratio, corner in enumerate(corners):
            end = request.line.endpoints.add()
            end.coordinates.extend(corner)
            end.preimage_ratio = ratio
    else:
        request.upolytope.space_dimensions = len(corners[0])
        request.upolytope.subspace_dimensions = 2
        square = request.upolytope.polytopes.add()
        square.num_vertices = 4
        square.vertices.extend(np.concatenate(corners))
        square.combinations.extend(np.eye(4).flatten().tolist())
    requests.append(request)
    limits = [(f"grpc.max_{way}_message_length", 1 << 27) for way in ("send", "receive")]
    channel = grpc.insecure_channel(server.ADDRESS, options=limits)
    stub = server.services.SyReNNTransformerStub(channel)

    def count() -> int:
        (response,) = stub.Transform(iter(requests))
        if case.is_line:
            return len(response.transformed_line.endpoints) - 1
        return len(response.transformed_upolytope.polytopes)

    return count


def hwc(values: np.ndarray) -> np.ndarray:
    """Channels last, as SyReNN has them."""
    return values.transpose(1, 2, 0).flatten()


def fill(
    message: object,
    layer: nn.Module,
    shapes: tuple[tuple[int, ...], tuple[int, ...]],
    flattened: tuple[int, ...] | None,
) -> None:
    """A layer of SyReNN's, between these shapes; what it reads may be a flattened picture."""
    if isinstance(layer, nn.ReLU):
        message.relu_data.SetInParent()
        return
    if isinstance(layer, nn.Linear):
        weight = layer.weight.numpy()
        if flattened:
            weight = np.stack([hwc(row.reshape(flattened)) for row in weight])
        message.fullyconnected_data.weights.extend(weight.T.flatten())
        message.fullyconnected_data.biases.extend(layer.bias.numpy())
        return
    if isinstance(layer, nn.Conv2d):
        data = message.conv2d_data
        data.filters.extend(layer.weight.numpy().transpose(2, 3, 1, 0).flatten())
        data.biases.extend(layer.bias.numpy())
        size, stride, pad = layer.kernel_size[0], layer.stride[0], layer.padding[0]
    else:
        data = message.maxpool_data
        size, stride, pad = layer.kernel_size, layer.stride, 0
    window = data.window_data
    window.in_channels, window.in_height, window.in_width = shapes[0]
    window.out_channels = shapes[1][0]
    window.window_height = window.window_width = size
    window.stride_height = window.stride_width = stride
    window.pad_height = window.pad_width = pad


TOOLS = {
    "Crease, regions only": crease,
    "Crease, everything": partial(crease, everything=True),
    "regioncam": regioncam,
    "SyReNN": syrenn,
    "relucent": relucent,
}
