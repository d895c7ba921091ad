//! Arguments of `--set` that the text of cases cannot hold.

use crate::broken::support::{Folder, SMALL};
use std::ffi::OsStr;

fn said_of(set: impl AsRef<OsStr>) -> String {
    let folder = Folder::new();
    folder.write("small.toml", SMALL);
    let arguments = ["check", "small.toml", "--set"].map(OsStr::new);
    folder.complaint(arguments.into_iter().chain([set.as_ref()]))
}

#[test]
fn a_second_line_cannot_be_smuggled_in() {
    for (set, shown) in [
        ("repeats=3\nseed=4", r"repeats=3\nseed=4"),
        ("repeats=3\r\nseed=4", r"repeats=3\r\nseed=4"),
    ] {
        assert_eq!(
            said_of(set),
            format!(
                "--set {shown}: is not a TOML value (unexpected content, expected nothing); put \
                 text with spaces in quotes"
            )
        );
    }
    assert!(said_of("title=\"a\nb\"").starts_with(r#"--set title="a\nb": is not a TOML value"#));
}

#[test]
fn nested_too_deeply() {
    let deep = 10_000;
    let parser = "cannot recurse further; max recursion depth met";
    let too_deep = "nested more than 32 tables and arrays deep, expected fewer";
    for (value, expected) in [
        ("[".repeat(deep), parser),
        ("{a=".repeat(deep), parser),
        ("[".repeat(40) + &"]".repeat(40), too_deep),
    ] {
        let message = said_of(format!("title={value}"));
        assert!(
            message.starts_with("--set title=") && message.contains(expected),
            "{message}"
        );
    }
    let malformed = "expected key=value, as in training.batch=50 or checkpoints[0].count=3";
    for key in [
        vec!["a"; deep].join("."),
        "checkpoints".to_owned() + &"[0]".repeat(deep),
    ] {
        let message = said_of(format!("{key}=1"));
        assert_eq!(message, format!("--set {}...: {malformed}", &key[..120]));
    }
}

/// The problem comes after the value found, however long that is.
#[test]
fn what_would_fill_the_screen() {
    let (letters, digits) = ("a".repeat(100_000), "9".repeat(100_000));
    let (letters_cut, digits_cut) = ("a".repeat(112), "9".repeat(112));
    assert_eq!(
        said_of(format!("repeats={letters}")),
        format!(
            "--set repeats={letters_cut}...: found the string \"{}..., expected a whole number, 0 \
             or more",
            &letters[..108]
        )
    );
    assert_eq!(
        said_of(format!("repeats={digits}")),
        format!(
            "--set repeats={digits_cut}...: found {}..., expected a 64-bit number",
            &digits[..120]
        )
    );
}

#[test]
#[cfg(unix)]
fn not_text() {
    use std::os::unix::ffi::OsStrExt;
    for (set, shown) in [
        (&b"title=\xff"[..], "title=\u{fffd}"),
        (b"\xc3=1", "\u{fffd}=1"),
    ] {
        assert_eq!(
            said_of(OsStr::from_bytes(set)),
            format!("--set {shown}: is not UTF-8 text, expected key=value")
        );
    }
}
