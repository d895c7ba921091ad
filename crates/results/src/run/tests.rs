use super::*;
use crate::utc_now;
use crease_experiment::settings::{
    CheckpointSeries, Distances, Keep, Measure, Memorise, Neighbourhoods, NetworkSettings,
    RunSettings, Slice, Spacing, Task, Training, Unit,
};

const MEASURES: [Measure; 2] = [Measure::ActivationRegions, Measure::Accuracy];

fn settings() -> RunSettings {
    RunSettings {
        seed: 5,
        network: NetworkSettings::default(),
        task: Task::Memorise(Memorise::default()),
        training: Training::default(),
        checkpoints: Vec::new(),
        keep: Keep::None,
        slice: Slice::Plane,
        distances: Distances::default(),
        neighbourhoods: Neighbourhoods::default(),
        measures: MEASURES.to_vec(),
    }
}

/// A run of 1,000 steps an epoch that is measured at these.
fn planned(steps: &[u64]) -> PlannedRun {
    let series = |step: &u64| CheckpointSeries {
        unit: Unit::Steps,
        spacing: Spacing::Linear,
        from: *step as f64,
        to: None,
        count: 1,
    };
    PlannedRun {
        id: "points-250_0".to_owned(),
        point: Vec::new(),
        repeat: 0,
        settings: RunSettings {
            checkpoints: steps.iter().map(series).collect(),
            ..settings()
        },
        training_hash: "abc".to_owned(),
        question_hash: "what".to_owned(),
    }
}

fn status(state: RunEnd) -> RunStatus {
    RunStatus {
        format: 0,
        state,
        error: None,
        diverged_at: None,
        training_hash: "abc".to_owned(),
        question_hash: "what".to_owned(),
        seed: 5,
        backend: "flex".to_owned(),
        crease: "0.1.0".to_owned(),
        steps: 8,
        train_seconds: 0.1 + 0.2,
        analysis_seconds: 0.25,
        exact_fallbacks: 0,
        sessions: vec!["now".to_owned()],
        ended: utc_now(),
        settings: settings(),
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

fn run_folder<'a>(folder: &tempfile::TempDir, run: &'a PlannedRun) -> RunFolder<'a> {
    RunFolder::new(&folder.path().join("runs"), run)
}

fn ended_run(state: RunEnd) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let planned = planned(&[8]);
    let run = run_folder(&folder, &planned);
    run.begin().unwrap();
    let mut status = status(state);
    let (name, checksum) = run.write_checkpoint(8, b"weights").unwrap();
    status.files.insert(name, checksum);
    run.end(status, &rows()).unwrap();
    folder
}

fn damage(folder: &tempfile::TempDir, run: &PlannedRun) -> String {
    run_folder(folder, run).ended().unwrap_err().to_string()
}

fn ended(folder: &tempfile::TempDir, run: &PlannedRun) -> EndedRun {
    run_folder(folder, run).ended().unwrap().unwrap()
}

#[test]
fn a_finished_run_reads_back() {
    let (folder, planned) = (ended_run(RunEnd::Finished), planned(&[8]));
    let back = ended(&folder, &planned);
    assert_eq!(back.rows, rows());
    assert_eq!(back.status.files.len(), 2);
    let run = run_folder(&folder, &planned);
    run.verify(&back.status.files).unwrap();
    assert!(run.checkpoint_file(8).exists());
}

#[test]
fn a_diverged_run_has_the_rows_up_to_there() {
    let folder = ended_run(RunEnd::Diverged);
    assert_eq!(ended(&folder, &planned(&[8, 12])).rows, rows());
    assert!(damage(&folder, &planned(&[4, 8])).contains("other steps"));
}

#[test]
fn other_hashes_steps_and_columns_are_damage() {
    let folder = ended_run(RunEnd::Finished);
    let planned = planned(&[8]);
    let mut other = planned.clone();
    other.training_hash = "other".to_owned();
    assert!(damage(&folder, &other).contains("belongs to the run abc"));
    assert!(damage(&folder, &self::planned(&[4, 8])).contains("other steps"));
    let mut fewer = planned.clone();
    fewer.settings.measures.truncate(1);
    assert!(damage(&folder, &fewer).contains("other columns"));
}

#[test]
fn a_run_with_too_few_checkpoints_is_missing() {
    let folder = ended_run(RunEnd::Finished);
    let mut planned = planned(&[8]);
    planned.settings.keep = Keep::Last;
    assert_eq!(ended(&folder, &planned).rows, rows());
    planned.settings.keep = Keep::All;
    assert_eq!(run_folder(&folder, &planned).ended().unwrap(), None);
}

#[test]
fn a_changed_byte_is_found_by_its_checksum() {
    let (folder, planned) = (ended_run(RunEnd::Finished), planned(&[8]));
    for name in ["measures.csv", "status.json"] {
        let path = run_folder(&folder, &planned).measured().join(name);
        let whole = fs::read(&path).unwrap();
        for position in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[position] ^= 1;
            fs::write(&path, bytes).unwrap();
            damage(&folder, &planned);
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn a_checkpoint_that_is_damaged_or_missing_is_named() {
    let (folder, planned) = (ended_run(RunEnd::Finished), planned(&[8]));
    let back = ended(&folder, &planned);
    let run = run_folder(&folder, &planned);
    fs::write(run.checkpoint_file(8), b"weightz").unwrap();
    let error = run.verify(&back.status.files).unwrap_err().to_string();
    assert!(
        error.contains("step_0000008.safetensors is damaged"),
        "{error}"
    );
    fs::remove_file(run.checkpoint_file(8)).unwrap();
    let error = run.verify(&back.status.files).unwrap_err().to_string();
    assert!(error.ends_with("is missing"), "{error}");
}

#[test]
fn a_status_of_another_version_is_not_called_damaged() {
    let (folder, planned) = (ended_run(RunEnd::Finished), planned(&[8]));
    let path = run_folder(&folder, &planned).measured().join("status.json");
    fs::write(path, r#"{"state": "finished"}"#).unwrap();
    let reason = damage(&folder, &planned);
    assert!(reason.contains("by another version of crease"), "{reason}");
}

#[test]
fn a_run_begun_again_keeps_nothing() {
    let (folder, planned) = (ended_run(RunEnd::Finished), planned(&[8]));
    let run = run_folder(&folder, &planned);
    run.begin().unwrap();
    assert_eq!(run.ended().unwrap(), None);
    let left = fs::read_dir(run.path().join("checkpoints")).unwrap();
    assert_eq!(left.count(), 0);
    run.discard().unwrap();
    run.discard().unwrap();
    assert!(!run.path().exists());
}

/// The same weights, with other measures.
fn trained_before(steps: &[u64]) -> PlannedRun {
    let mut other = planned(steps);
    other.question_hash = "else".to_owned();
    other.settings.measures = vec![Measure::Loss];
    other
}

/// As [`ended_run`], with these checkpoints kept.
fn kept_run(state: RunEnd, steps: &[u64]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let planned = planned(&[8]);
    let run = run_folder(&folder, &planned);
    run.begin().unwrap();
    let mut status = status(state);
    status.diverged_at = (state == RunEnd::Diverged).then_some(8);
    status.settings = planned.settings.clone();
    for &step in steps {
        let (name, checksum) = run.write_checkpoint(step, &step.to_le_bytes()).unwrap();
        status.files.insert(name, checksum);
    }
    run.end(status, &rows()).unwrap();
    folder
}

#[test]
fn kept_checkpoints_give_other_measures() {
    let (folder, other) = (kept_run(RunEnd::Finished, &[0, 8]), trained_before(&[8]));
    let run = run_folder(&folder, &other);
    assert_eq!(run.ended().unwrap(), None);
    let Earlier::Kept(kept) = run.earlier() else {
        panic!("{:?}", run.earlier());
    };
    assert_eq!(kept.status.train_seconds, 0.1 + 0.2);
    let read = kept.checkpoints.iter().map(|kept| run.read_kept(kept));
    let read: Vec<Vec<u8>> = read.map(Result::unwrap).collect();
    assert_eq!(read, [0_u64.to_le_bytes(), 8_u64.to_le_bytes()]);
    fs::write(run.checkpoint_file(8), b"weightz").unwrap();
    let error = run.read_kept(&kept.checkpoints[1]).unwrap_err().to_string();
    assert!(error.contains("is damaged"), "{error}");
    // Fewer steps need fewer checkpoints, and other steps have none.
    assert!(matches!(
        run_folder(&folder, &trained_before(&[])).earlier(),
        Earlier::Kept(_)
    ));
    assert_eq!(
        run_folder(&folder, &trained_before(&[4, 8])).earlier(),
        Earlier::NotKept {
            train_seconds: 0.1 + 0.2
        }
    );
}

#[test]
fn answers_to_other_questions_stay_with_their_checkpoints() {
    let (folder, other) = (kept_run(RunEnd::Finished, &[0, 8]), trained_before(&[8]));
    let run = run_folder(&folder, &other);
    run.begin().unwrap();
    let first = planned(&[8]);
    let back = ended(&folder, &first);
    run_folder(&folder, &first)
        .verify(&back.status.files)
        .unwrap();
    run.discard().unwrap();
    assert!(!run.measured().exists());
    ended(&folder, &first);
}

/// Whether its loss was measured decides where a run diverges.
#[test]
fn a_diverged_run_is_measured_otherwise_only_where_it_would_diverge_alike() {
    let folder = kept_run(RunEnd::Diverged, &[0]);
    let mut other = trained_before(&[8]);
    assert!(matches!(
        run_folder(&folder, &other).earlier(),
        Earlier::Kept(kept) if kept.checkpoints.len() == 1
    ));
    other.settings.measures = vec![Measure::Edges];
    assert!(matches!(
        run_folder(&folder, &other).earlier(),
        Earlier::NotKept { .. }
    ));
}

#[test]
fn the_records_of_a_run_read_back_or_are_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let planned = planned(&[8]);
    let run = run_folder(&folder, &planned);
    run.begin().unwrap();
    assert_eq!(run.resume().unwrap(), None);
    let checkpoint = run.write_checkpoint(8, b"weights").unwrap();
    let kept = ResumePoint {
        step: 9,
        rows: rows(),
        files: Checksums::from([checkpoint]),
        exact_fallbacks: 3,
        train_seconds: 1.5,
        analysis_seconds: 0.1 + 0.2,
        sessions: vec!["before".to_owned()],
        state: b"any\nbytes\0".to_vec(),
    };
    run.keep(&kept).unwrap();
    assert_eq!(run.resume().unwrap(), Some(kept));
    let mut other = planned.clone();
    other.training_hash = "other".to_owned();
    let error = run_folder(&folder, &other)
        .resume()
        .unwrap_err()
        .to_string();
    assert!(error.contains("belongs to the run abc"), "{error}");

    let whole = fs::read(run.resume_file()).unwrap();
    for position in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[position] ^= 1;
        fs::write(run.resume_file(), bytes).unwrap();
        assert!(run.resume().is_err());
        fs::write(run.resume_file(), &whole[..position]).unwrap();
        assert!(run.resume().is_err());
    }
    fs::write(run.resume_file(), &whole).unwrap();
    fs::write(run.checkpoint_file(8), b"").unwrap();
    assert!(run.resume().is_err());
}
