use super::{BACKEND, with};
use crate::load;
use std::fs;
use std::path::{Path, PathBuf};

fn line_of(path: &Path) -> String {
    let error = load(path, &with(None, &[]), BACKEND).unwrap_err();
    let line = error.to_string();
    assert!(line.starts_with(&*path.to_string_lossy()), "{line}");
    line[path.to_string_lossy().len()..].to_owned()
}

/// A file that goes away with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let name = format!("crease-experiment-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn what_is_no_file_is_said_so() {
    let missing = Path::new("/nowhere/at/all.toml");
    assert_eq!(
        line_of(missing),
        ": no such file, expected an experiment file"
    );
    let directory = std::env::temp_dir();
    assert_eq!(
        line_of(&directory),
        ": is a directory, expected an experiment file"
    );
}

#[test]
fn what_is_no_text_is_said_so() {
    let file = Scratch::new("bytes.toml", b"title = \"x\"\n# \xff\n");
    assert_eq!(line_of(&file.0), ": line 2 is not UTF-8 text");
    let large = Scratch::new("large.toml", &vec![b'#'; (1 << 20) + 1]);
    assert_eq!(
        line_of(&large.0),
        ": is larger than 1 MiB, expected an experiment file"
    );
}
