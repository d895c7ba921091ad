//! LaTeX: every character as text, whatever the experiment's title holds.

/// How to use the file.
const COMMENT: &str = "% In a figure environment, after \\includegraphics: \\input{caption}\n";

/// `\caption` and `\label`.
pub(super) fn caption(name: &str, title: &str, text: &str) -> String {
    let label: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    // The braces keep a closing bracket in the title from ending the optional argument.
    format!(
        "{COMMENT}\\caption[{{{}}}]{{%\n{}%\n}}\n\\label{{fig:{label}}}\n",
        escaped(title),
        escaped(text)
    )
}

/// Text escaped for any LaTeX engine. Letters of other scripts stay as they are, since modern LaTeX
/// reads UTF-8.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match symbol(character) {
            Some(symbol) => out.push_str(symbol),
            None if character.is_control() => out.push(' '),
            None => out.push(character),
        }
    }
    out
}

fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '\\' => "\\textbackslash{}",
        '{' => "\\{",
        '}' => "\\}",
        '$' => "\\$",
        '&' => "\\&",
        '#' => "\\#",
        '%' => "\\%",
        '_' => "\\_",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '|' => "\\textbar{}",
        '"' => "''",
        '−' => "$-$",
        '±' => "$\\pm$",
        '×' => "$\\times$",
        '·' => "$\\cdot$",
        '∈' => "$\\in$",
        '≈' => "$\\approx$",
        '≤' => "$\\leq$",
        '≥' => "$\\geq$",
        '≠' => "$\\neq$",
        '∞' => "$\\infty$",
        '→' => "$\\to$",
        '√' => "$\\surd$",
        '°' => "\\textdegree{}",
        '…' => "\\ldots{}",
        '–' => "--",
        '—' => "---",
        '⁰' => "$^{0}$",
        '¹' => "$^{1}$",
        '²' => "$^{2}$",
        '³' => "$^{3}$",
        '⁴' => "$^{4}$",
        '⁵' => "$^{5}$",
        '⁶' => "$^{6}$",
        '⁷' => "$^{7}$",
        '⁸' => "$^{8}$",
        '⁹' => "$^{9}$",
        '⁻' => "$^{-}$",
        'ᵈ' => "$^{d}$",
        '₁' => "$_{1}$",
        '₂' => "$_{2}$",
        'α' => "$\\alpha$",
        'β' => "$\\beta$",
        'γ' => "$\\gamma$",
        'δ' => "$\\delta$",
        'ε' => "$\\varepsilon$",
        'η' => "$\\eta$",
        'θ' => "$\\theta$",
        'λ' => "$\\lambda$",
        'μ' | 'µ' => "$\\mu$",
        'π' => "$\\pi$",
        'ρ' => "$\\rho$",
        'σ' => "$\\sigma$",
        'τ' => "$\\tau$",
        'φ' => "$\\varphi$",
        'ω' => "$\\omega$",
        'Δ' => "$\\Delta$",
        'Σ' => "$\\Sigma$",
        'Ω' => "$\\Omega$",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latex_commands_are_escaped() {
        assert_eq!(
            escaped("50 % of #neurons_2 & {a}\\input ~ ^ $x$"),
            "50 \\% of \\#neurons\\_2 \\& \\{a\\}\\textbackslash{}input \\textasciitilde{} \
             \\textasciicircum{} \\$x\\$"
        );
        assert_eq!(
            escaped("n ∈ {1, 2}, [−1, 1]²"),
            "n $\\in$ \\{1, 2\\}, [$-$1, 1]$^{2}$"
        );
    }

    #[test]
    fn a_title_with_a_bracket_does_not_end_the_argument() {
        let caption = caption("fig5_quick", "On [0, 1]", "On [0, 1]. Text");
        assert!(
            caption.contains("\\caption[{On [0, 1]}]{%\nOn [0, 1]. Text%\n}\n"),
            "{caption}"
        );
        assert!(caption.ends_with("\\label{fig:fig5-quick}\n"), "{caption}");
    }
}
