//! The limits of a job as the user writes them, in the formats of sbatch.

/// How long before the limit a task is warned, in seconds. Slurm checks once a minute, so the warning
/// may come that much earlier.
pub const WARNING: u64 = 120;

/// A task must have time to work before it is warned.
const SHORTEST_MINUTES: u64 = 5;

/// A limit of time.
///
/// # Errors
/// If sbatch cannot read it, or it is too short.
pub fn time(text: &str) -> Result<String, String> {
    let seconds = seconds(text).ok_or(
        "expected MINUTES, HH:MM:SS, DAYS-HH or DAYS-HH:MM:SS, such as 90, 08:00:00 or 2-12",
    )?;
    if seconds < 60 * SHORTEST_MINUTES {
        return Err(format!(
            "expected at least {SHORTEST_MINUTES} minutes: a task saves its state {} minutes before \
             the limit and resumes in a new one",
            WARNING / 60
        ));
    }
    Ok(text.to_owned())
}

/// The formats of sbatch: `M`, `M:S`, `H:M:S`, `D-H`, `D-H:M`, `D-H:M:S`.
fn seconds(text: &str) -> Option<u64> {
    let (days, rest) = match text.split_once('-') {
        Some((days, rest)) => (Some(number(days)?), rest),
        None => (None, text),
    };
    let parts: Vec<u64> = rest.split(':').map(number).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match (days, parts.as_slice()) {
        (None, &[minutes]) => (0, minutes, 0),
        (None, &[minutes, seconds]) => (0, minutes, seconds),
        (Some(_), &[hours]) => (hours, 0, 0),
        (Some(_), &[hours, minutes]) => (hours, minutes, 0),
        (_, &[hours, minutes, seconds]) => (hours, minutes, seconds),
        _ => return None,
    };
    Some(((24 * days.unwrap_or(0) + hours) * 60 + minutes) * 60 + seconds)
}

/// Up to seven digits, so that no sum overflows.
fn number(text: &str) -> Option<u64> {
    let digits = (1..=7).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// Memory of a task.
///
/// # Errors
/// If sbatch cannot read it.
pub fn memory(text: &str) -> Result<String, String> {
    let digits = text.strip_suffix(['K', 'M', 'G', 'T', 'k', 'm', 'g', 't']);
    match number(digits.unwrap_or(text)) {
        Some(1..) => Ok(text.to_owned()),
        _ => Err("expected a number with K, M, G or T, such as 4G".to_owned()),
    }
}

/// The name of a partition or an account.
///
/// # Errors
/// If no cluster can have such a name.
pub fn label(text: &str) -> Result<String, String> {
    let ordinary = |character: char| character.is_alphanumeric() || "._,@+:-".contains(character);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(ordinary) {
        Ok(text.to_owned())
    } else {
        Err("expected a name of letters, digits and ._,@+:-".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_slurm_reads_them() {
        for (text, expected) in [
            ("90", 90 * 60),
            ("90:30", 90 * 60 + 30),
            ("08:00:00", 8 * 3600),
            ("2-12", 60 * 3600),
            ("2-12:30", 60 * 3600 + 1800),
            ("0-00:05:01", 301),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "8h",
            "1:2:3:4",
            "1-",
            "-1",
            "1-2-3",
            ":30",
            "1-2:3:4:5",
            "99999999",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_limit_leaves_time_to_work() {
        assert!(time("5").is_ok());
        let error = time("4:59").unwrap_err();
        assert!(error.contains("at least 5 minutes"), "{error}");
        assert!(time("0").is_err());
    }

    #[test]
    fn memory_and_names() {
        for text in ["4G", "4000", "512m", "1T"] {
            assert!(memory(text).is_ok(), "{text}");
        }
        for text in ["", "0", "4GB", "-4G", "4.5G", "G"] {
            assert!(memory(text).is_err(), "{text}");
        }
        assert!(label("gpu,long").is_ok());
        for text in ["", "a b", "a\nb", "-p", "a\"", "$HOME"] {
            assert!(label(text).is_err(), "{text}");
        }
    }
}
