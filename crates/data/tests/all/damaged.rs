//! Files that are not, byte for byte, what they should be.

use crate::support::{
    Data, TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, packed, raw, real,
};
use std::fs;

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn three_extra_bytes_with_mnist() {
    let real = real();
    // With these, the mnist crate silently shifts every test label by three.
    let data = Data::without(&real, TRAIN_LABELS);
    let mut bytes = raw(&real, TRAIN_LABELS);
    bytes.extend([1, 2, 3]);
    data.write(TRAIN_LABELS, &bytes);
    data.is_refused(
        TRAIN_LABELS,
        &[
            "has 60011 bytes beginning with 00 00 08 01, SHA-256 ",
            "expected 60008 bytes, SHA-256 65a50cbb...: it is too long",
        ],
    );
    fs::remove_file(data.path(TRAIN_LABELS)).unwrap();
    let name = format!("{TRAIN_LABELS}.gz");
    data.write(&name, &packed(&bytes));
    data.is_refused(&name, &["unpacks to 60011 bytes", "it is too long"]);

    let data = Data::without(&real, TRAIN_IMAGES);
    let mut bytes = raw(&real, TRAIN_IMAGES);
    bytes.extend([1, 2, 3]);
    data.write(TRAIN_IMAGES, &bytes);
    data.is_refused(
        TRAIN_IMAGES,
        &[
            "has 47040019 bytes beginning with 00 00 08 03, expected 47040016 bytes, SHA-256 \
             ba891046...: it is too long",
        ],
    );
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn truncated_with_mnist() {
    let real = real();
    let data = Data::without(&real, TEST_IMAGES);
    let bytes = raw(&real, TEST_IMAGES);
    for (length, says) in [
        (
            bytes.len() - 1,
            "has 7840015 bytes beginning with 00 00 08 03,",
        ),
        (16, "has 16 bytes beginning with 00 00 08 03, SHA-256 "),
        (3, "has 3 bytes beginning with 00 00 08, SHA-256 "),
        (
            0,
            "has 0 bytes, SHA-256 e3b0c442..., expected 7840016 bytes",
        ),
    ] {
        data.write(TEST_IMAGES, &bytes[..length]);
        data.is_refused(TEST_IMAGES, &[says, "it is too short"]);
    }
    fs::remove_file(data.path(TEST_IMAGES)).unwrap();
    let name = format!("{TEST_IMAGES}.gz");
    let packed = packed(&bytes);
    data.write(&name, &packed[..packed.len() / 2]);
    data.is_refused(&name, &["unpacking it fails after ", " of 7840016 bytes"]);
    data.write(&name, &packed[..packed.len() - 1]);
    data.is_refused(
        &name,
        &["unpacking it fails after 7840016 of 7840016 bytes"],
    );
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn one_flipped_bit_with_mnist() {
    let real = real();
    let data = Data::without(&real, TEST_IMAGES);
    let bytes = raw(&real, TEST_IMAGES);
    for index in [3, 17, bytes.len() / 2, bytes.len() - 1] {
        let mut flipped = bytes.clone();
        flipped[index] ^= 1;
        data.write(TEST_IMAGES, &flipped);
        data.is_refused(
            TEST_IMAGES,
            &[
                "has 7840016 bytes beginning with 00 00 08 0",
                "expected 7840016 bytes, SHA-256 0fa7898d...: some of its bytes are not those that were \
                 published",
            ],
        );
    }
    fs::remove_file(data.path(TEST_IMAGES)).unwrap();
    let name = format!("{TEST_IMAGES}.gz");
    let mut packed = packed(&bytes);
    let middle = packed.len() / 2;
    packed[middle] ^= 1;
    data.write(&name, &packed);
    // It depends on the bit whether the unpacker notices, or only the hash.
    data.is_refused(&name, &["7840016 bytes"]);
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn swapped_with_mnist() {
    let real = real();
    for (name, other) in [
        (TRAIN_IMAGES, TRAIN_LABELS),
        (TRAIN_IMAGES, TEST_IMAGES),
        (TEST_IMAGES, TRAIN_IMAGES),
        (TRAIN_LABELS, TEST_LABELS),
        (TEST_LABELS, TRAIN_IMAGES),
    ] {
        let data = Data::without(&real, name);
        let bytes = raw(&real, other);
        let says = format!("is {other}, not {name}: the files are swapped or renamed");
        data.write(name, &bytes);
        data.is_refused(name, &[&says]);
        fs::remove_file(data.path(name)).unwrap();
        let packed_name = format!("{name}.gz");
        data.write(&packed_name, &packed(&bytes));
        data.is_refused(&packed_name, &[&says]);
    }
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn a_bomb_is_not_unpacked_with_mnist() {
    let real = real();
    let data = Data::without(&real, TEST_LABELS);
    let name = format!("{TEST_LABELS}.gz");
    data.write(&name, &packed(&vec![0; 200_000_000]));
    assert!(fs::metadata(data.path(&name)).unwrap().len() < 2_000_000);
    data.is_refused(
        &name,
        &[
            "unpacks to more than 47040016 bytes beginning with 00 00 00 00, expected 10008 bytes",
            "it is too long",
        ],
    );
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn a_page_of_an_error_instead_of_a_file_with_mnist() {
    let real = real();
    let data = Data::without(&real, TEST_LABELS);
    let name = format!("{TEST_LABELS}.gz");
    data.write(&name, b"<!DOCTYPE html><title>404</title>");
    data.is_refused(
        &name,
        &[
            "has 33 bytes beginning with 3c 21 44 4f, SHA-256 ",
            "expected 10008 bytes",
        ],
    );
    data.write(&name, &[0x1f, 0x8b]);
    data.is_refused(&name, &["unpacking it fails after 0 of 10008 bytes"]);
    data.write(&name, b"\x1f\x8bnot gzip at all");
    data.is_refused(&name, &["unpacking it fails after 0 of 10008 bytes"]);
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn a_folder_in_the_place_of_a_file_with_mnist() {
    let real = real();
    let data = Data::without(&real, TEST_LABELS);
    fs::create_dir(data.path(TEST_LABELS)).unwrap();
    data.is_refused(TEST_LABELS, &["is not a file: remove it"]);
}

#[cfg(unix)]
#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn a_link_to_nowhere_with_mnist() {
    let real = real();
    let data = Data::without(&real, TEST_LABELS);
    std::os::unix::fs::symlink(data.path("nowhere"), data.path(TEST_LABELS)).unwrap();
    data.is_refused(TEST_LABELS, &["cannot be read: No such file"]);
}
