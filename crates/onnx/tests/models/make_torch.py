"""Writes transposed convolutions in groups, which onnx's own evaluator gets wrong, with the outputs that
PyTorch gives.

    pip install torch onnx
    python make_torch.py
"""

import json
import pathlib

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent


def write(name, layer, shape, **attributes):
    layer = layer.double()
    tensors = [
        numpy_helper.from_array(numbers.detach().numpy(), part)
        for part, numbers in [("weight", layer.weight), ("bias", layer.bias)]
    ]
    node = helper.make_node("ConvTranspose", ["x", "weight", "bias"], ["y"], name="layer", **attributes)
    x = helper.make_tensor_value_info("x", TensorProto.DOUBLE, shape)
    y = helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)
    graph = helper.make_graph([node], "graph", [x], [y], tensors)
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), HERE / f"{name}.onnx")
    cases = []
    for _ in range(4):
        x = torch.randn(*shape, dtype=torch.float64)
        cases.append({"input": x.flatten().tolist(), "output": layer(x).flatten().tolist()})
    (HERE / f"{name}.json").write_text(json.dumps(cases) + "\n")


torch.manual_seed(1)
write(
    "transposed_groups",
    torch.nn.ConvTranspose2d(
        4, 6, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2), groups=2, dilation=(1, 2)
    ),
    [1, 4, 5, 4],
    group=2, strides=[2, 3], pads=[1, 0, 1, 0], output_padding=[1, 2], dilations=[1, 2],
)
write(
    "transposed_sequence",
    torch.nn.ConvTranspose1d(6, 6, 4, stride=2, padding=3, groups=3),
    [1, 6, 7],
    group=3, strides=[2], pads=[3, 3],
)
