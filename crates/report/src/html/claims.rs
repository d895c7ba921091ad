//! What the paper says, next to what was measured.

use crate::claims::Finding;
use maud::{Markup, html};

pub(super) fn section(findings: &[Finding]) -> Markup {
    if findings.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="claims" {
            h2 #claims { "Claims" }
            div.scroll role="region" tabindex="0" aria-labelledby="claims" {
                table.claims {
                    thead { tr {
                        th scope="col" { "Paper says" }
                        th scope="col" { "Measured here" }
                        th scope="col" { "Verdict" }
                    } }
                    tbody { @for finding in findings { (row(finding)) } }
                }
            }
        }
    }
}

fn row(finding: &Finding) -> Markup {
    let agreement = finding.verdict.agreement;
    html! {
        tr {
            th scope="row" data-label="Paper says" { (finding.paper) }
            td data-label="Measured here" { (measured(&finding.measured)) }
            td data-label="Verdict" {
                (agreement.badge(agreement.words()))
                " " (finding.verdict.reason)
            }
        }
    }
}

/// The first line as a sentence, the values of a swept key as a list below it.
fn measured(lines: &[String]) -> Markup {
    html! {
        @if let Some((first, rest)) = lines.split_first() {
            p { (first) }
            @if !rest.is_empty() {
                ul { @for line in rest { li { (line) } } }
            }
        }
    }
}
