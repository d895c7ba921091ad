//! `ulimit -u`: the system grants few threads or none, and everything is still done.

use crate::survival::scene::{assert_same, undisturbed};
use crate::survival::support::{Results, SMALL, fig5};
use crate::survival::user::{User, open_to_all};
use std::collections::BTreeMap;
use std::process::{Command, Output};

fn done(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    output
}

#[test]
fn a_sweep_on_few_threads_or_one_is_the_same_sweep() {
    let expected = undisturbed(&[]);
    // The process itself; the signal handler; an analyst; a trainer; one more; enough.
    for processes in [1, 2, 3, 4, 5, 6] {
        let user = User::new();
        user.take(&fig5());
        let results = Results::new();
        open_to_all(results.path());
        let mut run = user.crease(&format!("-u {processes}"));
        run.args(["run", "fig5.toml", "--preset", "quick"])
            .args(SMALL);
        run.args(["--jobs", "2", "--results"]).arg(results.path());
        let output = done(&mut run);
        let told = String::from_utf8(output.stderr).unwrap();
        let warned = "warning: the system grants no more threads: 1 at a time instead of 2\n";
        assert_eq!(told.contains(warned), processes < 6, "{processes}: {told}");
        assert_same(&results.deterministic_files(), &expected);
    }
}

#[test]
fn every_command_does_without_threads() {
    let user = User::new();
    user.take(&fig5());
    let mut network = BTreeMap::new();
    network.insert("0.weight", (vec![2, 2], vec![1.0, 0.5, -0.25, 1.0]));
    network.insert("0.bias", (vec![2], vec![0.5, 0.25]));
    network.insert("1.weight", (vec![2, 2], vec![1.0, -1.0, 0.75, 1.0]));
    network.insert("1.bias", (vec![2], vec![0.5, -0.125]));
    network.insert("2.weight", (vec![1, 2], vec![1.0, 1.0]));
    network.insert("2.bias", (vec![1], vec![0.0]));
    std::fs::write(user.path("network.safetensors"), safetensors(&network)).unwrap();
    let square = r#"{"kind": "plane", "window": {"center": [0, 0], "half_side": 4}}"#;
    std::fs::write(user.path("square.json"), square).unwrap();

    let subject = ["--network", "network.safetensors", "--slice", "square.json"];
    let ask = |arguments: &[&str]| {
        let mut command = user.crease("-u 1");
        done(command.args(arguments))
    };
    let count = |limit: &str| {
        let mut command = user.crease(limit);
        command.arg("count").args(subject).arg("--regions-only");
        let answer = done(&mut command).stdout;
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        answer["activation_regions"].as_u64().unwrap()
    };
    let regions = count("-c 0");
    assert!(regions > 4, "{regions}");
    assert_eq!(count("-u 1"), regions);
    ask(&[&["draw"], &subject[..], &["--output", "regions.svg"]].concat());
    ask(&["check", "fig5.toml", "--preset", "quick"]);
    let verify = [
        "verify",
        "--quick",
        "--networks",
        "8",
        "--seed",
        "3",
        "--jobs",
        "4",
    ];
    let alone = ask(&verify).stdout;
    let mut together = user.crease("-c 0");
    assert_eq!(done(together.args(verify)).stdout, alone);
    let run = ["run", "fig5.toml", "--preset", "quick"];
    ask(&[&run, &SMALL[..]].concat());
    ask(&["plot", "fig5-quick"]);
    ask(&["status", "fig5-quick"]);
}

fn safetensors(tensors: &BTreeMap<&str, (Vec<usize>, Vec<f32>)>) -> Vec<u8> {
    use safetensors::tensor::{Dtype, TensorView, serialize};
    let bytes: Vec<Vec<u8>> = tensors
        .values()
        .map(|(_, numbers)| numbers.iter().flat_map(|n| n.to_le_bytes()).collect())
        .collect();
    let views = tensors
        .iter()
        .zip(&bytes)
        .map(|((name, (shape, _)), bytes)| {
            let view = TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap();
            (*name, view)
        });
    serialize(views, None).unwrap()
}
