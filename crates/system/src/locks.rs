//! Locks on open files. Some file systems have none, such as network file systems that are mounted
//! without them.

use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind, Result};

/// The result of an attempt to lock a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lockable {
    /// It is locked now.
    Locked,
    /// Another process has locked it.
    Taken,
    /// Nobody can lock it: its file system has no locks.
    Never,
}

/// Locks a file exclusively, if that can be done at once.
///
/// # Errors
/// If the system refuses for a reason other than a lock of another process or missing support.
pub fn try_lock(file: &File) -> Result<Lockable> {
    outcome(file.try_lock())
}

/// Locks a file with a shared lock, if that can be done at once.
///
/// # Errors
/// As [`try_lock`].
pub fn try_lock_shared(file: &File) -> Result<Lockable> {
    outcome(file.try_lock_shared())
}

fn outcome(attempt: std::result::Result<(), TryLockError>) -> Result<Lockable> {
    match attempt {
        Ok(()) => Ok(Lockable::Locked),
        Err(TryLockError::WouldBlock) => Ok(Lockable::Taken),
        Err(TryLockError::Error(error)) if is_want_of_locks(&error) => Ok(Lockable::Never),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn is_want_of_locks(error: &Error) -> bool {
    // ENOLCK, and ENOTSUPP, which NFS on Linux leaks from the kernel.
    const ON_LINUX: [i32; 2] = [37, 524];
    let on_linux = |code| cfg!(target_os = "linux") && ON_LINUX.contains(&code);
    // ENOSYS and EOPNOTSUPP
    error.kind() == ErrorKind::Unsupported || error.raw_os_error().is_some_and(on_linux)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_file_is_taken() {
        let path = std::env::temp_dir().join(format!("crease-lock-{}", std::process::id()));
        let [one, other] = [(); 2].map(|()| File::create(&path).unwrap());
        std::fs::remove_file(&path).unwrap();
        assert_eq!(try_lock(&one).unwrap(), Lockable::Locked);
        assert_eq!(try_lock(&other).unwrap(), Lockable::Taken);
        assert_eq!(try_lock_shared(&other).unwrap(), Lockable::Taken);
        one.unlock().unwrap();
        assert_eq!(try_lock_shared(&other).unwrap(), Lockable::Locked);
        assert_eq!(try_lock_shared(&one).unwrap(), Lockable::Locked);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_want_of_locks_is_no_error() {
        // ENOLCK, ENOSYS, EOPNOTSUPP, ENOTSUPP
        for code in [37, 38, 95, 524] {
            let error = TryLockError::Error(Error::from_raw_os_error(code));
            assert_eq!(outcome(Err(error)).unwrap(), Lockable::Never, "{code}");
        }
        let error = TryLockError::Error(Error::from_raw_os_error(5)); // EIO
        assert!(outcome(Err(error)).is_err());
    }
}
