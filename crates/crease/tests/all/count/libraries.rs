//! Networks as PyTorch, Flax, Keras and Haiku write them, and files that are not one network.

use crate::count::support::{Files, SQUARE, Tensor, json};
use serde_json::{Value, json};
use std::fmt::Write;

/// Two inputs, three neurons, two, one output; weights in rows of outputs.
const FIRST: [f32; 6] = [1.0, 0.0, 0.0, 1.0, 1.0, 1.0];
const SECOND: [f32; 6] = [1.0, -1.0, 0.5, 0.25, 1.0, -2.0];
const THIRD: [f32; 2] = [1.0, 3.0];
const BIASES: [&[f32]; 3] = [&[0.1, -0.2, 0.05], &[-0.1, 0.3], &[0.0]];
const SHAPES: [[usize; 2]; 3] = [[3, 2], [2, 3], [1, 2]];

fn rows() -> [&'static [f32]; 3] {
    [&FIRST, &SECOND, &THIRD]
}

fn transposed(rows: &[f32], [outputs, inputs]: [usize; 2]) -> Vec<f32> {
    let column = |input: usize| (0..outputs).map(move |output| rows[output * inputs + input]);
    (0..inputs).flat_map(column).collect()
}

fn counted(files: &Files, tensors: &[Tensor], arguments: &[&str]) -> Value {
    let mut report = json(files.crease("count", tensors, SQUARE).args(arguments));
    report["seconds"] = json!(null);
    report
}

/// The error for a file that is refused.
fn refused(files: &Files, tensors: &[Tensor], arguments: &[&str]) -> String {
    let mut command = files.crease("count", tensors, SQUARE);
    let output = command.args(arguments).assert().code(2).stdout("");
    let text = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    let (_, complaint) = text.trim_end().split_once("network.safetensors: ").unwrap();
    assert!(!complaint.contains('\n'), "{complaint}");
    complaint.to_owned()
}

/// The tensors of the three layers, called `names`, as in `PyTorch`.
fn torch<'a>(names: &'a [[String; 2]; 3], shapes: &'a [Vec<usize>; 6]) -> Vec<Tensor<'a>> {
    let layers = names.iter().zip(rows()).zip(BIASES).enumerate();
    let tensors = layers.map(|(at, (([weight, bias], rows), biases))| {
        let weight: Tensor = (weight, &shapes[2 * at], rows);
        [weight, (bias, &shapes[2 * at + 1], biases)]
    });
    tensors.flatten().collect()
}

fn names(modules: [&str; 3]) -> [[String; 2]; 3] {
    modules.map(|module| [format!("{module}.weight"), format!("{module}.bias")])
}

fn shapes() -> [Vec<usize>; 6] {
    let [a, b, c] = SHAPES.map(|shape| shape.to_vec());
    [a, vec![3], b, vec![2], c, vec![1]]
}

#[test]
fn kernels_of_flax_keras_and_haiku_are_transposed() {
    let files = Files::new();
    let names_of_torch = names(["0", "2", "4"]);
    let shapes_of_torch = shapes();
    let expected = counted(&files, &torch(&names_of_torch, &shapes_of_torch), &[]);
    assert_eq!(expected["layers"], json!(["0", "2", "4"]));
    let kernels: Vec<Vec<f32>> = rows()
        .into_iter()
        .zip(SHAPES)
        .map(|(r, s)| transposed(r, s))
        .collect();
    let kernel_shapes = SHAPES.map(|[outputs, inputs]| [inputs, outputs]);
    for (modules, kernel, bias) in [
        (
            ["params.Dense_0", "params.Dense_1", "params.Dense_2"],
            ".kernel",
            ".bias",
        ),
        (["Dense_0", "Dense_1", "Dense_2"], ".kernel", ".bias"),
        (
            [
                "sequential/dense",
                "sequential/dense_1",
                "sequential/dense_2",
            ],
            "/kernel",
            "/bias",
        ),
        (["dense", "dense_1", "dense_2"], "/kernel:0", "/bias:0"),
        (
            ["mlp/~/linear_0", "mlp/~/linear_1", "mlp/~/linear_2"],
            "/w",
            "/b",
        ),
    ] {
        let names: Vec<[String; 2]> = modules
            .map(|module| [format!("{module}{kernel}"), format!("{module}{bias}")])
            .to_vec();
        let bias_shapes = BIASES.map(|biases| [biases.len()]);
        let mut tensors: Vec<Tensor> = Vec::new();
        for (at, [kernel, bias]) in names.iter().enumerate() {
            tensors.push((kernel, &kernel_shapes[at], &kernels[at]));
            tensors.push((bias, &bias_shapes[at], BIASES[at]));
        }
        let mut found = counted(&files, &tensors, &[]);
        assert_eq!(found["layers"], json!(modules));
        found["layers"] = expected["layers"].clone();
        assert_eq!(found, expected, "{kernel}");
    }
}

/// `weight = g v / |v|` row by row: these rows have lengths 5 and 13.
#[test]
fn weight_norm_and_spectral_norm_are_applied_and_reported() {
    let files = Files::new();
    let (bias, output) = ([0.5, -0.25], [1.0, 1.0]);
    let plain: [Tensor; 3] = [
        ("0.weight", &[2, 2], &[3.0, 4.0, -10.0, 24.0]),
        ("0.bias", &[2], &bias),
        ("2.weight", &[1, 2], &output),
    ];
    let expected = counted(&files, &plain, &[]);
    assert_eq!(expected.get("folded"), None);
    for [size, direction] in [
        ["0.weight_g", "0.weight_v"],
        [
            "0.parametrizations.weight.original0",
            "0.parametrizations.weight.original1",
        ],
    ] {
        let normed: [Tensor; 4] = [
            (size, &[2, 1], &[5.0, 26.0]),
            (direction, &[2, 2], &[3.0, 4.0, -5.0, 12.0]),
            plain[1],
            plain[2],
        ];
        let mut found = counted(&files, &normed, &[]);
        assert_eq!(found["folded"], json!(["0 (weight norm)"]));
        found.as_object_mut().unwrap().remove("folded");
        assert_eq!(found, expected);
    }
    // The largest singular value is u W v = 2.
    for [matrix, left, right] in [
        ["0.weight_orig", "0.weight_u", "0.weight_v"],
        [
            "0.parametrizations.weight.original",
            "0.parametrizations.weight.0._u",
            "0.parametrizations.weight.0._v",
        ],
    ] {
        let normed: [Tensor; 5] = [
            (matrix, &[2, 2], &[6.0, 8.0, -20.0, 48.0]),
            (left, &[2], &[1.0, 0.0]),
            (right, &[2], &[1.0 / 3.0, 0.0]),
            plain[1],
            plain[2],
        ];
        let mut found = counted(&files, &normed, &[]);
        assert_eq!(found["folded"], json!(["0 (spectral norm)"]));
        // 6 x 0.33333334 is not 2 to the last bit, but the same regions.
        for key in ["activation_regions", "linear_regions", "edges", "vertices"] {
            assert_eq!(found[key], expected[key]);
        }
        found.as_object_mut().unwrap().remove("folded");
    }
}

#[test]
fn tensors_of_other_layers_are_refused_by_name() {
    let files = Files::new();
    let linear: [Tensor; 3] = [
        ("0.weight", &[2, 2], &[1.0, 0.0, 0.0, 1.0]),
        ("0.bias", &[2], &[0.5, -0.25]),
        ("3.weight", &[1, 2], &[1.0, 1.0]),
    ];
    let two: &[f32] = &[1.0, 2.0];
    let norm = "tensor 1.running_mean of shape [2] is of a batch normalisation, expected linear layers \
                only: fold it into the layer before it first, in Python with \
                torch.nn.utils.fuse_linear_bn_eval(linear, norm)";
    let adapter = "is of an adapter (LoRA), expected a network's own layers: merge it into its model \
                   first, in Python with model.merge_and_unload()";
    let cases: [(&[Tensor], String); 7] = [
        (
            &[
                ("1.weight", &[2], two),
                ("1.bias", &[2], two),
                ("1.running_mean", &[2], two),
                ("1.running_var", &[2], two),
            ],
            norm.to_owned(),
        ),
        (
            &[("1.weight", &[2], two), ("1.bias", &[2], two)],
            "tensor 1.weight of shape [2] is of a normalisation layer, expected linear layers only: a \
             network with layer normalisation is not piecewise linear"
                .to_owned(),
        ),
        (
            &[("LayerNorm_0.scale", &[2], two), ("LayerNorm_0.bias", &[2], two)],
            "tensor LayerNorm_0.scale of shape [2] is of a normalisation layer, expected linear layers \
             only: a network with layer normalisation is not piecewise linear"
                .to_owned(),
        ),
        (
            &[("1.weight", &[1], &[0.25])],
            "tensor 1.weight of shape [1] has one number per unit, as in a normalisation or a PReLU, \
             expected linear layers only"
                .to_owned(),
        ),
        (
            &[("0.lora_A.weight", &[1, 2], two), ("0.lora_B.weight", &[2, 1], two)],
            format!("tensor 0.lora_A.weight of shape [1, 2] {adapter}"),
        ),
        (
            &[
                ("1.parametrizations.weight.original", &[2, 2], &[1.0, 0.0, 0.0, 1.0]),
                ("1.parametrizations.weight.0.base", &[2, 2], &[1.0, 0.0, 0.0, 1.0]),
            ],
            "tensor 1.parametrizations.weight.0.base of shape [2, 2] is of a parametrization, expected \
             the weight itself: compute it first, in Python with \
             torch.nn.utils.parametrize.remove_parametrizations(module, \"weight\")"
                .to_owned(),
        ),
        (
            &[("1.weight_g", &[3, 1], &[1.0; 3]), ("1.weight_v", &[2, 2], &[1.0; 4])],
            "tensor 1.weight_g has shape [3, 1], expected [2, 1], the sizes of the rows of 1.weight_v"
                .to_owned(),
        ),
    ];
    for (more, expected) in cases {
        let tensors = [&linear[..], more].concat();
        assert_eq!(refused(&files, &tensors, &[]), expected);
    }
}

#[test]
fn one_of_several_networks_is_chosen() {
    let files = Files::new();
    let shapes = shapes();
    let of = |prefix: &str| {
        names(["0", "2", "4"]).map(|pair| pair.map(|name| format!("{prefix}.{name}")))
    };
    let (online, ema) = (of("online_model"), of("ema_model"));
    let tensors = [torch(&online, &shapes), torch(&ema, &shapes)].concat();
    assert_eq!(
        refused(&files, &tensors, &[]),
        "holds several networks, expected one: ema_model (2-3-2-1), online_model (2-3-2-1); choose \
         one, as with --layers ema_model"
    );
    let found = counted(&files, &tensors, &["--layers", "ema_model"]);
    assert_eq!(
        found["layers"],
        json!(["ema_model.0", "ema_model.2", "ema_model.4"])
    );
    let named = counted(
        &files,
        &tensors,
        &["--layers", "online_model.0,online_model.2,ema_model.4"],
    );
    assert_eq!(named["activation_regions"], found["activation_regions"]);
    assert_eq!(named["layers"][2], "ema_model.4");
    assert_eq!(
        refused(&files, &tensors, &["--layers", "ema_modle"]),
        "no layer is called ema_modle, expected one of ema_model, ema_model.0, ema_model.2, \
         ema_model.4, online_model, online_model.0, online_model.2, online_model.4 (did you mean \
         ema_model?)"
    );
    assert_eq!(
        refused(&files, &tensors, &["--layers", "ema_model.0,ema_model.4"]),
        "tensor ema_model.4.weight has 2 inputs, expected 3, the outputs of ema_model.0.weight, the \
         layer before it in the order given; the layers are ema_model.0 (3 x 2), ema_model.4 (1 x 2); \
         choose layers and their order with --layers NAME,NAME,..."
    );
    // An encoder and a decoder that fit are still two.
    let square: &[f32] = &[1.0, 0.0, 0.0, 1.0];
    let both: [Tensor; 4] = [
        ("encoder.0.weight", &[2, 2], square),
        ("encoder.2.weight", &[2, 2], square),
        ("decoder.0.weight", &[2, 2], square),
        ("decoder.2.weight", &[2, 2], square),
    ];
    assert!(
        refused(&files, &both, &[]).starts_with("holds several networks, expected one: decoder")
    );
    let chained = counted(&files, &both, &["--layers", "encoder,decoder"]);
    assert_eq!(chained["neurons"], 6);
    // A body with a head is one.
    let one: [Tensor; 3] = [both[0], both[1], ("head.weight", &[1, 2], &[1.0, 1.0])];
    assert_eq!(counted(&files, &one, &[])["neurons"], 4);
    let mut long = String::new();
    for at in 0..100 {
        let _ = write!(long, "no{at},");
    }
    assert!(refused(&files, &one, &["--layers", &long]).starts_with("no layer is called no0, "));
}

#[test]
fn names_in_the_wrong_order_get_a_hint_with_the_right_one() {
    let files = Files::new();
    let shapes = shapes();
    let names = names(["input_layer", "hidden", "output"]);
    let tensors = torch(&names, &shapes);
    assert_eq!(
        refused(&files, &tensors, &[]),
        "tensor output.weight has 2 inputs, expected 3, the outputs of input_layer.weight, the layer \
         before it in the order of their names; the layers are hidden (2 x 3), input_layer (3 x 2), \
         output (1 x 2); in the order that fits: --layers input_layer,hidden,output"
    );
    let given = ["--layers", "input_layer,hidden,output"];
    assert_eq!(counted(&files, &tensors, &given)["neurons"], 5);
}
