//! The caption states the resolved settings, not those of the file.

use crate::report::support::Results;

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
         (#neurons)²/2 = 4608. (b) Activation regions against training accuracy",
        "Lines are means over runs, bands one standard deviation between runs.",
        "Settings: task memorise (points ∈ {250}), hidden ∈ {[8], [8, 8]}, learning rate = 0.0003, \
         batch ∈ {64, 128}, epochs = 12; all others are the defaults.",
        "3 checkpoints per run.",
        "2 independent runs of each of 4 settings, 8 in all.",
        "24 exact counts.",
        "Seed 2019; Crease ",
    ] {
        assert!(caption.contains(expected), "no '{expected}' in {caption}");
    }
    let latex = results.read("fig5-quick/caption.tex");
    assert!(latex.contains("hidden $\\in$ \\{[8], [8, 8]\\}"), "{latex}");
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
            "Activation regions, on the slice square (half side = 2). Settings: task untrained, \
             hidden = [6, 6], bias std = 0.5"
        ),
        "{caption}"
    );
}
