//! Reading files: files of other programs, broken files, and those in a folder of test cases.

use crease_checkpoint::{CheckpointError, read_network, read_network_file};
use crease_network::{Activation, Network};
use safetensors::Dtype;
use safetensors::tensor::{TensorView, serialize};
use std::path::Path;

/// A safetensors file of `f32` tensors, all numbers `0.25`.
fn file(tensors: &[(&str, &[usize])]) -> Vec<u8> {
    let numbers: Vec<u8> = 0.25_f32.to_le_bytes().repeat(4096);
    let view = |shape: &[usize]| {
        let size = 4 * shape.iter().product::<usize>();
        TensorView::new(Dtype::F32, shape.to_vec(), &numbers[..size]).unwrap()
    };
    serialize(
        tensors.iter().map(|&(name, shape)| (name, view(shape))),
        None,
    )
    .unwrap()
}

fn read(tensors: &[(&str, &[usize])]) -> Result<Network, CheckpointError> {
    read_network(&file(tensors), Activation::relu())
}

fn message(tensors: &[(&str, &[usize])]) -> String {
    read(tensors).unwrap_err().to_string()
}

#[test]
fn layers_follow_the_natural_order_of_their_names() {
    let names = [
        ["layers.0.weight", "layers.1.weight", "layers.2.weight"],
        ["0.weight", "2.weight", "10.weight"],
        ["net.2.weight", "net.9.weight", "net.11.weight"],
        ["fc1.weight", "fc2.weight", "fc10.weight"],
        [
            "module.fc1.weight",
            "module.fc2.weight",
            "module.out.weight",
        ],
    ];
    for [first, second, third] in names {
        let tensors: &[(&str, &[usize])] = &[(third, &[1, 7]), (first, &[5, 2]), (second, &[7, 5])];
        assert_eq!(read(tensors).unwrap().widths(), [2, 5, 7, 1], "{first}");
    }
}

#[test]
fn a_lone_linear_module_has_no_name() {
    let network = read(&[("weight", &[3, 2]), ("bias", &[3])]).unwrap();
    assert_eq!(network.widths(), [2, 3]);
    assert_eq!(network.output().bias, [0.25; 3]);
}

#[test]
fn a_missing_bias_is_zero() {
    let network = read(&[
        ("fc1.weight", &[3, 2]),
        ("fc2.weight", &[1, 3]),
        ("fc2.bias", &[1]),
    ]);
    let network = network.unwrap();
    assert_eq!(network.layers()[0].bias, [0.0; 3]);
    assert_eq!(network.layers()[1].bias, [0.25]);
}

#[test]
fn errors_name_the_tensor_what_was_found_and_what_was_expected() {
    assert_eq!(
        message(&[("fc1.weight", &[4, 2]), ("fc2.weight", &[1, 3])]),
        "tensor fc2.weight has 3 inputs, expected 4, the outputs of fc1.weight, the layer before it \
         in the order of their names; the layers are fc1 (4 x 2), fc2 (1 x 3)"
    );
    assert_eq!(
        message(&[("0.weight", &[4, 2]), ("0.bias", &[3])]),
        "tensor 0.bias has shape [3], expected [4], the outputs of 0.weight"
    );
    assert_eq!(
        message(&[("conv.weight", &[4, 2, 3, 3])]),
        "tensor conv.weight has shape [4, 2, 3, 3], expected a matrix (outputs x inputs), \
         neither of them 0"
    );
    assert_eq!(
        message(&[("fc.weight", &[4, 2]), ("bn.running_mean", &[4])]),
        "tensor bn.running_mean of shape [4] is of a batch normalisation, expected linear layers \
         only: fold it into the layer before it first, in Python with \
         torch.nn.utils.fuse_linear_bn_eval(linear, norm)"
    );
    assert!(message(&[("fc.bias", &[4])]).starts_with("tensor fc.bias of shape [4] belongs to no"));
    assert!(message(&[]).starts_with("no linear layer found"));
}

#[test]
fn a_nan_is_named() {
    let mut bytes = file(&[("fc.weight", &[2, 2]), ("fc.bias", &[2])]);
    let last = bytes.len() - 4;
    bytes[last..].copy_from_slice(&f32::NAN.to_le_bytes());
    let error = read_network(&bytes, Activation::relu()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "tensor fc.weight[3] is NaN, expected a finite number"
    );
}

/// The header claims 2^60 outputs in no bytes at all; zero biases for them must not be allocated.
#[test]
fn a_layer_without_inputs_claims_no_memory() {
    let header = format!(
        r#"{{"fc.weight":{{"dtype":"F32","shape":[{},0],"data_offsets":[0,0]}}}}"#,
        1_u64 << 60
    );
    let bytes = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat();
    let error = read_network(&bytes, Activation::relu()).unwrap_err();
    assert!(matches!(error, CheckpointError::Shape { .. }), "{error}");
}

#[test]
fn errors_name_the_file() {
    let path = Path::new("no/such/file.safetensors");
    let error = read_network_file(path, Activation::relu()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no/such/file.safetensors: no such file, expected a safetensors file"
    );

    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let error = read_network_file(&manifest, Activation::relu()).unwrap_err();
    let expected = format!("{}: not a safetensors file: ", manifest.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
}
