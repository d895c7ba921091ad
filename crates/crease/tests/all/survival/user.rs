//! A user without privileges: `ulimit` applies to everyone except root.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Makes a folder writable for everyone.
pub fn open_to_all(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
}

/// A folder of a user who has no other process.
pub struct User {
    folder: TempDir,
    /// The id of that user, if root has to switch to it.
    id: Option<u32>,
}

impl User {
    pub fn new() -> Self {
        static USERS: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().unwrap();
        open_to_all(folder.path());
        // Other users may not have access to the folder of the binary under test.
        let crease = folder.path().join("crease");
        fs::copy(assert_cmd::cargo::cargo_bin!("crease"), crease).unwrap();
        let id = 100_000 + std::process::id() + (USERS.fetch_add(1, Ordering::Relaxed) << 24);
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        Self {
            folder,
            id: is_root.then_some(id),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `crease` in the user's folder, under a limit such as `-u 1`.
    pub fn crease(&self, limit: &str) -> Command {
        let become_user = self.id.map_or_else(String::new, |id| {
            format!("setpriv --reuid={id} --regid={id} --clear-groups")
        });
        let mut command = Command::new("bash");
        let line = format!("ulimit {limit} && exec {become_user} ./crease \"$@\"");
        command.args(["-c", &line, "bash"]);
        command.current_dir(self.folder.path());
        command
    }

    /// Copies a file of the repository to where the user can read it.
    pub fn take(&self, file: &Path) {
        let name = file.file_name().unwrap();
        fs::copy(file, self.folder.path().join(name)).unwrap();
    }
}
