//! `--activation`: the activation of a network that was trained elsewhere.

use anyhow::{Context, anyhow, bail};
use crease_input::shown;
use crease_network::Activation;

/// What `--activation` accepts, for its help and its errors.
pub const EXPECTED: &str = "relu, leaky-relu[:SLOPE], hard-tanh, relu6, abs or \
                            pieces:BREAKPOINTS:SLOPES[:VALUE] such as pieces:-1,1:0,1,0:-1";

/// The names before any colon.
const KINDS: [&str; 6] = ["relu", "leaky-relu", "hard-tanh", "relu6", "abs", "pieces"];

/// The slope of `PyTorch`'s `LeakyReLU` left of 0, by default.
const LEAK: f64 = 0.01;

/// The activation of this name.
///
/// `pieces` has breakpoints, the slopes before, between and after them, and the value at the first
/// breakpoint, which is 0 by default.
pub fn parse(name: &str) -> anyhow::Result<Activation> {
    named(name).with_context(|| format!("--activation {}", shown(name)))
}

fn named(name: &str) -> anyhow::Result<Activation> {
    let mut parts = name.split(':');
    let kind = parts.next().unwrap_or_default();
    let arguments: Vec<&str> = parts.collect();
    let activation = match (kind, arguments.as_slice()) {
        ("relu", []) => Activation::relu(),
        ("relu6", []) => Activation::relu6(),
        ("hard-tanh", []) => Activation::hard_tanh(),
        ("abs", []) => Activation::abs(),
        ("leaky-relu", []) => Activation::leaky_relu(LEAK)?,
        ("leaky-relu", [slope]) => Activation::leaky_relu(number(slope)?)?,
        ("pieces", [breakpoints, slopes]) => {
            Activation::new(numbers(breakpoints)?, numbers(slopes)?, 0.0)?
        }
        ("pieces", [breakpoints, slopes, value]) => {
            Activation::new(numbers(breakpoints)?, numbers(slopes)?, number(value)?)?
        }
        _ if KINDS.contains(&kind) => bail!("expected {EXPECTED}"),
        _ => match KINDS.iter().find(|known| bare(known) == bare(kind)) {
            Some(meant) => bail!("expected {EXPECTED} (did you mean {meant}?)"),
            None => bail!("expected {EXPECTED}"),
        },
    };
    Ok(activation)
}

/// A name without case and punctuation. Names that are merely similar, such as gelu and relu, are
/// different functions.
fn bare(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn numbers(list: &str) -> anyhow::Result<Vec<f64>> {
    list.split(',').map(number).collect()
}

fn number(text: &str) -> anyhow::Result<f64> {
    text.trim()
        .parse()
        .map_err(|_| anyhow!("'{}' is not a number, expected {EXPECTED}", shown(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_pytorch() {
        for (name, x, y) in [
            ("relu", -2.0, 0.0),
            ("relu6", 7.0, 6.0),
            ("hard-tanh", -7.0, -1.0),
            ("hard-tanh", 0.5, 0.5),
            ("abs", -3.0, 3.0),
            ("leaky-relu", -2.0, -0.02),
            ("leaky-relu:0.25", -2.0, -0.5),
            ("pieces:-1,1:0,1,0:-1", 7.0, 1.0),
            ("pieces:0:-1,1", -3.0, 3.0),
        ] {
            assert_eq!(parse(name).unwrap().apply(x), y, "{name}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (name, expected) in [
            ("gelu", "--activation gelu: expected relu, leaky-relu"),
            (
                "leaky-relu:a",
                "--activation leaky-relu:a: 'a' is not a number",
            ),
            ("leaky-relu:1", "the slope does not change at breakpoint 0"),
            ("leaky-relu:nan", "needs finite numbers, found NaN"),
            ("pieces:1:0", "needs 2 slopes, found 1"),
            ("pieces:::", "expected relu"),
            ("relu:1", "expected relu"),
        ] {
            let message = format!("{:#}", parse(name).unwrap_err());
            assert!(message.contains(expected), "{name}: {message}");
        }
    }
}
