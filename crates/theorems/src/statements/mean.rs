//! Mean counts at initialisation, in a plane (P, Remark 1) and along a line (C, Theorem 1).

use super::statement::Statement;
use crate::count::REGIONS;
use crate::study::Subject;
use crate::verdict::about;
use crate::{Estimate, Law, PAPER_BIAS, Relation, Row, Study, TheoremsError};
use crease_regions::Line;

pub const PLANE: Statement = Statement {
    key: "mean-plane",
    source: "P, Remark 1",
    title: "mean count in a plane: N^2/2",
    says: "At initialisation the mean number of regions in all of the input space is (to leading \
           order) N^n / n! for N neurons and n inputs, whatever the depth.",
    examine: plane,
};

pub const LINE: Statement = Statement {
    key: "mean-line",
    source: "C, Theorem 1",
    title: "mean count along a line: N",
    says: "The mean number of regions along a line is proportional to the number of neurons N; on \
           whole lines through the origin the constant \"appears very close to 1\" (section 3.1).",
    examine: line,
};

/// What "approximately" means, as in the claims of the figures.
pub(super) const ABOUT: f64 = 0.1;

/// Hidden widths, over depths and widths.
const HIDDEN: [&[usize]; 7] = [
    &[96],
    &[32, 32],
    &[32, 32, 32],
    &[24, 24, 24, 24],
    &[64, 32, 16],
    &[64, 64, 64],
    &[16, 16, 16, 16, 16, 16],
];
const QUICK: usize = 3;

fn hidden(study: &Study<'_>) -> &'static [&'static [usize]] {
    &HIDDEN[..if study.quick { QUICK } else { HIDDEN.len() }]
}

fn plane(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let rows = hidden(study).iter().map(|hidden| {
        row(
            study,
            hidden,
            "whole plane",
            "regions / (N^2/2)",
            &|subject, neurons| {
                let counts = subject.whole_plane(&REGIONS)?;
                Ok(counts.activation_regions as f64 / (neurons * neurons / 2.0))
            },
        )
    });
    rows.collect()
}

fn line(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    // He-normal weights have no preferred direction: any line through the origin is a random one.
    let line = Line::new(vec![0.0, 0.0], vec![1.0, 0.0])?;
    let rows = hidden(study).iter().map(|hidden| {
        let place = "line through 0";
        row(
            study,
            hidden,
            place,
            "regions / N on the whole line",
            &|subject, neurons| {
                let counts = subject.along(&line, &REGIONS)?;
                Ok(counts.activation_regions as f64 / neurons)
            },
        )
    });
    rows.collect()
}

type Count<'c> = &'c (dyn Fn(&Subject<'_>, f64) -> Result<f64, TheoremsError> + Sync);

fn row(
    study: &Study<'_>,
    hidden: &[usize],
    place: &str,
    quantity: &str,
    count: Count<'_>,
) -> Result<Row, TheoremsError> {
    let widths = [&[2], hidden, &[1]].concat();
    let law = Law::relu(&widths, PAPER_BIAS);
    let neurons = law.neurons() as f64;
    let ratios = study.each(place, &law, |subject| count(subject, neurons))?;
    let measured = Estimate::of(&ratios);
    Ok(Row {
        setting: format!("{law}, {place}"),
        quantity: quantity.to_owned(),
        relation: Relation::About,
        predicted: 1.0.into(),
        measured: measured.into(),
        networks: ratios.len(),
        judgement: about(measured, 1.0, ABOUT),
    })
}
