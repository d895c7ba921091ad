//! Graphs of layers: what each kind computes, by hand and in integers, and what is refused.

use crease_network::graph::{
    Activate, AveragePool, Concat, Constant, Conv, ConvTranspose, Dense, MaxPool, Number, Op, Pad,
    Scale, Slice, Sum, Transpose, Window,
};
use crease_network::{Activation, Graph, Layer, Network};
use std::cmp::Ordering;

/// Integers, which round nothing.
#[derive(Clone, Debug, PartialEq)]
struct Integer(i128);

impl Number for Integer {
    fn from_parameter(parameter: f64) -> Self {
        assert_eq!(parameter.fract(), 0.0, "only integers are exact here");
        Self(parameter as i128)
    }
    fn plus(&self, other: &Self) -> Self {
        Self(self.0 + other.0)
    }
    fn times(&self, other: &Self) -> Self {
        Self(self.0 * other.0)
    }
    fn order(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

/// What one node makes of this input, in floats and in integers, which must agree.
fn result(shape: &[usize], op: Op, input: &[i32]) -> Vec<f64> {
    let mut graph = Graph::new(shape).unwrap();
    graph.push("node", op, &[0]).unwrap();
    outputs(&graph, input)
}

fn outputs(graph: &Graph, input: &[i32]) -> Vec<f64> {
    let floats: Vec<f64> = input.iter().map(|&n| f64::from(n)).collect();
    let integers: Vec<Integer> = input.iter().map(|&n| Integer(n.into())).collect();
    let floats = graph.evaluate(&floats).pop().unwrap();
    let integers = graph.evaluate(&integers).pop().unwrap();
    let converted: Vec<f64> = integers.iter().map(|n| n.0 as f64).collect();
    assert_eq!(floats, converted);
    floats
}

fn refusal(shape: &[usize], op: Op, inputs: &[usize]) -> String {
    let mut graph = Graph::new(shape).unwrap();
    graph.push("this one", op, inputs).unwrap_err().to_string()
}

#[test]
fn a_convolution_pads_strides_dilates_and_groups() {
    let plain = Conv {
        weight: vec![1.0, 10.0, 100.0],
        bias: vec![5.0],
        outputs: 1,
        groups: 1,
        window: Window {
            before: vec![1],
            after: vec![1],
            ..Window::new(&[3])
        },
    };
    assert_eq!(
        result(&[1, 4], Op::Conv(plain.clone()), &[1, 2, 3, 4]),
        [215.0, 326.0, 437.0, 48.0]
    );
    let strided = Conv {
        window: Window {
            stride: vec![2],
            dilation: vec![2],
            ..Window::new(&[3])
        },
        ..plain
    };
    assert_eq!(
        result(&[1, 7], Op::Conv(strided), &[1, 2, 3, 4, 5, 6, 7]),
        [536.0, 758.0]
    );
    let grouped = Conv {
        weight: vec![1.0, 2.0, 3.0, 4.0],
        bias: vec![0.0; 4],
        outputs: 4,
        groups: 2,
        window: Window::new(&[1, 1]),
    };
    assert_eq!(
        result(&[2, 1, 2], Op::Conv(grouped), &[1, 10, 100, 1000]),
        [1.0, 10.0, 2.0, 20.0, 300.0, 3000.0, 400.0, 4000.0]
    );
}

#[test]
fn a_transposed_convolution_adds_windows() {
    let plain = ConvTranspose {
        weight: vec![1.0, 10.0, 100.0],
        bias: vec![5.0],
        outputs: 1,
        groups: 1,
        window: Window::new(&[3]),
        extra: vec![0],
    };
    assert_eq!(
        result(&[1, 2], Op::ConvTranspose(plain.clone()), &[1, 2]),
        [6.0, 17.0, 125.0, 205.0]
    );
    // Windows at 0 and 3, with holes; the first position is cut off, and one more follows.
    let strided = ConvTranspose {
        window: Window {
            stride: vec![3],
            dilation: vec![2],
            before: vec![1],
            ..Window::new(&[3])
        },
        extra: vec![1],
        ..plain.clone()
    };
    assert_eq!(
        result(&[1, 2], Op::ConvTranspose(strided), &[1, 2]),
        [5.0, 15.0, 7.0, 105.0, 25.0, 5.0, 205.0, 5.0]
    );
    let grouped = ConvTranspose {
        weight: vec![1.0, 2.0, 3.0, 4.0],
        bias: vec![0.0; 4],
        outputs: 4,
        groups: 2,
        window: Window::new(&[1, 1]),
        extra: vec![0, 0],
    };
    assert_eq!(
        result(&[2, 1, 2], Op::ConvTranspose(grouped), &[1, 10, 100, 1000]),
        [1.0, 10.0, 2.0, 20.0, 300.0, 3000.0, 400.0, 4000.0]
    );
    let cut = ConvTranspose {
        window: Window {
            before: vec![2],
            after: vec![2],
            ..Window::new(&[3])
        },
        ..plain.clone()
    };
    assert_eq!(
        refusal(&[1, 2], Op::ConvTranspose(cut), &[0]),
        "node this one: its padding of 2 and 2 leaves nothing of an output made from 2 positions"
    );
    let large = ConvTranspose {
        window: Window {
            stride: vec![usize::MAX],
            ..Window::new(&[3])
        },
        ..plain
    };
    assert!(refusal(&[1, 3], Op::ConvTranspose(large), &[0]).contains("padding of 0 and 0"));
}

#[test]
fn pools_leave_padding_out() {
    let window = Window {
        stride: vec![2],
        before: vec![1],
        after: vec![1],
        ..Window::new(&[2])
    };
    let max = MaxPool {
        window: window.clone(),
    };
    assert_eq!(
        result(&[1, 4], Op::MaxPool(max), &[-3, -7, -5, -2]),
        [-3.0, -5.0, -2.0]
    );
    let mut average = AveragePool {
        window,
        counts_padding: false,
    };
    let mut graph = Graph::new(&[1, 4]).unwrap();
    graph
        .push("mean", Op::AveragePool(average.clone()), &[0])
        .unwrap();
    let values = graph.evaluate(&[2.0, 4.0, 6.0, 8.0]).pop().unwrap();
    assert_eq!(values, [2.0, 5.0, 8.0]);
    assert!(!average.rounds(&[1, 4], &[1, 3]));
    average.counts_padding = true;
    let mut graph = Graph::new(&[1, 4]).unwrap();
    graph.push("mean", Op::AveragePool(average), &[0]).unwrap();
    assert_eq!(
        graph.evaluate(&[2.0, 4.0, 6.0, 8.0]).pop().unwrap(),
        [1.0, 5.0, 4.0]
    );
}

#[test]
fn elements_move_where_they_should() {
    let transpose = Op::Transpose(Transpose { order: vec![1, 0] });
    assert_eq!(
        result(&[2, 3], transpose, &[1, 2, 3, 4, 5, 6]),
        [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]
    );
    let pad = Op::Pad(Pad {
        before: vec![0, 1],
        after: vec![1, 0],
        value: 9.0,
    });
    assert_eq!(
        result(&[1, 2], pad, &[1, 2]),
        [9.0, 1.0, 2.0, 9.0, 9.0, 9.0]
    );
    let slice = Op::Slice(Slice {
        start: vec![0, 1],
        step: vec![1, 2],
        size: vec![2, 2],
    });
    assert_eq!(
        result(&[2, 4], slice, &[0, 1, 2, 3, 4, 5, 6, 7]),
        [1.0, 3.0, 5.0, 7.0]
    );
    assert_eq!(
        result(&[2, 3], Op::Reshape(vec![6]), &[1, 2, 3, 4, 5, 6])[4],
        5.0
    );

    let mut graph = Graph::new(&[2, 2]).unwrap();
    let constant = Constant {
        shape: vec![2, 1],
        values: vec![7.0, 8.0],
    };
    let constant = graph.push("seven", Op::Constant(constant), &[]).unwrap();
    graph
        .push("join", Op::Concat(Concat { axis: 1 }), &[0, constant, 0])
        .unwrap();
    assert_eq!(
        outputs(&graph, &[1, 2, 3, 4]),
        [1.0, 2.0, 7.0, 1.0, 2.0, 3.0, 4.0, 8.0, 3.0, 4.0]
    );
}

#[test]
fn a_residual_block_adds_what_it_skips() {
    let mut graph = Graph::new(&[2, 2]).unwrap();
    let scale = Scale {
        scale: vec![2.0, -1.0],
        shift: vec![0.0, 1.0],
    };
    let scaled = graph.push("norm", Op::Scale(scale), &[0]).unwrap();
    let relu = Op::Activate(Activate::all(Activation::relu()));
    let relu = graph.push("relu", relu, &[scaled]).unwrap();
    let sum = Op::Sum(Sum {
        factors: vec![1.0, -1.0],
    });
    let sum = graph.push("skip", sum, &[relu, 0]).unwrap();
    let largest = graph.push("largest", Op::Maximum, &[sum, scaled]).unwrap();
    assert_eq!(outputs(&graph, &[1, -2, 3, 4]), [2.0, 2.0, -2.0, -3.0]);
    assert_eq!(graph.neurons(), 8);
    assert_eq!(graph.output(), largest);
}

#[test]
fn every_activation_is_applied_exactly() {
    let hard_tanh = Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap();
    let zigzag = Activation::new(vec![-2.0, 0.0, 3.0], vec![1.0, -2.0, 5.0, 0.0], 4.0).unwrap();
    for activation in [hard_tanh, zigzag, Activation::relu()] {
        let inputs: Vec<i32> = (-6..=6).collect();
        let op = Op::Activate(Activate::all(activation.clone()));
        let expected: Vec<f64> = inputs.iter().map(|&x| activation.apply(x.into())).collect();
        assert_eq!(result(&[13], op, &inputs), expected);
    }
}

#[test]
fn a_chain_of_dense_layers_is_a_network() {
    let layer = |inputs: usize, outputs: usize| Layer {
        weight: (0..inputs * outputs).map(|n| n as f64 - 2.5).collect(),
        bias: vec![0.25; outputs],
        inputs,
        outputs,
    };
    let network = Network::new(
        vec![layer(2, 3), layer(3, 3), layer(3, 1)],
        Activation::relu(),
    );
    let network = network.unwrap();
    let graph = Graph::try_from(&network).unwrap();
    assert_eq!(graph.neurons(), network.neurons());
    assert_eq!(graph.chain().as_ref(), Some(&network));

    let mut turned = graph.clone();
    let factors = vec![-1.0];
    turned
        .push("negated", Op::Sum(Sum { factors }), &[graph.output()])
        .unwrap();
    let turned = turned.chain().unwrap();
    for (turned, plain) in turned.layers().iter().zip(network.layers()) {
        let is_last = plain == &network.layers()[2];
        let sign = if is_last { -1.0 } else { 1.0 };
        let numbers = plain.weight.iter().chain(&plain.bias);
        let expected: Vec<f64> = numbers.map(|number| sign * number).collect();
        assert_eq!(
            [turned.weight.clone(), turned.bias.clone()].concat(),
            expected
        );
    }

    let mut pooled = graph.clone();
    let window = Window::new(&[]);
    let last = pooled.output();
    pooled
        .push("pool", Op::MaxPool(MaxPool { window }), &[last])
        .unwrap();
    assert_eq!(pooled.chain(), None);
}

#[test]
fn refusals_name_the_node() {
    let dense = |weight: Vec<f64>| {
        Op::Dense(Dense {
            weight,
            bias: vec![0.0],
            outputs: 1,
        })
    };
    assert_eq!(
        refusal(&[3], dense(vec![0.0; 2]), &[0]),
        "node this one: its weight has 2 numbers, expected 3"
    );
    assert_eq!(
        refusal(&[2], dense(vec![0.0, f64::NAN]), &[0]),
        "node this one: weight[1] is NaN, expected a finite number"
    );
    assert_eq!(
        refusal(&[2], dense(vec![0.0; 2]), &[1]),
        "node this one: reads node 1, but only 1 nodes come before it"
    );
    assert_eq!(
        refusal(&[2, 2], Op::Reshape(vec![3]), &[0]),
        "node this one: [2, 2] does not fit into the shape [3]"
    );
    let huge = Op::Pad(Pad {
        before: vec![usize::MAX],
        after: vec![1],
        value: 0.0,
    });
    assert!(refusal(&[2], huge, &[0]).contains("expected at most"));
    let window = Window {
        dilation: vec![usize::MAX],
        ..Window::new(&[3])
    };
    let pool = Op::MaxPool(MaxPool { window });
    assert!(refusal(&[1, 4], pool, &[0]).contains("does not fit into 4"));
}
