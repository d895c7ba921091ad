use super::*;
use crate::utc_now;
use crease_experiment::settings::{
    Distances, Keep, Memorise, NetworkSettings, RunSettings, Slice, Task, Training,
};

const MEASURES: [Measure; 2] = [Measure::ActivationRegions, Measure::Accuracy];

fn expected<'a>(hash: &'a str, schedule: &'a [u64]) -> Expected<'a> {
    Expected {
        hash,
        measures: &MEASURES,
        schedule,
    }
}

fn status(state: State) -> Status {
    Status {
        format: 0,
        state,
        error: None,
        diverged_at: None,
        hash: "abc".to_owned(),
        seed: 5,
        backend: "flex".to_owned(),
        crease: "0.1.0".to_owned(),
        steps: 8,
        train_seconds: 0.1 + 0.2,
        analysis_seconds: 0.25,
        exact_fallbacks: 0,
        sessions: vec!["now".to_owned()],
        ended: utc_now(),
        settings: RunSettings {
            seed: 5,
            network: NetworkSettings::default(),
            task: Task::Memorise(Memorise::default()),
            training: Training::default(),
            checkpoints: Vec::new(),
            keep: Keep::Last,
            slice: Slice::Plane,
            distances: Distances::default(),
            measures: MEASURES.to_vec(),
        },
        files: Checksums::new(),
        checksum: String::new(),
    }
}

fn rows() -> Vec<Row> {
    let row = |step, epoch| Row {
        step,
        epoch,
        values: vec![4608.0, 0.1 + 0.2],
    };
    vec![row(0, 0.0), row(8, 1.0)]
}

fn ended_run(state: State) -> (tempfile::TempDir, RunFolder) {
    let folder = tempfile::tempdir().unwrap();
    let run = RunFolder::new(folder.path().join("runs").join("points-250_0"));
    run.begin().unwrap();
    let mut status = status(state);
    let (name, checksum) = run.write_checkpoint(8, b"weights").unwrap();
    status.files.insert(name, checksum);
    run.end(status, &rows()).unwrap();
    (folder, run)
}

fn damage(run: &RunFolder, expected: &Expected) -> String {
    match run.find(expected) {
        Found::Damaged(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_finished_run_reads_back() {
    let (_folder, run) = ended_run(State::Finished);
    let Found::Ended(back) = run.find(&expected("abc", &[0, 8])) else {
        panic!("not found");
    };
    assert_eq!(back.rows, rows());
    assert_eq!(back.status.files.len(), 2);
    run.verify(&back.status.files).unwrap();
    assert!(run.checkpoint_file(8).exists());
}

#[test]
fn a_diverged_run_has_the_rows_up_to_there() {
    let (_folder, run) = ended_run(State::Diverged);
    let Found::Ended(back) = run.find(&expected("abc", &[0, 8, 12])) else {
        panic!("not found");
    };
    assert_eq!(back.rows, rows());
    assert!(damage(&run, &expected("abc", &[0, 4, 8])).contains("other steps"));
}

#[test]
fn what_is_not_this_run_whole_is_damaged() {
    let (_folder, run) = ended_run(State::Finished);
    assert!(damage(&run, &expected("other", &[0, 8])).contains("is of the run abc"));
    assert!(damage(&run, &expected("abc", &[0, 4, 8])).contains("other steps"));
    let fewer = Expected {
        measures: &MEASURES[..1],
        ..expected("abc", &[0, 8])
    };
    assert!(damage(&run, &fewer).contains("other columns"));
}

#[test]
fn a_changed_byte_is_found_by_its_checksum() {
    let (_folder, run) = ended_run(State::Finished);
    for name in ["measures.csv", "status.json"] {
        let path = run.path().join(name);
        let whole = fs::read(&path).unwrap();
        for position in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[position] ^= 1;
            fs::write(&path, bytes).unwrap();
            damage(&run, &expected("abc", &[0, 8]));
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn a_checkpoint_that_is_damaged_or_missing_is_named() {
    let (_folder, run) = ended_run(State::Finished);
    let Found::Ended(back) = run.find(&expected("abc", &[0, 8])) else {
        panic!("not found");
    };
    fs::write(run.checkpoint_file(8), b"weightz").unwrap();
    let error = run.verify(&back.status.files).unwrap_err();
    assert!(
        error.contains("step_0000008.safetensors is damaged"),
        "{error}"
    );
    fs::remove_file(run.checkpoint_file(8)).unwrap();
    let error = run.verify(&back.status.files).unwrap_err();
    assert!(error.ends_with("is missing"), "{error}");
}

#[test]
fn a_status_of_another_version_is_not_called_damaged() {
    let (_folder, run) = ended_run(State::Finished);
    fs::write(run.path().join("status.json"), r#"{"state": "finished"}"#).unwrap();
    let reason = damage(&run, &expected("abc", &[0, 8]));
    assert!(reason.contains("of another version of crease"), "{reason}");
}

#[test]
fn a_run_begun_again_keeps_nothing() {
    let (_folder, run) = ended_run(State::Finished);
    run.begin().unwrap();
    assert_eq!(run.find(&expected("abc", &[0, 8])), Found::Nothing);
    let left = fs::read_dir(run.path().join("checkpoints")).unwrap();
    assert_eq!(left.count(), 0);
    run.discard().unwrap();
    run.discard().unwrap();
    assert!(!run.path().exists());
}

#[test]
fn what_is_kept_of_a_run_reads_back_or_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let run = RunFolder::new(folder.path().join("run"));
    run.begin().unwrap();
    assert_eq!(run.resume("abc", &MEASURES), Ok(None));
    let checkpoint = run.write_checkpoint(8, b"weights").unwrap();
    let kept = Kept {
        step: 9,
        rows: rows(),
        files: Checksums::from([checkpoint]),
        exact_fallbacks: 3,
        train_seconds: 1.5,
        analysis_seconds: 0.1 + 0.2,
        sessions: vec!["before".to_owned()],
        state: b"any\nbytes\0".to_vec(),
    };
    run.keep(&kept, "abc", &MEASURES).unwrap();
    assert_eq!(run.resume("abc", &MEASURES), Ok(Some(kept)));
    let error = run.resume("other", &MEASURES).unwrap_err();
    assert!(error.contains("is of the run abc"), "{error}");

    let whole = fs::read(run.kept_file()).unwrap();
    for position in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[position] ^= 1;
        fs::write(run.kept_file(), bytes).unwrap();
        assert!(run.resume("abc", &MEASURES).is_err());
        fs::write(run.kept_file(), &whole[..position]).unwrap();
        assert!(run.resume("abc", &MEASURES).is_err());
    }
    fs::write(run.kept_file(), &whole).unwrap();
    fs::write(run.checkpoint_file(8), b"").unwrap();
    assert!(run.resume("abc", &MEASURES).is_err());
}
