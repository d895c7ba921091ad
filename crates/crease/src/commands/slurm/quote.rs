//! Quoting for the `#SBATCH` lines that sbatch parses.

use anyhow::{Context, bail};
use std::path::Path;

/// A path as text without line breaks and other control characters, which no `#SBATCH` line
/// accepts.
pub fn plain(path: &Path) -> anyhow::Result<&str> {
    let text = path
        .to_str()
        .with_context(|| format!("{}: not UTF-8, as a batch script must be", path.display()))?;
    if text.chars().any(char::is_control) {
        bail!(
            "{}: expected a path without control characters",
            path.display()
        );
    }
    Ok(text)
}

/// The value of an option in an `#SBATCH` line.
///
/// Between double quotes, sbatch keeps white space; a backslash makes any other character ordinary,
/// inside and outside quotes.
pub fn sbatch(value: &str) -> String {
    let ordinary =
        |character: char| character.is_ascii_alphanumeric() || "/._-+=:,%@~".contains(character);
    if value.chars().all(ordinary) {
        return value.to_owned();
    }
    let mut out = String::from("\"");
    for character in value.chars() {
        if "\\\"'#".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
    out
}

/// The folder of a log as a file name pattern, in which `%` begins a replacement.
pub fn pattern(folder: &Path) -> anyhow::Result<String> {
    let text = plain(folder)?;
    // A backslash anywhere disables all replacements, and all tasks would share one log.
    if text.contains('\\') {
        bail!("{text}: Slurm cannot write logs below a folder with a backslash in its name");
    }
    Ok(text.replace('%', "%%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sbatch_takes_a_quoted_value_apart_again() {
        assert_eq!(sbatch("/home/me/fig5_%A.log"), "/home/me/fig5_%A.log");
        assert_eq!(sbatch("it's #1"), r#""it\'s \#1""#);
        assert_eq!(sbatch(r#"a"b\c"#), r#""a\"b\\c""#);
    }

    #[test]
    fn percent_signs_in_a_folder_are_literal() {
        assert_eq!(pattern(Path::new("/a/100%A")).unwrap(), "/a/100%%A");
        let error = pattern(Path::new(r"/a\b")).unwrap_err();
        assert!(error.to_string().contains("backslash"), "{error}");
    }

    #[test]
    fn line_breaks_are_refused() {
        let error = plain(Path::new("/a\nb")).unwrap_err();
        assert!(error.to_string().contains("control"), "{error}");
    }
}
