use std::io::{Error, ErrorKind};

/// Too many files are open in the process, or in the whole system.
const NO_HANDLE: [i32; 2] = [24, 23]; // EMFILE and ENFILE of Linux, macOS and the BSDs

/// Whether the system lacks something that all files need, so that other files would fail too: space or
/// write access on the disk, file handles, memory. Every other error concerns one file.
pub fn is_of_the_machine(error: &Error) -> bool {
    let is_kind = matches!(
        error.kind(),
        ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::FileTooLarge
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::OutOfMemory
    );
    let has_no_handle = |code| cfg!(unix) && NO_HANDLE.contains(&code);
    is_kind || error.raw_os_error().is_some_and(has_no_handle)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn want_is_told_from_what_concerns_one_file() {
        // ENOMEM, ENFILE, EMFILE, EFBIG, ENOSPC, EROFS, EDQUOT
        for code in [12, 23, 24, 27, 28, 30, 122] {
            assert!(is_of_the_machine(&Error::from_raw_os_error(code)), "{code}");
        }
        // ENOENT, EACCES, ENOTDIR, ENAMETOOLONG
        for code in [2, 13, 20, 36] {
            assert!(
                !is_of_the_machine(&Error::from_raw_os_error(code)),
                "{code}"
            );
        }
    }
}
