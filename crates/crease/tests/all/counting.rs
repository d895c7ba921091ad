//! What every build of the binary does, even one without any cargo features.

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, starts_with};
use safetensors::{Dtype, serialize_to_file, tensor::TensorView};
use std::fs;
use tempfile::TempDir;

fn crease() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
}

/// `|x| + |y|` as a network of four neurons: the square has the four quadrants as its regions.
fn write_network(folder: &TempDir) {
    let bytes = |numbers: &[f32]| -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect()
    };
    let tensors = [
        (
            "0.weight",
            vec![4, 2],
            bytes(&[1., 0., -1., 0., 0., 1., 0., -1.]),
        ),
        ("0.bias", vec![4], bytes(&[0.; 4])),
        ("2.weight", vec![1, 4], bytes(&[1.; 4])),
        ("2.bias", vec![1], bytes(&[0.])),
    ];
    let views = tensors.iter().map(|(name, shape, bytes)| {
        (
            *name,
            TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap(),
        )
    });
    serialize_to_file(views, None, &folder.path().join("model.safetensors")).unwrap();
    let square = r#"{"kind": "plane", "window": {"center": [0, 0], "half_side": 2}}"#;
    fs::write(folder.path().join("square.json"), square).unwrap();
}

#[test]
fn counts() {
    let folder = TempDir::new().unwrap();
    write_network(&folder);
    crease()
        .current_dir(&folder)
        .args([
            "count",
            "--network",
            "model.safetensors",
            "--slice",
            "square.json",
        ])
        .assert()
        .success()
        .stdout(contains(
            r#""activation_regions":4,"linear_regions":4,"edges":4,"vertices":1,"#,
        ));
}

#[test]
fn completes_in_every_shell() {
    for (shell, beginning) in [
        ("bash", "_crease()"),
        ("zsh", "#compdef crease"),
        ("fish", "# Print an optspec"),
        ("powershell", "\nusing namespace"),
        ("elvish", "\nuse builtin"),
    ] {
        let complete = crease().args(["completions", shell]).assert().success();
        complete.stdout(starts_with(beginning).and(contains("regions-only")));
    }
    crease()
        .args(["completions", "tcsh"])
        .assert()
        .code(2)
        .stderr(contains("invalid value 'tcsh'"));
}

/// Bash accepts the script, and completes with it.
#[test]
#[cfg(unix)]
fn bash_completes_a_command() {
    let folder = TempDir::new().unwrap();
    let script = crease()
        .args(["completions", "bash"])
        .output()
        .unwrap()
        .stdout;
    fs::write(folder.path().join("crease.bash"), script).unwrap();
    let complete = "source crease.bash; COMP_WORDS=(crease cou); COMP_CWORD=1; _crease crease cou crease; \
                    echo ${COMPREPLY[@]}";
    Command::new("bash")
        .current_dir(&folder)
        .args(["-c", complete])
        .assert()
        .success()
        .stdout("count\n");
}

#[test]
fn writes_a_manual_page_for_every_command() {
    let folder = TempDir::new().unwrap();
    crease().arg("manual").arg(folder.path()).assert().success();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let main = read("crease.1");
    assert!(main.contains(".TH crease 1"), "{main}");
    assert!(main.contains("crease\\-count(1)"), "{main}");
    assert!(read("crease-count.1").contains("\\-\\-regions\\-only"));
    crease()
        .args(["manual", "no/such/folder"])
        .assert()
        .code(2)
        .stderr(starts_with(
            "error: cannot write the manual pages to no/such/folder: ",
        ));
}

#[test]
#[cfg(not(feature = "train"))]
fn a_command_that_is_not_built_in_names_its_feature() {
    crease().args(["run", "fig5", "--jobs", "2"]).assert().code(2).stderr(
        starts_with("error: this build has no command run: it was built without the cargo feature train")
            .and(contains("adds it\n")),
    );
    crease().arg("--help").assert().success().stdout(contains(
        "Not in this build, which lacks the cargo feature train: run, film, plot, status",
    ));
}

#[test]
#[cfg(all(feature = "train", feature = "draw", feature = "download"))]
fn a_full_build_lacks_nothing() {
    let help = crease().arg("--help").assert().success();
    help.stdout(contains("Not in this build").not());
}
