//! Files that are not networks: not safetensors files, truncated ones, or ones that lie.

use crate::broken::support::{COUNT, Folder};
use std::fs::File;
use std::process::Command;

/// The square [-1, 1]^2 of two inputs.
pub const SQUARE: &str = r#"{"kind": "plane", "window": {"center": [0, 0], "half_side": 1}}"#;

/// A tensor: its name, number type, shape and bytes.
pub type Tensor<'a> = (&'a str, &'a str, &'a [usize], Vec<u8>);

pub fn floats(numbers: &[f32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

/// A safetensors file with this header and these numbers after it.
pub fn raw(header: impl AsRef<[u8]>, numbers: &[u8]) -> Vec<u8> {
    let header = header.as_ref();
    [&(header.len() as u64).to_le_bytes()[..], header, numbers].concat()
}

/// A safetensors file with these entries before the tensors' own.
pub fn with_entries(entries: &str, tensors: &[Tensor]) -> Vec<u8> {
    let mut header = vec![entries.to_owned()];
    header.retain(|entries| !entries.is_empty());
    let mut numbers = Vec::new();
    for (name, dtype, shape, bytes) in tensors {
        let offsets = [numbers.len(), numbers.len() + bytes.len()];
        header.push(format!(
            r#""{name}": {{"dtype": "{dtype}", "shape": {shape:?}, "data_offsets": {offsets:?}}}"#
        ));
        numbers.extend(bytes);
    }
    raw(format!("{{{}}}", header.join(", ")), &numbers)
}

pub fn file(tensors: &[Tensor]) -> Vec<u8> {
    with_entries("", tensors)
}

/// A network of some inputs, two neurons and one output.
pub fn layers(inputs: usize) -> [Tensor<'static>; 4] {
    let shape: &[usize] = match inputs {
        1 => &[2, 1],
        2 => &[2, 2],
        _ => &[2, 3],
    };
    let weight: Vec<f32> = (0..2 * shape[1])
        .map(|at| (at % (shape[1] + 1) == 0).into())
        .collect();
    [
        ("fc1.weight", "F32", shape, floats(&weight)),
        ("fc1.bias", "F32", &[2], floats(&[-0.5, 0.25])),
        ("fc2.weight", "F32", &[1, 2], floats(&[1.0, 1.0])),
        ("fc2.bias", "F32", &[1], floats(&[0.0])),
    ]
}

/// The bytes of a network whose neurons are its inputs.
pub fn identity(inputs: usize) -> Vec<u8> {
    file(&layers(inputs))
}

/// The error of `crease count` for these bytes.
pub fn said_of(bytes: &[u8]) -> String {
    let folder = Folder::new();
    folder.write("network.safetensors", bytes);
    folder.write("slice.json", SQUARE);
    let message = folder.complaint(COUNT);
    let place = message.strip_prefix("network.safetensors: ");
    place
        .unwrap_or_else(|| panic!("another file: {message}"))
        .to_owned()
}

#[test]
fn not_a_file() {
    let folder = Folder::new();
    folder.write("slice.json", SQUARE);
    let path = folder.path().join("network.safetensors");
    let complaint = || folder.complaint(COUNT);
    let expected = "expected a safetensors file";
    assert_eq!(
        complaint(),
        format!("network.safetensors: no such file, {expected}")
    );
    std::fs::create_dir(&path).unwrap();
    assert_eq!(
        complaint(),
        format!("network.safetensors: is a directory, {expected}")
    );
    std::fs::remove_dir(&path).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(
        complaint(),
        format!("network.safetensors: is not a regular file, {expected}")
    );
}

/// Nothing after the header is read before the header is checked.
#[test]
fn too_large() {
    let folder = Folder::new();
    folder.write("slice.json", SQUARE);
    let large = |head: &[u8]| {
        let path = folder.write("network.safetensors", head);
        let file = File::options().write(true).open(path).unwrap();
        file.set_len(1 << 40).unwrap();
        folder.complaint(COUNT)
    };
    assert_eq!(
        large(b"import torch\n"),
        "network.safetensors: not a safetensors file: found a header of 8367816142499114345 bytes \
         by its first 8 bytes, expected at most 100000000"
    );
    assert_eq!(
        large(b""),
        "network.safetensors: not a safetensors file: its header is not JSON: EOF while parsing a \
         value at line 1 column 0"
    );
    assert_eq!(
        large(&identity(2)),
        "network.safetensors: is larger than 8 GiB, expected a safetensors file"
    );
}

/// Wherever a file is cut, it is refused with the reason.
#[test]
fn cut_short() {
    let whole = identity(2);
    let header = u64::from_le_bytes(whole[..8].try_into().unwrap()) as usize;
    let folder = Folder::new();
    folder.write("slice.json", SQUARE);
    let cuts = (0..10).chain([100, 8 + header - 1, 8 + header, 8 + header + 1]);
    for cut in cuts.chain([8 + header + 16, whole.len() - 1]) {
        folder.write("network.safetensors", &whole[..cut]);
        let reason = if cut < 8 {
            format!("found {cut} bytes, expected 8 for the length of a header first")
        } else if cut < 8 + header {
            format!(
                "found {} bytes of its header, expected {header}; the file is truncated",
                cut - 8
            )
        } else {
            format!(
                "found {} bytes after its header, expected the tensors' 36",
                cut - 8 - header
            )
        };
        assert_eq!(
            folder.complaint(COUNT),
            format!("network.safetensors: not a safetensors file: {reason}")
        );
    }
    assert_eq!(
        said_of(&[&whole[..], b"x"].concat()),
        "not a safetensors file: found 37 bytes after its header, expected the tensors' 36"
    );
}

#[test]
fn invalid_headers() {
    let archive = said_of(b"PK\x03\x04\x00\x00\x08\x08 a file of others");
    assert!(
        archive.starts_with("is a zip file, expected a safetensors file; convert it"),
        "{archive}"
    );
    let length = |length: u64| [&length.to_le_bytes()[..], b"{}"].concat();
    let large = "bytes by its first 8 bytes, expected at most 100000000";
    for (bytes, expected) in [
        (
            b"AK\x03\x04\x00\x00\x08\x08 a file of nobody".to_vec(),
            &*format!("found a header of 578712552184433473 {large}"),
        ),
        (
            length(1 << 63),
            &format!("found a header of 9223372036854775808 {large}"),
        ),
        (
            length(u64::MAX),
            &format!("found a header of 18446744073709551615 {large}"),
        ),
        (
            length(100_000_001),
            &format!("found a header of 100000001 {large}"),
        ),
        (
            length(100_000_000),
            "found 2 bytes of its header, expected 100000000; the file is truncated",
        ),
        (
            raw("hello", b""),
            "its header is not JSON: expected value at line 1 column 1",
        ),
        (
            raw("[1, 2]", b""),
            "its header is not a JSON object, expected one entry per tensor",
        ),
        (
            raw("null", b""),
            "its header is not a JSON object, expected one entry per tensor",
        ),
        (
            raw("{\"\u{fc}\": \"", b""),
            "its header is not JSON: EOF while parsing a string at line 1 column 8",
        ),
        (
            raw(b"{\"a\xff\": 1}", b""),
            "found a byte that is not UTF-8 at byte 3 of its header, expected JSON",
        ),
        (
            raw("{\"a\": ".repeat(10_000), b""),
            "its header is not JSON: recursion limit exceeded at line 1 column 763",
        ),
        (
            raw("[".repeat(10_000), b""),
            "its header is not JSON: recursion limit exceeded at line 1 column 128",
        ),
        (
            raw(r#"{"__metadata__": {"step": 3}}"#, b""),
            "__metadata__ is {\"step\":3}, expected texts",
        ),
        (
            raw(r#"{"fc.weight": 3}"#, b""),
            "tensor fc.weight in its header: found 3, expected dtype, shape, data_offsets",
        ),
        (
            raw(
                r#"{"fc.weight": {"shape": [1, 1], "data_offsets": [0, 4]}}"#,
                &[0; 4],
            ),
            "tensor fc.weight in its header: dtype: required key is missing",
        ),
        (
            raw(
                r#"{"fc.weight": {"dtype": "F33", "shape": [1, 1], "data_offsets": [0, 4]}}"#,
                &[0; 4],
            ),
            "tensor fc.weight in its header: dtype: found \"F33\", expected F32 (or F64, F16, BF16)",
        ),
        (
            raw(
                r#"{"fc.weight": {"dtype": "F32", "shape": [1, -1], "data_offsets": [0, 4]}}"#,
                &[0; 4],
            ),
            "tensor fc.weight in its header: shape: found [1,-1], expected a list of whole numbers",
        ),
        (
            raw(
                r#"{"fc.weight": {"dtype": "F32", "shape": [1, 1.5], "data_offsets": [0, 4]}}"#,
                &[0; 4],
            ),
            "tensor fc.weight in its header: shape: found [1,1.5], expected a list of whole numbers",
        ),
    ] {
        assert_eq!(
            said_of(&bytes),
            format!("not a safetensors file: {expected}")
        );
    }
}

/// The numbers of the tensors must follow each other, as many for each as its shape says.
#[test]
fn tensors_at_other_offsets() {
    let entry = |name: &str, shape: &str, offsets: [u64; 2]| {
        format!(r#""{name}": {{"dtype": "F32", "shape": {shape}, "data_offsets": {offsets:?}}}"#)
    };
    let pair = |one: String, other: String| raw(format!("{{{one}, {other}}}"), &[0; 24]);
    let one = |shape: &str, offsets| {
        raw(
            format!("{{{}}}", entry("fc.weight", shape, offsets)),
            &[0; 8],
        )
    };
    let weight = entry("fc.weight", "[2, 2]", [0, 16]);
    let huge = format!("[{0}, {0}]", 1_u64 << 40);
    for (bytes, expected) in [
        (
            pair(weight.clone(), entry("fc.bias", "[2]", [8, 16])),
            "tensor fc.bias has its numbers from byte 8, expected 16, the end of the tensor before it",
        ),
        (
            pair(weight.clone(), entry("fc.bias", "[2]", [0, 16])),
            "tensor fc.bias has data_offsets [0, 16], expected 8 bytes for F32 numbers of shape [2]",
        ),
        (
            pair(weight.clone(), entry("fc.bias", "[1]", [20, 24])),
            "tensor fc.bias has its numbers from byte 20, expected 16, the end of the tensor before it",
        ),
        (
            pair(weight.clone(), weight.clone()),
            "found 24 bytes after its header, expected the tensors' 16",
        ),
        (
            one("[2, 2]", [0, 8]),
            "tensor fc.weight has data_offsets [0, 8], expected 16 bytes for F32 numbers of shape [2, 2]",
        ),
        (
            one("[1, 1]", [0, 8]),
            "tensor fc.weight has data_offsets [0, 8], expected 4 bytes for F32 numbers of shape [1, 1]",
        ),
        (
            one("[2, 1]", [8, 0]),
            "tensor fc.weight has its numbers from byte 8, expected 0, the end of the tensor before it",
        ),
        (
            one("[2, 1]", [8, 16]),
            "tensor fc.weight has its numbers from byte 8, expected 0, the end of the tensor before it",
        ),
        (
            one("[2, 1]", [0, u64::MAX]),
            "tensor fc.weight has data_offsets [0, 18446744073709551615], expected 8 bytes for F32 numbers of shape [2, 1]",
        ),
        (
            one(&huge, [0, 8]),
            "tensor fc.weight has shape [1099511627776, 1099511627776], expected a smaller one",
        ),
    ] {
        assert_eq!(
            said_of(&bytes),
            format!("not a safetensors file: {expected}")
        );
    }
}
