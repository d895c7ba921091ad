//! The papers' statements as a page.

use super::html;
use super::verdict::Agreement;
use super::words::capitalised;
use crate::text::{count, counted};
use crease_theorems::{Examined, Quantity, Row, Study, Verdict, tally};
use maud::{Markup, html};

/// The folder of results of the papers' statements, and the name of the files in it.
pub const THEOREMS: &str = "verify";

/// The columns of each statement.
const COLUMNS: [&str; 6] = [
    "Setting",
    "Quantity",
    "Predicted",
    "Measured",
    "Networks",
    "Verdict",
];

/// `results/verify/report.html`; `quantity` writes a number with its error.
pub fn theorems(
    examined: &[Examined],
    study: &Study<'_>,
    quantity: fn(Quantity) -> String,
) -> String {
    let title = "The papers' statements, predicted and measured";
    let verdicts = [Verdict::Holds, Verdict::Contradicted, Verdict::Open];
    let body = html! {
        nav aria-label="Results" { a href="../index.html" { "All results" } }
        main {
            header {
                h1 { (title) }
                p.source {
                    "P is “Deep ReLU Networks Have Surprisingly Few Activation Patterns”, C is \
                     “Complexity of Linear Regions in Deep Networks”, both by Hanin and Rolnick. N \
                     is the number of neurons."
                }
                p { @for verdict in verdicts {
                    (badge(verdict, &format!("{} {}", tally(examined, verdict), verdict.name()))) " "
                } }
                p {
                    "Random networks: weights normal with variance 2 / fan-in, biases normal with \
                     standard deviation 0.001 unless another is given. Counts are exact; numbers \
                     after ± are standard errors. Seed " (study.seed) ", "
                    (counted(study.networks as u64, "network")) " per sample. All numbers are in "
                    a href="verify.csv" { "verify.csv" } "."
                }
            }
            @for (index, one) in examined.iter().enumerate() { (statement(index, one, quantity)) }
        }
        footer { p { "Written by Crease " (env!("CARGO_PKG_VERSION")) "." } }
    };
    html::page(title, title, &body)
}

fn statement(index: usize, examined: &Examined, quantity: fn(Quantity) -> String) -> Markup {
    let Examined { statement, rows } = examined;
    let heading = format!("statement-{index}");
    let content = html! {
        p { (statement.says) " (" (statement.source) ")" }
        div.scroll role="region" tabindex="0" aria-labelledby=(heading) {
            table {
                thead { tr { (html::head(&COLUMNS)) } }
                tbody { @for row in rows { (line(row, quantity)) } }
            }
        }
    };
    html::section(&heading, &capitalised(statement.title), &content)
}

fn line(row: &Row, quantity: fn(Quantity) -> String) -> Markup {
    html! {
        tr {
            th scope="row" { (row.setting) }
            td { (row.quantity) }
            td { (row.relation.to_string()) " " (quantity(row.predicted)) }
            td { (quantity(row.measured)) }
            td { (count(row.networks as u64)) }
            td {
                (badge(row.verdict(), row.verdict().name())) " " (row.judgement.criterion)
                @if !row.judgement.reason.is_empty() { "; " (row.judgement.reason) }
            }
        }
    }
}

fn badge(verdict: Verdict, words: &str) -> Markup {
    let agreement = match verdict {
        Verdict::Holds => Agreement::Agrees,
        Verdict::Contradicted => Agreement::Differs,
        Verdict::Open => Agreement::Open,
    };
    agreement.badge(words)
}
