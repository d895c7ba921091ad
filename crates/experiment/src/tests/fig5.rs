use super::{BACKEND, Loaded, load, parse, with};
use std::path::Path;

const FIG5: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../experiments/fig5.toml");

#[test]
fn the_paper_s_scale_loads() {
    let loaded = load(Path::new(FIG5), &with(None, &[]), BACKEND).unwrap();
    assert_eq!(loaded.name, "fig5");
    assert_eq!(loaded.plan.runs.len(), 240);
    assert_eq!(loaded.plan.axes[0].key, "task.memorise.points");
    let run = &loaded.plan.runs[0];
    assert_eq!(run.settings.widths(), [2, 32, 32, 32, 1]);
    assert_eq!(run.settings.total_steps(), 4000);
    assert_eq!(run.settings.schedule().last(), Some(&4000));
    assert_eq!(loaded.plan.runs[239].settings.total_steps(), 79 * 2000);
}

/// Results on disk are found by these hashes, so they must not change, whatever keys are added.
#[test]
fn the_hashes_of_the_first_runs_stay_the_same() {
    let loaded = load(Path::new(FIG5), &with(None, &[]), BACKEND).unwrap();
    let runs = &loaded.plan.runs;
    assert_eq!(
        [&runs[0].id, &runs[1].id, &runs[239].id],
        [
            "points-250_repeat-00_daa702a0e01c93f9",
            "points-250_repeat-01_f14064afe6b971d1",
            "points-10000_repeat-39_e2b236a24c5bc60e"
        ]
    );
    assert_eq!(runs[0].question_hash, "8bbe88e04d476df3");
}

/// Every file in `experiments/` loads, and has a `quick` preset that is the same and small.
#[test]
fn every_experiment_loads_and_has_a_quick_preset() {
    let folder = Path::new(FIG5).parent().unwrap();
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let full = load(&path, &with(None, &[]), BACKEND).unwrap();
        let quick = load(&path, &with(Some("quick"), &[]), BACKEND).unwrap();
        assert_eq!(quick.name, format!("{}-quick", full.name));
        let steps = |loaded: &Loaded| -> u64 {
            let runs = loaded.plan.runs.iter();
            runs.map(|run| run.settings.total_steps()).sum()
        };
        // Some are a single run; some train nothing.
        let small = steps(&quick) * 15 < steps(&full) || steps(&full) == 0;
        assert!(small, "{}", path.display());
        for run in quick.plan.runs.iter().chain(&full.plan.runs) {
            let last = run.settings.total_steps();
            assert_eq!(run.settings.schedule().last(), Some(&last));
        }
        files += 1;
    }
    assert!(files >= 2);
}

#[test]
fn the_frozen_experiment_is_the_same_experiment() {
    for (preset, set) in [
        (None, vec![]),
        (Some("quick"), vec!["training.batch=64", "title=\"a\\nb\""]),
        (
            None,
            vec!["slice.square.half_side=2", "sweep.network.bias_std=[0, 1]"],
        ),
    ] {
        let loaded = load(Path::new(FIG5), &with(preset, &set), BACKEND).unwrap();
        let again = parse(
            &loaded.resolved_toml,
            "again.toml",
            &with(None, &[]),
            BACKEND,
        )
        .unwrap();
        assert_eq!(again.experiment, loaded.experiment);
        assert_eq!(again.plan, loaded.plan);
        assert_eq!(again.resolved_toml, loaded.resolved_toml);
    }
}
