//! An activation as one string of metadata.

use crate::{CheckpointError, container};
use crease_network::Activation;
use serde_json::{Value, json};

/// The string of the metadata.
const KEY: &str = "activation";
const EXPECTED: &str = r#""relu" or {"anchor": number, "breakpoints": [..], "slopes": [..]}"#;

/// `relu`, or the numbers of any other activation as a JSON object.
pub(crate) fn to_text(activation: &Activation) -> String {
    if *activation == Activation::relu() {
        return "relu".to_owned();
    }
    // Written key by key: the order inside a `Value` depends on features of serde_json.
    format!(
        r#"{{"anchor":{},"breakpoints":{},"slopes":{}}}"#,
        json!(activation.anchor()),
        json!(activation.breakpoints()),
        json!(activation.slopes()),
    )
}

/// The activation in the metadata of a file, ReLU by default.
pub(crate) fn stated(bytes: &[u8]) -> Result<Activation, CheckpointError> {
    match container::strings(bytes)?.get(KEY) {
        Some(text) => from_text(text),
        None => Ok(Activation::relu()),
    }
}

/// Reads what [`to_text`] wrote.
pub(crate) fn from_text(text: &str) -> Result<Activation, CheckpointError> {
    if text == "relu" {
        return Ok(Activation::relu());
    }
    let (breakpoints, slopes, anchor) = parse(text).ok_or_else(|| CheckpointError::Metadata {
        key: KEY,
        found: Some(text.to_owned()),
        expected: EXPECTED,
    })?;
    Ok(Activation::new(breakpoints, slopes, anchor)?)
}

fn parse(text: &str) -> Option<(Vec<f64>, Vec<f64>, f64)> {
    let value: Value = serde_json::from_str(text).ok()?;
    let numbers = |key| -> Option<Vec<f64>> {
        let list = value.get(key)?.as_array()?;
        list.iter().map(Value::as_f64).collect()
    };
    Some((
        numbers("breakpoints")?,
        numbers("slopes")?,
        value.get("anchor")?.as_f64()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_activation_comes_back() {
        let leaky = Activation::new(vec![0.0], vec![0.01, 1.0], 0.0).unwrap();
        let hard = Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0 / 3.0, 0.0], -1.0).unwrap();
        for activation in [Activation::relu(), leaky, hard] {
            assert_eq!(from_text(&to_text(&activation)).unwrap(), activation);
        }
    }

    #[test]
    fn nonsense_is_shown() {
        let error = from_text("gelu").unwrap_err().to_string();
        assert!(
            error.starts_with("metadata activation is gelu, expected \"relu\""),
            "{error}"
        );
        let flat = from_text(r#"{"anchor":0,"breakpoints":[0],"slopes":[1,1]}"#).unwrap_err();
        assert!(flat.to_string().contains("does not change"), "{flat}");
    }
}
