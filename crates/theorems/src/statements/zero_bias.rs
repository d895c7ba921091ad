//! Networks without biases (P, Appendix D).

use super::statement::Statement;
use crate::count::{REGIONS, in_slice, of};
use crate::study::Subject;
use crate::verdict::{Judgement, each};
use crate::{Estimate, Law, Relation, Row, Study, TheoremsError};
use crease_network::{Layer, Network};
use crease_regions::{Plane, vertices};

pub const CONES: Statement = Statement {
    key: "zero-bias-cones",
    source: "P, Lemma 15",
    title: "without biases every region is a cone",
    says: "With all biases 0 the network is positively homogeneous and every region is a convex \
           cone. In a plane: the origin is the only vertex and every wall a ray from it.",
    examine: cones,
};

pub const FEWER: Statement = Statement {
    key: "zero-bias-fewer",
    source: "P, Proposition 14",
    title: "without biases never more regions",
    says: "Setting all biases to 0 never raises the number of regions in all of input space, network \
           by network, whatever the law of the biases.",
    examine: fewer,
};

fn laws(study: &Study<'_>) -> Vec<Law> {
    let small = Law::relu(&[2, 8, 8, 8, 1], 1.0);
    let large = Law::relu(&[2, 32, 32, 32, 1], 1.0);
    if study.quick {
        vec![small]
    } else {
        vec![small, large]
    }
}

fn without_biases(subject: &Subject<'_>) -> Result<Network, TheoremsError> {
    let zero = |layer: &Layer| Layer {
        bias: vec![0.0; layer.outputs],
        ..layer.clone()
    };
    let layers = subject.network.layers().iter().map(zero).collect();
    subject.law.network(layers)
}

fn cones(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let rows = laws(study).into_iter().map(|law| {
        let found = study.each("cones", &law, |subject| {
            are_cones(&law, &without_biases(subject)?)
        })?;
        let kept = found.iter().filter(|&&cones| cones).count();
        let share: Vec<f64> = found
            .iter()
            .map(|&cones| f64::from(u8::from(cones)))
            .collect();
        Ok(Row {
            setting: format!("{law}, biases 0, whole plane"),
            quantity: "share of networks with cones only".to_owned(),
            relation: Relation::Equal,
            predicted: 1.0.into(),
            measured: Estimate::of(&share).into(),
            networks: found.len(),
            judgement: each(kept, found.len()),
        })
    });
    rows.collect()
}

/// Whether the origin is the only vertex, at exactly 0, and there are as many edges as regions: then
/// each edge is a ray from it.
fn are_cones(law: &Law, network: &Network) -> Result<bool, TheoremsError> {
    let plane = Plane::of_inputs();
    let corners = of(law, vertices(network, &plane, &REGIONS))?;
    let counts = in_slice(law, network, plane, &REGIONS)?;
    Ok(corners == [[0.0, 0.0]]
        && counts.vertices == Some(1)
        && counts.edges == Some(counts.activation_regions))
}

fn fewer(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let rows = laws(study).into_iter().map(|law| {
        let counts = study.each("fewer", &law, |subject| {
            let with = subject.whole_plane(&REGIONS)?.activation_regions;
            let without = in_slice(
                &law,
                &without_biases(subject)?,
                Plane::of_inputs(),
                &REGIONS,
            )?;
            Ok((without.activation_regions as f64, with as f64))
        })?;
        let kept = counts.iter().filter(|(without, with)| without <= with);
        let ratios: Vec<f64> = counts
            .iter()
            .map(|(without, with)| without / with)
            .collect();
        let cones: Vec<f64> = counts.iter().map(|(without, _)| *without).collect();
        let per_neuron = Estimate::of(&cones).mean / law.neurons() as f64;
        let judged = each(kept.count(), counts.len());
        Ok(Row {
            setting: format!("{law}, biases {}", law.bias_std),
            quantity: "regions without biases / with, whole plane".to_owned(),
            relation: Relation::AtMost,
            predicted: 1.0.into(),
            measured: Estimate::of(&ratios).into(),
            networks: counts.len(),
            judgement: Judgement {
                reason: format!(
                    "{}; largest ratio {:.3}; without biases {per_neuron:.2} regions a neuron",
                    judged.reason,
                    ratios.iter().copied().fold(0.0, f64::max)
                ),
                ..judged
            },
        })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Study;

    #[test]
    fn biases_make_no_cones() {
        let law = Law::relu(&[2, 4, 4, 1], 1.0);
        let study = Study {
            seed: 1,
            networks: 4,
            quick: true,
            threads: 2,
            watch: &(),
        };
        let found = study.each("t", &law, |subject| {
            let bare = without_biases(subject)?;
            Ok((are_cones(&law, &subject.network)?, are_cones(&law, &bare)?))
        });
        assert_eq!(found.unwrap(), [(false, true); 4]);
    }
}
