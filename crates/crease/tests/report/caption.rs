//! The caption says the settings that were resolved, not those of the file.

use crate::support::Results;

#[test]
fn a_caption_follows_sets_and_sweeps() {
    let results = Results::new();
    results
        .curves(&[
            "--set",
            "training.learning_rate=3e-4",
            "--set",
            "sweep.network.hidden=[[8], [8, 8]]",
            "--set",
            "sweep.training.batch=[64, 128]",
            "--set",
            "sweep.task.memorise.points=[250]",
        ])
        .assert()
        .success();
    let caption = results.read("fig5-quick/caption.txt");
    for expected in [
        "Memorising random points. (a) Activation regions against epoch, by points; dashed: \
         (#neurons)²/2 = 4608. (b) The same against training accuracy.",
        "with 2 inputs, hidden layers ∈ {[8], [8, 8]} and 1 output",
        "labels of n ∈ {250} random points, uniform in [−1, 1]²",
        "learning rate = 0.0003, batches of {64, 128}, for 12 epochs on the binary cross entropy",
        "counted exactly in the whole input plane",
        "3 checkpoints a run: initialisation, and 3 evenly spaced from epoch 0 to 12",
        "2 independent runs of each of 4 settings, 8 in all.",
        "24 exact counts.",
        "Seed 2019; Crease ",
    ] {
        assert!(caption.contains(expected), "no '{expected}' in {caption}");
    }
    assert!(!caption.contains("Varied:"), "{caption}");
    let latex = results.read("fig5-quick/caption.tex");
    assert!(
        latex.contains("hidden layers $\\in$ \\{[8], [8, 8]\\}"),
        "{latex}"
    );
    assert!(latex.contains("(\\#neurons)$^{2}$/2 = 4608"), "{latex}");
    assert!(latex.is_ascii(), "{latex}");
    let page = results.read("fig5-quick/report.html");
    assert!(page.contains("Caption for a paper"));
}

#[test]
fn a_caption_says_what_a_logarithmic_axis_leaves_out() {
    let results = Results::new();
    let panels = "panel=[{curves={x={of='epoch', scale='logarithmic'}, y={of='loss'}}}]";
    results.curves(&["--set", panels]).assert().success();
    let caption = results.read("fig5-quick/caption.txt");
    let expected = "Loss against epoch (logarithmic, without epoch 0, the initialisation).";
    assert!(caption.contains(expected), "{caption}");

    let later = "checkpoints=[{from = 1, to = 12, count = 3}]";
    results
        .curves(&["--set", panels, "--set", later])
        .assert()
        .success();
    let caption = results.read("fig5-quick/caption.txt");
    assert!(caption.contains("initialisation"), "{caption}");
}

#[test]
fn a_caption_names_the_parts_of_a_picture() {
    let results = Results::new();
    results
        .cells(&["--set", "network.hidden=[6, 6]"])
        .assert()
        .success();
    let caption = results.read("cells/caption.txt");
    assert!(
        caption.contains(
            "Activation regions, in the square [−2, 2]². A fully connected ReLU network 2-6-6-1 \
             (initial weights normal with variance 2/fan-in, initial biases normal with standard \
             deviation 0.5) as drawn, without training."
        ),
        "{caption}"
    );
}
