//! The same on a GPU. `CREASE_TEST_ADAPTER` names the expected one, such as `llvmpipe`.

use super::alone::{losses_are_those_of_the_cpu, noisy_labels_are_those_of_the_cpu};
use super::divergence::divergence_is_found_to_its_step;
use super::interruption::resumed_runs_end_where_the_whole_does;
use super::support::{IMAGES, digits, eight, eight_seeds, points, whole_stack};
use crease_train::{Backend, Datasets};

#[test]
fn the_adapter_is_the_chosen_one() {
    let adapter = Backend::Wgpu.adapter().unwrap().unwrap();
    println!("{adapter}");
    assert!(Backend::Wgpu.adapters().contains(&adapter), "{adapter}");
    if let Ok(meant) = std::env::var("CREASE_TEST_ADAPTER") {
        assert!(adapter.contains(&meant), "{adapter}, expected {meant}");
    }
}

#[test]
fn points_in_a_stack() {
    losses_are_those_of_the_cpu(&eight_seeds(&points(500)), &Datasets::none(), Backend::Wgpu);
}

#[test]
fn digits_in_a_stack() {
    losses_are_those_of_the_cpu(&eight(&digits(500, 0.0)), &IMAGES, Backend::Wgpu);
}

#[test]
fn noisy_labels_in_a_stack() {
    noisy_labels_are_those_of_the_cpu(&digits(50, 0.5), Backend::Wgpu);
}

#[test]
fn divergence() {
    divergence_is_found_to_its_step(Backend::Wgpu);
}

#[test]
fn interruption() {
    resumed_runs_end_where_the_whole_does(&points(200), &Datasets::none(), Backend::Wgpu, 1e-3);
}

#[test]
fn one_device_gives_the_same_bytes_every_time() {
    let runs = eight(&points(100));
    let [one, two] = [(); 2].map(|()| whole_stack(&runs, &Datasets::none(), Backend::Wgpu));
    for (one, two) in one.iter().zip(&two) {
        assert_eq!(one.snapshots, two.snapshots);
    }
}
