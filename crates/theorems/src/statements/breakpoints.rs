//! Activations with T breakpoints (C, Theorem 1 and section 5).

use super::boundary;
use super::one_layer;
use super::statement::Statement;
use crate::binomial::binomial;
use crate::count::REGIONS;
use crate::verdict::{Judgement, Verdict, each};
use crate::{Estimate, Law, Relation, Row, Study, TheoremsError};
use crease_network::Activation;
use crease_regions::Line;

pub const STATEMENT: Statement = Statement {
    key: "breakpoints",
    source: "C, Theorem 1",
    title: "T breakpoints: counts grow with T",
    says: "The number of regions in an interval is proportional to T N. With one layer it is exactly \
           1 + T N on a line and 1 + T N + T^2 N(N-1)/2 in a plane; with more, formula (6) gives the \
           mean in an interval, and more breakpoints make more regions.",
    examine,
};

fn examine(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let activations = activations()?;
    let mut rows = Vec::new();
    for (name, activation) in &activations {
        let law = Law::relu(&[1, 24, 1], boundary::BIAS).with(name, activation.clone());
        rows.push(one_layer_line(study, &law)?);
        let law = Law::relu(&[2, 12, 1], boundary::BIAS).with(name, activation.clone());
        rows.push(one_layer_plane(study, &law)?);
    }
    let deep = |name, activation: &Activation| {
        Law::relu(&[1, 12, 12, 1], boundary::BIAS).with(name, activation.clone())
    };
    for (name, activation) in &activations {
        rows.push(boundary::segment(study, &deep(name, activation))?);
    }
    let counts = |at: usize| {
        let (name, activation) = &activations[at];
        whole_line(study, &deep(name, activation))
    };
    let [leaky, hard_tanh, relu6, pieces] = [counts(0)?, counts(1)?, counts(2)?, counts(3)?];
    rows.push(grows("leaky relu, T = 1, to relu6, T = 2", &leaky, &relu6));
    rows.push(grows("relu6, T = 2, to 4 pieces, T = 3", &relu6, &pieces));
    rows.push(grows(
        "hard tanh, T = 2, to 4 pieces, T = 3",
        &hard_tanh,
        &pieces,
    ));
    Ok(rows)
}

/// Hard tanh with one more break at 0 has 4 pieces.
fn activations() -> Result<[(&'static str, Activation); 4], TheoremsError> {
    Ok([
        ("leaky relu", Activation::leaky_relu(0.01)?),
        ("hard tanh", Activation::hard_tanh()),
        ("relu6", Activation::relu6()),
        (
            "4 pieces",
            Activation::new(vec![-1.0, 0.0, 1.0], vec![0.0, 1.0, 0.5, 0.0], -1.0)?,
        ),
    ])
}

fn size(law: &Law) -> (u64, u64) {
    (
        law.activation.breakpoints().len() as u64,
        law.neurons() as u64,
    )
}

fn one_layer_line(study: &Study<'_>, law: &Law) -> Result<Row, TheoremsError> {
    let (t, n) = size(law);
    let counts = whole_line(study, law)?;
    Ok(exact(
        &format!("{law}, T = {t}, whole line"),
        one_layer::regions(t * n, 1),
        &counts,
    ))
}

fn one_layer_plane(study: &Study<'_>, law: &Law) -> Result<Row, TheoremsError> {
    let (t, n) = size(law);
    let counts = study.each("breakpoints", law, |subject| {
        Ok(subject.whole_plane(&REGIONS)?.activation_regions as f64)
    })?;
    // T parallel lines per neuron, which cross those of the others.
    let predicted = 1 + t * n + t * t * binomial(n, 2);
    Ok(exact(
        &format!("{law}, T = {t}, whole plane"),
        predicted,
        &counts,
    ))
}

fn whole_line(study: &Study<'_>, law: &Law) -> Result<Vec<f64>, TheoremsError> {
    study.each("breakpoints, line", law, |subject| {
        Ok(subject
            .along(&Line::of_inputs(), &REGIONS)?
            .activation_regions as f64)
    })
}

fn exact(setting: &str, predicted: u64, counts: &[f64]) -> Row {
    let predicted = predicted as f64;
    let kept = counts.iter().filter(|&&count| count == predicted).count();
    Row {
        setting: setting.to_owned(),
        quantity: "regions".to_owned(),
        relation: Relation::Equal,
        predicted: predicted.into(),
        measured: Estimate::of(counts).into(),
        networks: counts.len(),
        judgement: each(kept, counts.len()),
    }
}

fn grows(setting: &str, fewer: &[f64], more: &[f64]) -> Row {
    let (fewer, more) = (Estimate::of(fewer), Estimate::of(more));
    let noise = 2.0 * fewer.error.hypot(more.error);
    let growth = more.mean - fewer.mean;
    let verdict = if growth > noise {
        Verdict::Holds
    } else if growth < -noise {
        Verdict::Contradicted
    } else {
        Verdict::Open
    };
    Row {
        setting: format!("1-12-12-1, whole line, {setting}"),
        quantity: "regions".to_owned(),
        relation: Relation::Above,
        predicted: fewer.into(),
        measured: more.into(),
        networks: fewer.count + more.count,
        judgement: Judgement {
            criterion: "the mean grows by more than 2 standard errors".to_owned(),
            verdict,
            reason: format!("grows by {growth:.2}, two standard errors are {noise:.2}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_prediction_contradicts() {
        assert_eq!(exact("", 25, &[25.0, 25.0]).verdict(), Verdict::Holds);
        assert_eq!(
            exact("", 26, &[25.0, 25.0]).verdict(),
            Verdict::Contradicted
        );
        assert_eq!(
            exact("", 25, &[25.0, 24.0]).verdict(),
            Verdict::Contradicted
        );
    }

    #[test]
    fn fewer_regions_with_more_breakpoints_contradict() {
        let few = [20.0, 21.0, 22.0];
        let many = [40.0, 41.0, 42.0];
        assert_eq!(grows("", &few, &many).verdict(), Verdict::Holds);
        assert_eq!(grows("", &many, &few).verdict(), Verdict::Contradicted);
        assert_eq!(grows("", &few, &few).verdict(), Verdict::Open);
    }
}
