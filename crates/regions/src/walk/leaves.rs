//! Whole cells, handed out for drawing and for decision boundaries.
//!
//! The last layer then cuts cells like any other, and no layer is narrowed or joined, so that all
//! forms are available in a cell that nothing cuts any more.

use super::cell::Crossed;
use super::forms::FormsAt;
use super::found::{Stop, WalkCounts};
use super::kernels;
use super::leaf::{CellKind, Leaf, LeafSide, Leaves, Part, Sink};
use super::prepare::prepare;
use super::tasks::on_deep_stack;
use super::walker::{Request, Walker};
use super::walls::{Name, name};
use crate::pattern::Pieces;
use crate::units::Units;
use crate::{Options, Plane, RegionsError};
use crease_network::Network;
use std::ops::Range;

/// Walks through all cells of a plane in the order of the walk, which depends on nothing but the
/// network and the plane. A whole plane that no unit of the first layer cuts has none to hand out.
pub(crate) fn walk_cells(
    network: &Network,
    plane: &Plane,
    options: &Options,
    wanted: CellKind,
    sink: &mut dyn Sink,
) -> Result<WalkCounts, RegionsError> {
    let pieces = Pieces::new(network.activation());
    let layers = prepare(network, plane, &pieces);
    let request = Request {
        network,
        plane,
        pieces: &pieces,
        layers: &layers,
        options,
    };
    let units = Units::new(network).count() as u32;
    let work = || -> Result<WalkCounts, Stop> {
        let mut walker = Walker::new(&request);
        walker.points = walker.points.for_corners();
        walker.leaves = Some(Box::new(Leaves {
            sink,
            wanted,
            names: (0..units).map(name).collect(),
            on: Vec::new(),
            forms: Vec::new(),
            outputs: Vec::new(),
            parts: Vec::new(),
            sides: Vec::new(),
            beyond: Vec::new(),
            signs: Vec::new(),
            candidates: Vec::new(),
        }));
        walker.walk()?;
        walker.close()
    };
    on_deep_stack(units as usize, work).map_err(Stop::into_error)
}

impl Walker<'_> {
    /// Hands out a cell that nothing cuts any more. Apart from the recursion, whose frames it would
    /// make larger.
    #[cold]
    #[inline(never)]
    pub(super) fn hand_out(&mut self, at: &Crossed) -> Result<(), Stop> {
        let cell = &at.cell;
        self.check_limit()?;
        self.look_at_walls(at);
        let Some(mut leaves) = self.leaves.take() else {
            return Ok(());
        };
        let name = self.find_name(&mut leaves);
        self.find_outputs(&mut leaves, at.forms);
        self.find_beyond(&mut leaves, cell);
        leaves.parts.clear();
        leaves.sides.clear();
        match leaves.wanted {
            CellKind::Cells => {
                self.push_part(&mut leaves, 0, cell);
                if let Some(walls) = &self.walls {
                    for &side in &walls.flat {
                        leaves.sides[side as usize].flat = true;
                    }
                }
            }
            CellKind::Classes => self.cut_by_class(&mut leaves, cell)?,
        }
        let leaf = Leaf {
            name,
            on: &leaves.on,
            outputs: &leaves.outputs,
            parts: &leaves.parts,
            sides: &leaves.sides,
            beyond: &leaves.beyond,
        };
        let taken = leaves.sink.take(&leaf);
        self.leaves = Some(leaves);
        taken.map_err(Stop::Refused)
    }

    /// Finds which units are on, and the cell's name.
    fn find_name(&self, leaves: &mut Leaves<'_>) -> Name {
        let Leaves { names, on, .. } = leaves;
        on.clear();
        on.resize(names.len().div_ceil(64), 0);
        let mut name = 0;
        let layers = self.layers.hidden.iter().zip(&self.layers.first_ids);
        for ((layer, &first), flags) in layers.zip(&self.flags) {
            for (unit, _) in flags[..layer.units]
                .iter()
                .enumerate()
                .filter(|(_, flag)| **flag == kernels::ABOVE)
            {
                let id = first as usize + unit;
                name ^= names[id];
                on[id / 64] |= 1 << (id % 64);
            }
        }
        name
    }

    fn find_outputs(&mut self, leaves: &mut Leaves<'_>, forms: FormsAt) {
        let last = self.layers.hidden.len() - 1;
        let (this, output) = (&self.layers.hidden[last], &self.layers.output);
        let from = self.forms.at(forms);
        let flags = self.flags[last][..this.units].iter().enumerate();
        let above = flags.filter(|(_, flag)| **flag == kernels::ABOVE);
        self.on.clear();
        self.on
            .extend(above.map(|(unit, _)| (unit as u32, this.coefficients(from, unit))));
        leaves.forms.clear();
        leaves.forms.resize(2 * output.padded, 0.0);
        leaves.forms.extend_from_slice(&output.bias);
        self.arch.dispatch(kernels::Product {
            after: output,
            on: &self.on,
            into: &mut leaves.forms,
        });
        let scale = self.layers.scale;
        let in_plane = |unit: usize| {
            let [g, h, c] = output.coefficients(&leaves.forms, unit);
            [g, h, c / scale]
        };
        leaves.outputs.clear();
        leaves.outputs.extend((0..output.units).map(in_plane));
    }

    /// The cells beyond walls along which several units are zero, where the cell is on the positive
    /// side.
    fn find_beyond(&mut self, leaves: &mut Leaves<'_>, cell: &Range<usize>) {
        leaves.beyond.clear();
        for at in cell.clone() {
            let side = &self.sides[at];
            let line = side.of;
            if !side.shared || line.is_negated() {
                continue;
            }
            if let Some(unit) = line.unit() {
                let last = self.layers.hidden.len() - 1;
                let flags = &self.flags[last][..self.layers.hidden[last].units];
                let on: Vec<bool> = flags.iter().map(|&flag| flag == kernels::ABOVE).collect();
                let (name, _) = self.cross(unit, &on);
                leaves.beyond.push((line, name));
            }
        }
    }

    /// Pushes the part of a cell that a class wins, a ring of sides.
    pub(super) fn push_part(&mut self, leaves: &mut Leaves<'_>, class: u32, ring: &Range<usize>) {
        leaves.parts.push(Part {
            class,
            sides: ring.len(),
        });
        for at in ring.clone() {
            let far = self.lines_at(ring, at).iter().any(|of| of.is_infinity());
            let corner = (!far).then(|| self.corner_point(ring, at));
            leaves.sides.push(LeafSide {
                corner,
                line: self.sides[at].of,
                flat: false,
            });
        }
    }
}
