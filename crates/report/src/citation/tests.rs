use super::*;

/// The contents of `CITATION.cff`.
fn expected() -> Vec<String> {
    let mut lines = vec![
        format!("title: {NAME}"),
        format!("abstract: {ABSTRACT}"),
        format!("version: {VERSION}"),
        format!("  - name: {AUTHORS}"),
    ];
    lines.extend(
        LICENCE
            .split(" OR ")
            .map(|licence| format!("  - {licence}")),
    );
    for line in PAPERS.lines() {
        let Some((key, value)) = line.trim().split_once(" = ") else {
            continue;
        };
        let value = value.trim_end_matches(',').replace(['{', '}'], "");
        match key {
            "author" => lines.extend(value.split(" and ").flat_map(|author| {
                let (family, given) = author.split_once(", ").unwrap();
                [
                    format!("      - given-names: {given}"),
                    format!("        family-names: {family}"),
                ]
            })),
            "booktitle" => lines.push(format!("    collection-title: {value}")),
            "pages" => {
                let (first, last) = value.split_once("--").unwrap();
                lines.extend([format!("    start: {first}"), format!("    end: {last}")]);
            }
            // As BibTeX styles print it after the volume.
            "series" => {}
            key => lines.push(format!("    {key}: {value}")),
        }
    }
    lines
}

#[test]
fn the_citation_file_agrees_with_crease_cite() {
    let held: Vec<&str> = include_str!("../../../../CITATION.cff").lines().collect();
    let expected = expected();
    assert_eq!(expected.len(), 4 + 2 + 8 + 10);
    for line in expected {
        assert!(held.contains(&line.as_str()), "CITATION.cff lacks {line:?}");
    }
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
