use super::*;

/// `CITATION.cff` as it should be.
fn cff() -> String {
    let mut text = format!(
        "# crates/report/src/citation has the same data for `crease cite`; a test compares them.\n\
         cff-version: 1.2.0\n\
         message: If you use Crease, please cite it, and the papers whose figures it reproduces.\n\
         type: software\n\
         title: {NAME}\n\
         abstract: {ABSTRACT}\n\
         version: {VERSION}\n\
         license:\n"
    );
    for licence in LICENCE.split(" OR ") {
        let _ = writeln!(text, "  - {licence}");
    }
    let _ = writeln!(text, "authors:\n  - name: {AUTHORS}\nreferences:");
    for paper in &PAPERS {
        let _ = writeln!(
            text,
            "  - type: conference-paper\n    title: {}\n    authors:",
            paper.title
        );
        for (given, family) in paper.authors {
            let _ = writeln!(
                text,
                "      - given-names: {given}\n        family-names: {family}"
            );
        }
        let _ = writeln!(text, "    collection-title: {}", paper.proceedings);
        let _ = writeln!(text, "    volume: {}", paper.volume);
        if let Some((first, last)) = paper.pages {
            let _ = writeln!(text, "    start: {first}\n    end: {last}");
        }
        let _ = writeln!(text, "    year: {}", paper.year);
    }
    text
}

#[test]
fn the_citation_file_says_what_crease_cite_says() {
    let held = include_str!("../../../../CITATION.cff");
    let expected = cff();
    assert!(
        held == expected,
        "CITATION.cff has to hold exactly:\n\n{expected}"
    );
}

#[test]
fn bibtex_names_version_licence_and_hashes() {
    let plain = bibtex(None);
    assert!(plain.contains(&format!("note = {{Version {VERSION}, MIT OR Apache-2.0}}")));
    assert_eq!(plain.matches("\n@").count() + 1, 3, "{plain}");
    assert_eq!(plain.matches('{').count(), plain.matches('}').count());

    let origin = Origin {
        name: "fig5_x".to_owned(),
        versions: vec!["0.1.0".to_owned(), "0.2.0".to_owned()],
        hashes: vec![("table.csv", "ab12".to_owned())],
    };
    let of_results = bibtex(Some(&origin));
    assert!(
        of_results.contains(
            "Versions 0.1.0, 0.2.0, MIT OR Apache-2.0. Results \\texttt{fig5\\_x}, SHA-256 of \
             \\texttt{table.csv}: \\texttt{ab12}"
        ),
        "{of_results}"
    );
}
