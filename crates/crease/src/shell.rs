//! Commands that can be pasted into a shell as they are printed.

use std::ffi::OsStr;
use std::fmt::Write;
use std::path::Path;

/// One word of a command, quoted if a shell needs that. Control characters and bytes that are not
/// UTF-8 are escaped as in `$'\x1b'`, which bash and zsh read.
pub fn word(word: impl AsRef<OsStr>) -> String {
    let word = word.as_ref();
    let quoted = word
        .to_str()
        .filter(|text| !text.chars().any(char::is_control))
        .and_then(|text| shlex::try_quote(text).ok());
    quoted.map_or_else(|| spelled(word.as_encoded_bytes()), Into::into)
}

/// A file as a word that no program mistakes for an option.
pub fn file(path: &Path) -> String {
    let is_option = path.as_os_str().as_encoded_bytes().starts_with(b"-");
    if is_option {
        word(Path::new(".").join(path))
    } else {
        word(path)
    }
}

/// `crease COMMAND NAME`, with `--results` if the results are not in the default folder.
pub fn of_results(command: &str, name: &str, results: &Path) -> String {
    let mut line = format!("crease {command}");
    let is_option = name.starts_with('-');
    if !is_option {
        let _ = write!(line, " {}", word(name));
    }
    if results != Path::new("results") {
        let _ = write!(line, " --results {}", file(results));
    }
    if is_option {
        let _ = write!(line, " -- {}", word(name));
    }
    line
}

fn spelled(bytes: &[u8]) -> String {
    let mut out = "$'".to_owned();
    for &byte in bytes {
        match byte {
            b'\\' | b'\'' => {
                out.push('\\');
                out.push(char::from(byte));
            }
            b' '..=b'~' => out.push(char::from(byte)),
            // Three octal digits are complete, whatever follows.
            _ => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that bash reads from a line.
    #[cfg(unix)]
    fn read_by_bash(line: &str) -> Vec<Vec<u8>> {
        let output = std::process::Command::new("bash")
            .args(["-c", &format!("printf '%s\\0' {line}")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let mut words: Vec<Vec<u8>> = output
            .stdout
            .split(|&byte| byte == 0)
            .map(<[u8]>::to_vec)
            .collect();
        words.pop();
        words
    }

    #[test]
    #[cfg(unix)]
    fn a_shell_reads_every_word_back() {
        use std::os::unix::ffi::OsStrExt;
        let words: [&[u8]; 9] = [
            b"fig5",
            b"",
            b"my sweep",
            b"it's $HOME `x` \\ #1 !",
            b"~",
            b"a\nb\x1b[31m7",
            b"\xff8'\\",
            "ü".as_bytes(),
            b"*",
        ];
        let line = words.map(|bytes| word(OsStr::from_bytes(bytes))).join(" ");
        assert!(!line.chars().any(char::is_control), "{line}");
        assert_eq!(read_by_bash(&line), words);
    }

    #[test]
    fn commands_name_results_wherever_they_lie() {
        let usual = Path::new("results");
        assert_eq!(of_results("plot", "fig5", usual), "crease plot fig5");
        assert_eq!(
            of_results("plot", "my sweep", Path::new("res ults")),
            "crease plot 'my sweep' --results 'res ults'"
        );
        assert_eq!(
            of_results("plot", "-x", Path::new("-r")),
            "crease plot --results ./-r -- -x"
        );
    }
}
