//! What the paper says, next to what was measured.

use super::head;
use crate::claims::Finding;
use maud::{Markup, html};

pub(super) fn section(findings: &[Finding]) -> Markup {
    if findings.is_empty() {
        return html! {};
    }
    let content = html! {
        div.scroll role="region" tabindex="0" aria-labelledby="claims" {
            table.claims {
                thead { tr { (head(&["Paper says", "Measured here", "Verdict"])) } }
                tbody { @for finding in findings { (row(finding)) } }
            }
        }
    };
    super::section("claims", "Claims", &content)
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
