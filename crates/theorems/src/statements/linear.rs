//! Linear regions are activation regions, merged (P, Lemma 3).

use super::statement::Statement;
use crate::verdict::{Judgement, each};
use crate::{Estimate, Law, Relation, Row, Study, TheoremsError};

pub const STATEMENT: Statement = Statement {
    key: "linear-regions",
    source: "P, Lemma 3",
    title: "linear regions: at most activation regions",
    says: "Every linear region is a union of activation regions, so there are never more; walls are \
           merged where a later layer is off as a whole, which is rare unless layers are narrow \
           (Appendix B.4).",
    examine,
};

const HALF_SIDE: f64 = 1.0;

fn examine(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let laws = [
        Law::relu(&[2, 4, 4, 4, 1], 0.1),
        Law::relu(&[2, 8, 8, 8, 1], 0.1),
        Law::relu(&[2, 24, 24, 1], 0.1),
    ];
    let rows = laws.into_iter().map(|law| {
        let found = study.each("linear regions", &law, |subject| {
            let tiling = subject.tiling(HALF_SIDE)?;
            let merged = tiling.walls.iter().filter(|wall| !wall.jumps).count();
            Ok([
                tiling.linear_regions as f64,
                tiling.polygons.len() as f64,
                merged as f64,
                tiling.walls.len() as f64,
            ])
        })?;
        let kept = found.iter().filter(|[linear, all, ..]| linear <= all);
        let ratios: Vec<f64> = found.iter().map(|[linear, all, ..]| linear / all).collect();
        let merged: f64 = found.iter().map(|[_, _, merged, _]| merged).sum();
        let walls: f64 = found.iter().map(|[_, _, _, walls]| walls).sum();
        let judged = each(kept.count(), found.len());
        Ok(Row {
            setting: format!("{law}, biases {}", law.bias_std),
            quantity: format!("linear / activation regions in |x_i| < {HALF_SIDE}"),
            relation: Relation::AtMost,
            predicted: 1.0.into(),
            measured: Estimate::of(&ratios).into(),
            networks: found.len(),
            judgement: Judgement {
                reason: format!(
                    "{}; {:.2} % of {walls} walls merged",
                    judged.reason,
                    100.0 * merged / walls.max(1.0)
                ),
                ..judged
            },
        })
    });
    rows.collect()
}
