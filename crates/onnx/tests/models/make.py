"""Writes the models of this folder and, next to each, inputs and the expected outputs.

    pip install onnx numpy
    python make.py

The layouts are those of torch.onnx.export, of its older versions, and of other exporters. Expected
outputs come from onnx's reference evaluator on the same model in double precision.
"""

import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

HERE = pathlib.Path(__file__).parent
TYPES = {
    TensorProto.FLOAT: np.float32,
    TensorProto.DOUBLE: np.float64,
    TensorProto.FLOAT16: np.float16,
}


class Net:
    """A model under construction: tensors by name, nodes one after the other."""

    def __init__(self, seed, shape):
        self.random = np.random.default_rng(seed)
        self.shape, self.tensors, self.nodes = shape, {}, []
        self.at, self.count = "input", 0

    def tensor(self, values, kind=None):
        name = f"t{len(self.tensors)}"
        self.tensors[name] = (np.asarray(values), kind)
        return name

    def weights(self, *shape):
        fan = max(1, int(np.prod(shape[1:])))
        # Numbers that a half represents, so that they are equal in every float type.
        values = self.random.normal(0, (2 / fan) ** 0.5, shape)
        return self.tensor(values.astype(np.float16).astype(np.float64))

    def ints(self, *values):
        return self.tensor(np.array(values, dtype=np.int64), TensorProto.INT64)

    def add(self, operator, *inputs, outputs=1, first=None, **attributes):
        names = [f"{operator.lower()}{self.count}_{i}" for i in range(outputs)]
        self.count += 1
        read = [self.at if first is None else first, *inputs]
        name = f"/{operator.lower()}{self.count}/{operator}"
        self.nodes.append(helper.make_node(operator, read, names, name=name, **attributes))
        self.at = names[0]
        return names[0] if outputs == 1 else names

    def model(self, opset, kind, batch, listed, external):
        def tensor(name, values, own):
            if own is not None:
                return numpy_helper.from_array(values, name)
            return numpy_helper.from_array(values.astype(TYPES[kind]), name)

        tensors = [tensor(name, *value) for name, value in self.tensors.items()]
        shape = [batch or self.shape[0], *self.shape[1:]]
        inputs = [helper.make_tensor_value_info("input", kind, shape)]
        if listed:
            inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in tensors]
        out = helper.make_tensor_value_info(self.at, kind, None)
        graph = helper.make_graph(self.nodes, "main_graph", inputs, [out], tensors)
        opsets = [helper.make_opsetid("", opset)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=4 if opset < 13 else 8)

    def write(self, name, opset, kind=TensorProto.FLOAT, batch=None, listed=False, external=None,
              strip=None):
        model = self.model(opset, kind, batch, listed, external)
        path = HERE / f"{name}.onnx"
        if external:
            (HERE / external).unlink(missing_ok=True)
            onnx.save(model, path, save_as_external_data=True, location=external, size_threshold=0)
        else:
            onnx.save(model, path)
        # Nodes that the reader leaves out at the end are left out here too.
        whole, self.at = self.at, strip or self.at
        if strip:
            self.nodes = [node for node in self.nodes if whole not in node.output]
        exact = ReferenceEvaluator(self.model(opset, TensorProto.DOUBLE, None, listed, None))
        cases = []
        for _ in range(4):
            x = self.random.normal(0, 1, self.shape)
            y = exact.run(None, {"input": x, **{
                t: v.astype(np.float64) if k is None else v
                for t, (v, k) in self.tensors.items() if listed
            }})[0]
            cases.append({"input": x.ravel().tolist(), "output": np.asarray(y).ravel().tolist()})
        (HERE / f"{name}.json").write_text(json.dumps(cases) + "\n")


def conv(net, inputs, outputs, size, bias=True, groups=1, **attributes):
    weight = net.weights(outputs, inputs // groups, size, size)
    extra = [net.weights(outputs)] if bias else []
    net.add("Conv", weight, *extra, kernel_shape=[size, size], group=groups, **attributes)


def dense(net, inputs, outputs):
    net.add("Gemm", net.weights(outputs, inputs), net.weights(outputs), alpha=1.0, beta=1.0, transB=1)


def norm(net, channels, **attributes):
    scale = net.tensor(net.random.uniform(0.5, 1.5, channels).astype(np.float32))
    variance = net.tensor(net.random.uniform(0.5, 1.5, channels).astype(np.float32))
    net.add("BatchNormalization", scale, net.weights(channels), net.weights(channels), variance,
            epsilon=1e-5, momentum=0.9, **attributes)


def pool(net, kind, size, stride, **attributes):
    net.add(kind, kernel_shape=[size, size], strides=[stride, stride], **attributes)


def mlp():
    net = Net(1, (1, 6))
    dense(net, 6, 8); net.add("Relu")
    dense(net, 8, 8); net.add("Relu")
    dense(net, 8, 3)
    return net


mlp().write("mlp", 17, batch="batch_size")
mlp().write("mlp_half", 17, kind=TensorProto.FLOAT16)
mlp().write("mlp_double", 21, kind=TensorProto.DOUBLE)
mlp().write("mlp_external", 18, external="mlp_external.onnx.data")
mlp().write("mlp_listed", 9, listed=True)

# LeNet as torch.onnx.export writes it.
net = Net(2, (1, 1, 14, 14))
conv(net, 1, 4, 5, pads=[2, 2, 2, 2], strides=[1, 1], dilations=[1, 1]); net.add("Relu")
pool(net, "MaxPool", 2, 2, pads=[0, 0, 0, 0], ceil_mode=0)
conv(net, 4, 6, 3, pads=[0, 0, 0, 0], strides=[1, 1], dilations=[1, 1]); net.add("Relu")
pool(net, "MaxPool", 2, 2, pads=[0, 0, 0, 0], ceil_mode=0)
net.add("Flatten", axis=1)
dense(net, 24, 12); net.add("Relu")
dense(net, 12, 10)
before = net.at
net.add("LogSoftmax", axis=1)
net.write("lenet", 17, batch="N", strip=before)

# Two residual blocks with batch norm; the second halves the size of the image.
net = Net(3, (1, 3, 8, 8))
conv(net, 3, 4, 3, bias=False, pads=[1, 1, 1, 1]); norm(net, 4); net.add("Relu")
skip = net.at
conv(net, 4, 4, 3, bias=False, pads=[1, 1, 1, 1]); norm(net, 4); net.add("Relu")
conv(net, 4, 4, 3, bias=False, pads=[1, 1, 1, 1]); norm(net, 4)
net.add("Add", skip); net.add("Relu")
skip = net.at
conv(net, 4, 6, 3, bias=False, pads=[1, 1, 1, 1], strides=[2, 2]); norm(net, 6); net.add("Relu")
conv(net, 6, 6, 3, bias=False, pads=[1, 1, 1, 1]); norm(net, 6)
main = net.at
net.at = skip
conv(net, 4, 6, 1, bias=False, strides=[2, 2]); norm(net, 6)
net.add("Add", net.at, first=main); net.add("Relu")
net.add("GlobalAveragePool"); net.add("Flatten", axis=1)
dense(net, 6, 5)
before = net.at
net.add("Softmax", axis=1)
net.write("resnet", 15, batch="N", strip=before)

# x.view(x.size(0), -1) of older exporters, and opset 9 attributes.
net = Net(4, (1, 2, 4, 4))
conv(net, 2, 3, 3, pads=[1, 1, 1, 1]); net.add("Clip", min=0.0, max=1.0)
features = net.at
net.add("Shape"); net.add("Gather", net.tensor(np.array(0), TensorProto.INT64), axis=0)
net.add("Unsqueeze", axes=[0]); size = net.at
minus = net.ints(-1)
net.add("Concat", minus, axis=0)
net.add("Reshape", net.at, first=features)
dense(net, 48, 4); net.add("Relu"); dense(net, 4, 1)
before = net.at
net.add("Sigmoid")
net.write("view", 9, batch="N", strip=before)

# Written like the ACAS Xu networks of the verification competitions.
net = Net(5, (1, 1, 1, 5))
net.add("Sub", net.weights(1, 1, 1, 5)); net.add("Flatten", axis=1)
for inputs, outputs in [(5, 7), (7, 7), (7, 5)]:
    net.add("MatMul", net.weights(inputs, outputs)); net.add("Add", net.weights(outputs))
    if outputs == 7:
        net.add("Relu")
net.write("acas", 8)

# Every activation.
net = Net(6, (1, 6, 3))
net.add("LeakyRelu", alpha=0.125)
net.add("PRelu", net.tensor(np.array([[0.25], [-0.5], [0.0], [2.0], [0.5], [-1.0]])))
net.add("Mul", net.tensor(np.array([[[1.5], [-2.0], [1.0], [0.5], [3.0], [1.0]]])))
net.add("HardSigmoid", alpha=0.25, beta=0.5)
net.add("Sub", net.tensor(np.array(0.5)))
net.add("Abs"); net.add("Neg")
net.add("Max", net.tensor(np.array(-0.375)))
net.add("Div", net.tensor(np.array([[[1.0], [3.0], [0.5], [2.0], [7.0], [4.0]]])))
net.add("Min", net.tensor(np.array(-0.015625)))
shifted = net.at
net.add("Sub", net.at, first=net.tensor(np.array([0.25, -0.25, 0.5])))
net.add("Max", shifted); net.add("Min", "input")
net.add("Clip", "", net.tensor(np.array(0.75)))
net.add("Mean", "input", shifted)
net.add("Max", net.weights(6, 3))
net.write("activations", 15)

# Windows of every kind.
net = Net(7, (1, 4, 9, 9))
conv(net, 4, 8, 3, groups=2, dilations=[2, 2], pads=[2, 1, 1, 2]); net.add("Relu")
conv(net, 8, 8, 3, groups=8, auto_pad="SAME_UPPER", strides=[2, 2]); net.add("Relu")
pool(net, "MaxPool", 3, 2, pads=[1, 1, 1, 1], ceil_mode=1)
pool(net, "AveragePool", 3, 1, pads=[1, 1, 1, 1], count_include_pad=1)
pool(net, "AveragePool", 2, 1, pads=[1, 0, 0, 1], count_include_pad=0)
net.add("Pad", net.ints(0, 0, 1, 0, 0, 0, 0, 2), net.tensor(np.array(0.5)))
net.add("ReduceMax", axes=[3], keepdims=0)
net.add("Conv", net.weights(3, 8, 2), net.weights(3), kernel_shape=[2], strides=[1])
net.add("ReduceMean", axes=[2], keepdims=0)
net.write("windows", 17)

# Nodes that only move elements.
net = Net(8, (1, 4, 4, 2))
net.add("Transpose", perm=[0, 3, 1, 2])
conv(net, 2, 4, 3, pads=[1, 1, 1, 1]); net.add("Relu")
a, b = net.add("Split", net.ints(1, 3), axis=1, outputs=2)
net.add("Concat", a, axis=1, first=b)
net.add("Slice", net.ints(1, 0), net.ints(4, 1000), net.ints(2, 3), net.ints(2, 1))
net.add("Squeeze"); net.add("Unsqueeze", net.ints(0))
net.add("Transpose", perm=[0, 2, 3, 1])
net.add("MatMul", net.weights(4, 5)); net.add("Relu")
net.add("Gather", net.tensor(np.array(1), TensorProto.INT64), axis=2)
net.add("MatMul", net.at, first=net.weights(3, 2))
net.add("ReduceSum", net.ints(1, 2), keepdims=0)
net.write("moved", 17)

# Transposed convolutions, in one and two dimensions.
net = Net(9, (1, 4, 3, 4))
net.add("ConvTranspose", net.weights(4, 3, 3, 2), net.weights(3), strides=[2, 3], pads=[1, 0, 0, 1],
        output_padding=[1, 0], dilations=[1, 2], kernel_shape=[3, 2]); net.add("Relu")
net.add("ConvTranspose", net.weights(3, 2, 2, 2), net.weights(2)); net.add("Relu")
net.add("Reshape", net.ints(1, 2, 96))
# The evaluator is correct only for groups of one channel without a bias.
net.add("ConvTranspose", net.weights(2, 1, 3), group=2, strides=[2], pads=[1, 1])
net.write("transposed", 17)

net = Net(10, (1, 3, 4, 5))
net.add("ConvTranspose", net.weights(3, 4, 3, 4), net.weights(4), strides=[2, 2], auto_pad="SAME_UPPER")
net.add("Relu")
net.add("ConvTranspose", net.weights(4, 2, 4, 3), strides=[1, 2], auto_pad="SAME_LOWER")
net.write("transposed_same", 14)

# Three inputs, a residual sum and maxima, for boxes.
net = Net(10, (1, 3))
dense(net, 3, 8); net.add("Relu")
skip = net.at
dense(net, 8, 8)
net.add("Add", skip); net.add("Relu")
dense(net, 8, 8)
net.add("Reshape", net.ints(1, 4, 2)); net.add("ReduceMax", axes=[2], keepdims=0)
dense(net, 4, 2)
net.write("space", 17)

# Inputs normalised by a mean of 0 and a deviation of 1, and outputs of which the smallest is wanted.
net = Net(11, (1, 5))
net.add("Sub", net.tensor(np.zeros(5))); net.add("Div", net.tensor(np.ones((1, 5)))); net.add("Flatten")
dense(net, 5, 6); net.add("Relu")
net.add("MatMul", net.weights(6, 3)); net.add("Add", net.weights(3))
net.add("Add", net.tensor(np.zeros(()))); net.add("Neg")
net.write("normalised", 17)
