use super::*;
use std::thread;
use std::time::Duration;

fn shard(text: &str) -> Shard {
    text.parse().unwrap()
}

#[test]
fn a_second_holder_gets_an_error() {
    let results = tempfile::tempdir().unwrap();
    let (first, _) = Folder::claim(results.path(), "fig5", None).unwrap();
    let second = Folder::claim(results.path(), "fig5", None).unwrap_err();
    assert!(matches!(second, ResultsError::Locked { .. }), "{second}");
    drop(first);
    Folder::claim(results.path(), "fig5", None).unwrap();
}

#[test]
fn shards_share_a_folder_and_nobody_has_one_twice() {
    let results = tempfile::tempdir().unwrap();
    let claim = |shard| {
        let (folder, _) = Folder::claim(results.path(), "fig5", shard)?;
        Ok::<_, ResultsError>(folder)
    };
    let first = claim(Some(shard("1/3"))).unwrap();
    let second = claim(Some(shard("2/3"))).unwrap();
    for (other, told) in [
        (None, "is computing runs in "),
        (Some(shard("1/3")), "is computing shard 1/3 in "),
        (Some(shard("2/4")), "must have the same count"),
    ] {
        let error = claim(other).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
    drop(second);
    claim(Some(shard("2/3"))).unwrap();
    drop(first);
    claim(Some(shard("2/4"))).unwrap();
    claim(None).unwrap();
}

#[test]
fn only_the_sole_process_may_change_the_experiment() {
    let results = tempfile::tempdir().unwrap();
    let claim = |shard| {
        let claimed = Folder::claim(results.path(), "fig5", Some(shard));
        claimed.unwrap().0
    };
    let mut first = claim(shard("1/2"));
    assert_eq!(first.alone(|_| Ok(7)).unwrap(), 7);
    let second = claim(shard("2/2"));
    let error = first.alone(|_| Ok(())).unwrap_err().to_string();
    assert!(error.contains("of another experiment"), "{error}");
    drop(second);
    first.alone(|_| Ok(())).unwrap();
    // The claim is still there.
    let error = Folder::claim(results.path(), "fig5", None).unwrap_err();
    assert!(matches!(error, ResultsError::Locked { .. }));
}

#[test]
fn a_folder_that_was_removed_is_missed_even_if_there_is_a_new_one() {
    let results = tempfile::tempdir().unwrap();
    let (folder, _) = Folder::claim(results.path(), "fig5", None).unwrap();
    folder.check_in_place().unwrap();
    fs::remove_dir_all(folder.path()).unwrap();
    let gone = || folder.check_in_place().unwrap_err();
    assert!(matches!(gone(), ResultsError::Gone { .. }));
    let _other = Folder::claim(results.path(), "fig5", None).unwrap();
    assert!(matches!(gone(), ResultsError::Gone { .. }));
}

#[test]
fn what_a_newer_version_wrote_is_left_alone() {
    let results = tempfile::tempdir().unwrap();
    let (folder, _) = Folder::claim(results.path(), "fig5", None).unwrap();
    let mut manifest = Manifest::new("9.0.0", "flex");
    manifest.format += 1;
    folder.write_manifest(&manifest).unwrap();
    drop(folder);
    let error = Folder::claim(results.path(), "fig5", None).unwrap_err();
    assert!(
        error.to_string().contains("written by crease 9.0.0"),
        "{error}"
    );
}

#[test]
fn what_a_killed_process_left_is_removed() {
    let results = tempfile::tempdir().unwrap();
    let partial = results.path().join("fig5").join(".partial-x");
    fs::create_dir_all(partial.parent().unwrap()).unwrap();
    fs::write(&partial, "half").unwrap();
    Folder::claim(results.path(), "fig5", None).unwrap();
    assert!(!partial.exists());
}

#[test]
fn names_stay_in_the_results_folder() {
    let results = tempfile::tempdir().unwrap();
    for name in ["", ".", "..", "../x", "a/b", "/tmp", "a/"] {
        let error = Folder::open(results.path(), name).unwrap_err();
        assert!(matches!(error, ResultsError::BadName { .. }), "{name}");
    }
    let error = Folder::open(results.path(), "fig9").unwrap_err();
    assert!(matches!(error, ResultsError::NoResults { .. }));
}

#[test]
fn a_shard_waits_until_the_first_has_recorded_the_experiment() {
    let results = tempfile::tempdir().unwrap();
    let claim = |shard| Folder::claim(results.path(), "fig5", Some(shard)).unwrap();
    thread::scope(|scope| {
        let (mut first, tables) = claim(shard("1/2"));
        let second = scope.spawn(|| claim(shard("2/2")).0);
        for _ in 0..5 {
            thread::sleep(Duration::from_millis(20));
            first.alone(|_| Ok(())).unwrap();
        }
        assert!(!second.is_finished());
        drop(tables);
        let _second = second.join().unwrap();
        first.alone(|_| Ok(())).unwrap_err();
    });
}

#[test]
fn other_files_stay_when_figures_are_removed() {
    let results = tempfile::tempdir().unwrap();
    let (folder, _lock) = Folder::claim(results.path(), "fig5", None).unwrap();
    for name in [
        "fig5-a.csv",
        "fig5-a.html",
        "fig5-ab.csv",
        "fig5-notes.csv",
        "fig5-notes.html",
        "fig5.svg",
        "notes.txt",
    ] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    folder.remove_drawn().unwrap();
    let names = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(
        names,
        [".locks", "fig5-notes.csv", "fig5-notes.html", "notes.txt"]
    );
}

#[test]
fn a_half_written_page_is_removed() {
    let results = tempfile::tempdir().unwrap();
    fs::write(results.path().join(".partial-x"), "half").unwrap();
    write_index(results.path(), || "page".to_owned()).unwrap();
    assert!(!results.path().join(".partial-x").exists());
    assert_eq!(
        fs::read_to_string(index_file(results.path())).unwrap(),
        "page"
    );
}
