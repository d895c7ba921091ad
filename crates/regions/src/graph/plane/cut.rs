//! Cells cut in two, and cells that nothing cuts any more.

use super::cutter::Cutter;
use super::exact::inside;
use super::lines::{Line, Source, Witness};
use super::mesh::{Kind as EdgeKind, Oriented};
use super::net::Net;
use super::open::Cut;
use super::walls::weighted_sum;
use crate::{RegionsError, limits};
use smallvec::SmallVec;
use std::cmp::Ordering;
use std::rc::Rc;

impl Cutter<'_> {
    /// A cell in which everything is settled. The outputs are those of a net, or of the state.
    pub(super) fn leaf(&mut self, face: u32, net: Option<&Net>) {
        if let (Some(leaders), Some(&last)) = (&mut self.leaders, self.neurons.last()) {
            leaders.resize(self.mesh.faces() as usize, 0);
            leaders[face as usize] = self.state.at[last].pieces[0];
        }
        if !self.walls.wanted() {
            return;
        }
        self.outputs.clear();
        if let Some(net) = net {
            self.outputs.extend(net.outputs.iter().map(|row| row.form));
        } else {
            let values = &self.state.at[self.state.steps.len() - 1].values;
            let all = (0..values.parts[0].len()).map(|unit| values.get(unit));
            if self.walls.sums_outputs() {
                self.outputs.push(weighted_sum(all));
            } else {
                self.outputs.extend(all);
            }
        }
        self.mesh.ring(face, &mut self.ring);
        self.walls.settle(
            face,
            &self.ring,
            &self.outputs,
            &self.state,
            self.version,
            &self.mesh,
            &self.lines,
            &self.touches,
            &mut self.exact,
        );
    }

    /// Cuts a face with corners strictly on both sides. Returns the new face, above the cut.
    pub(super) fn cut(&mut self, ring: &[u32], cut: &Cut) -> Result<u32, RegionsError> {
        let faces = u64::from(self.mesh.faces()) + 1;
        if faces > limits::MAX_KEPT_REGIONS {
            return Err(RegionsError::TooMany {
                limit: limits::MAX_KEPT_REGIONS,
            });
        }
        self.spurious += u64::from(cut.kind == EdgeKind::Open);
        let counted = self.counted.as_ref().map_or(0, |counted| counted.faces);
        self.budget
            .spend((faces + counted).saturating_sub(self.spurious).max(1))?;
        let signs: SmallVec<[Ordering; 12]> = ring
            .iter()
            .map(|&edge| self.sign(self.mesh.origin(edge), &cut.form, cut.pair))
            .collect();
        let line = self.push_line(ring, cut);
        let oriented = Oriented {
            line,
            negative: false,
        };
        // The half-edges that start at the two zeros on the boundary: where the form turns positive
        // and where it turns negative.
        let (mut entering, mut leaving) = (None, None);
        for (at, &edge) in ring.iter().enumerate() {
            match (signs[at], signs[(at + 1) % ring.len()]) {
                (Ordering::Less, Ordering::Greater) => {
                    entering = Some(self.split(edge, oriented, false));
                }
                (Ordering::Greater, Ordering::Less) => {
                    leaving = Some(self.split(edge, oriented, true));
                }
                (Ordering::Equal, Ordering::Greater) => entering = Some(edge),
                (Ordering::Equal, Ordering::Less) => leaving = Some(edge),
                _ => {}
            }
        }
        match (entering, leaving) {
            (Some(entering), Some(leaving)) => {
                Ok(self.mesh.split_face(line, cut.kind, [entering, leaving]))
            }
            // A convex boundary on both sides of a line crosses it twice; exact signs make this
            // unreachable, and an error is better than a guess.
            _ => Err(RegionsError::Unsound),
        }
    }

    /// Splits an edge at the cut; returns the half-edge after the new vertex.
    fn split(&mut self, edge: u32, cut: Oriented, falling: bool) -> u32 {
        let wall = self.mesh.line(edge).line;
        let forms = [wall, cut.line].map(|line| &self.lines[line as usize].form);
        let new = self.mesh.split_edge(edge, cut, forms, falling);
        self.touches.split(edge / 2, new);
        let after = self.mesh.next(edge);
        if let Some(counted) = &mut self.counted {
            let neighbour = self.mesh.face(edge ^ 1);
            counted.split(neighbour, self.mesh.origin(after));
        }
        after
    }

    fn push_line(&mut self, ring: &[u32], cut: &Cut) -> u32 {
        let pair = cut.pair.map(|name| self.state.resolve(name));
        let witness = match inside(&self.mesh, &self.lines, ring) {
            Some(point) => Witness::Point(point),
            None => Witness::Exact(Rc::new(self.exact.pair(&self.state, self.version, pair))),
        };
        self.lines.push(Line {
            form: cut.form,
            source: Source::Cut {
                pair,
                witness,
                owner: cut.owner,
            },
        });
        (self.lines.len() - 1) as u32
    }
}
