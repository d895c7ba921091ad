//! The table in the terminal, 100 columns wide.

use crease_report::text;
use crease_theorems::{Examined, Quantity, Row, Verdict, tally};
use std::fmt::Write;

const WIDTH: usize = 100;
/// Where the second column begins.
const INDENT: usize = 14;
const SETTING: usize = 41;
const NUMBER: usize = 17;

/// All statements, and how many rows have which verdict.
pub fn table(examined: &[Examined]) -> String {
    let mut out = line(
        "verdict",
        "networks and place",
        "predicted",
        "measured",
        "networks",
    );
    for Examined { statement, rows } in examined {
        out.push('\n');
        for line in wrapped(&format!("{}: {}", statement.source, statement.title), WIDTH) {
            let _ = writeln!(out, "{line}");
        }
        for row in rows {
            write_row(&mut out, row);
        }
    }
    let _ = writeln!(out, "\n{}.", tallied(examined));
    out
}

/// `60 rows: 58 hold, 0 are contradicted, 2 stay open`.
pub fn tallied(examined: &[Examined]) -> String {
    let rows: usize = examined.iter().map(|examined| examined.rows.len()).sum();
    format!(
        "{}: {} hold, {} contradicted, {} open",
        text::counted(rows as u64, "row"),
        tally(examined, Verdict::Holds),
        tally(examined, Verdict::Contradicted),
        tally(examined, Verdict::Open),
    )
}

fn write_row(out: &mut String, row: &Row) {
    let predicted = format!("{} {}", row.relation, quantity(row.predicted));
    let measured = quantity(row.measured);
    let networks = text::count(row.networks as u64);
    let mut settings = wrapped(&row.setting, SETTING).into_iter();
    let first = settings.next().unwrap_or_default();
    let verdict = row.verdict().name();
    out.push_str(&line(verdict, &first, &predicted, &measured, &networks));
    let explained = format!("{}: {}", row.quantity, row.judgement.reason);
    for line in settings.chain(wrapped(&explained, WIDTH - INDENT)) {
        let _ = writeln!(out, "{:INDENT$}{line}", "");
    }
}

fn line(verdict: &str, setting: &str, predicted: &str, measured: &str, networks: &str) -> String {
    let line = format!(
        "  {verdict:<12}{setting:<SETTING$} {predicted:>NUMBER$} {measured:>NUMBER$} {networks:>8}"
    );
    line.trim_end().to_owned() + "\n"
}

/// `4657`, or `1.004 ± 0.006`.
pub fn quantity(quantity: Quantity) -> String {
    match quantity.error {
        None => number(quantity.value),
        Some(0.0) => format!("{} ± 0", number(quantity.value)),
        // The value to the error's second digit.
        Some(error) => {
            let decimals = (1.0 - error.log10().floor()).clamp(0.0, 8.0) as usize;
            format!("{:.decimals$} ± {error:.decimals$}", quantity.value)
        }
    }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        text::grouped(&format!("{value}"))
    } else {
        text::number(value)
    }
}

/// Lines of at most `width` characters, broken between words; a longer word has a line of its own.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_what_their_errors_leave() {
        let with = |value, error| quantity(Quantity { value, error });
        assert_eq!(with(4657.0, None), "4,657");
        assert_eq!(with(4657.0, Some(0.0)), "4,657 ± 0");
        assert_eq!(with(1.004_23, Some(0.006_4)), "1.0042 ± 0.0064");
        assert_eq!(with(4613.3, Some(23.4)), "4613 ± 23");
        assert_eq!(with(0.123_4, None), "0.1234");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(
            wrapped("incomprehensible no", 7),
            ["incomprehensible", "no"]
        );
        assert!(wrapped("", 7).is_empty());
    }
}
