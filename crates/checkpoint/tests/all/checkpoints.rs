//! Checkpoints come back as they were written, and broken bytes are refused.

use crease_checkpoint::{Checkpoint, CheckpointError, Metadata, read_network};
use crease_network::{Activation, Layer, Network};
use proptest::prelude::*;
use proptest::sample::Index;
use safetensors::Dtype;

/// Numbers of `f32`, and others that only `f64` holds.
fn finite() -> impl Strategy<Value = f64> {
    let single = any::<u32>().prop_map(|bits| f64::from(f32::from_bits(bits)));
    let double = any::<u64>().prop_map(f64::from_bits);
    prop_oneof![50 => single, 1 => double].prop_filter("finite", |number| number.is_finite())
}

fn layer(inputs: usize, outputs: usize) -> impl Strategy<Value = Layer> {
    let weight = prop::collection::vec(finite(), inputs * outputs);
    let bias = prop::collection::vec(finite(), outputs);
    (weight, bias).prop_map(move |(weight, bias)| Layer {
        weight,
        bias,
        inputs,
        outputs,
    })
}

fn network() -> impl Strategy<Value = Network> {
    let layers = prop::collection::vec(1_usize..6, 2..5).prop_flat_map(|widths| {
        let pairs = widths.windows(2);
        pairs
            .map(|pair| layer(pair[0], pair[1]))
            .collect::<Vec<_>>()
    });
    (layers, 1.1..2.0_f64).prop_map(|(layers, slope)| {
        let activation = Activation::new(vec![0.0], vec![0.0, slope], 0.0).unwrap();
        Network::new(layers, activation).unwrap()
    })
}

prop_compose! {
    fn checkpoint()(
        network in network(),
        step: u64,
        epoch in 0.0..1e9_f64,
        seed: u64,
        config: String,
    ) -> Checkpoint {
        Checkpoint { network, metadata: Metadata { step, epoch, seed, config } }
    }
}

fn small() -> Checkpoint {
    let layer = |inputs: usize, outputs: usize| Layer {
        weight: (0..inputs * outputs).map(|i| i as f64 - 1.5).collect(),
        bias: vec![0.5; outputs],
        inputs,
        outputs,
    };
    Checkpoint {
        network: Network::new(vec![layer(2, 3), layer(3, 1)], Activation::relu()).unwrap(),
        metadata: Metadata {
            step: 250,
            epoch: 31.25,
            seed: 9,
            config: "ab12".to_owned(),
        },
    }
}

#[test]
fn the_header_is_what_the_contract_says() {
    let bytes = small().to_bytes().unwrap();
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header = std::str::from_utf8(&bytes[8..8 + length]).unwrap();
    let expected = concat!(
        r#"{"__metadata__":{"activation":"relu","configuration":"ab12","epoch":"31.25","#,
        r#""seed":"9","step":"250"},"#,
        r#""layers.0.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"#,
        r#""layers.0.bias":{"dtype":"F32","shape":[3],"data_offsets":[24,36]},"#,
        r#""layers.1.weight":{"dtype":"F32","shape":[1,3],"data_offsets":[36,48]},"#,
        r#""layers.1.bias":{"dtype":"F32","shape":[1],"data_offsets":[48,52]}}"#,
    );
    assert_eq!(header.trim_end(), expected);
    assert_eq!(length % 8, 0);
    assert_eq!(bytes.len(), 8 + length + 52);
}

/// The numbers of a file that Crease trained are `F32`; nothing is rounded to keep them so.
#[test]
fn a_tensor_that_f32_cannot_hold_is_written_as_f64() {
    let mut checkpoint = small();
    let mut layers = checkpoint.network.layers().to_vec();
    layers[0].bias[2] = 1.0 / 3.0;
    checkpoint.network = Network::new(layers, Activation::relu()).unwrap();
    let bytes = checkpoint.to_bytes().unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let types = ["layers.0.weight", "layers.0.bias", "layers.1.bias"]
        .map(|name| file.tensor(name).unwrap().dtype());
    assert_eq!(types, [Dtype::F32, Dtype::F64, Dtype::F32]);
    assert_eq!(Checkpoint::from_bytes(&bytes).unwrap(), checkpoint);
}

#[test]
fn files_of_other_programs_are_not_checkpoints() {
    let bytes = safetensors::serialize(Vec::<(&str, safetensors::tensor::TensorView)>::new(), None);
    let error = Checkpoint::from_bytes(&bytes.unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "metadata step is missing, expected a number of steps"
    );
}

proptest! {
    #[test]
    fn checkpoints_come_back(checkpoint in checkpoint()) {
        let bytes = checkpoint.to_bytes().unwrap();
        prop_assert_eq!(&bytes, &checkpoint.to_bytes().unwrap());
        let back = Checkpoint::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&back, &checkpoint);
        // Negative zeros compare equal, their bytes do not.
        prop_assert_eq!(&back.to_bytes().unwrap(), &bytes);
        let activation = checkpoint.network.activation().clone();
        prop_assert_eq!(read_network(&bytes, activation).unwrap(), checkpoint.network);
    }

    /// Whatever a few changed bytes make of a file, it is read or refused, without a panic.
    #[test]
    fn mutated_bytes_do_not_panic(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
        end in prop::option::weighted(0.2, any::<Index>()),
    ) {
        let mut bytes = small().to_bytes().unwrap();
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        let _ = Checkpoint::from_bytes(&bytes);
        if let Err(error) = read_network(&bytes, Activation::relu()) {
            // Chains and finite numbers are checked by the name of the tensor.
            prop_assert!(!matches!(error, CheckpointError::Network(_)), "{error}");
            prop_assert!(!error.to_string().contains('\n'));
        }
    }

    #[test]
    fn random_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read_network(&bytes, Activation::relu()).is_err());
    }
}
