//! The last layer, counted in a cell without cutting it.
//!
//! `k` planes in general position cut a convex cell into
//! `1 + k + (pairs that meet inside) + (triples that meet inside)` regions (Zaslavsky). With the
//! planes one after the other: each adds a region, one for every earlier plane that crosses its
//! section with the cell, and one for every two of those whose chords in the section cross. A plane
//! crosses a section if it takes both signs at its corners; two chords cross if the second plane
//! takes both signs at the ends of the first.
//!
//! Only signs that are certain in `f64` are used, and that of a zero never is: a cell with any
//! other sign is cut instead.

use crate::affine::Form;
use crate::cube::solid::Solid;
use crate::cube::vertex::Vertex;
use crate::sign::certain_sign;
use std::cmp::Ordering;

/// Counts the parts of one cell after the other; buffers are kept.
#[derive(Default)]
pub(crate) struct Arrangement {
    /// The planes that cut the cell.
    pub planes: Vec<Form<4>>,
    /// The cell's vertices and edges, each once, in the order of their numbers.
    vertices: Vec<u32>,
    edges: Vec<u32>,
    /// The plane of each of the cell's facets, and where the facet's edges begin in `rings`.
    facets: Vec<(u32, usize)>,
    rings: Vec<u32>,
    /// Whether each plane is positive at each vertex, plane by plane.
    above: Vec<bool>,
    section: Section,
}

/// Where a plane cuts a cell: a convex polygon.
#[derive(Default)]
struct Section {
    /// Its corner on each of the cell's edges, if it has one there.
    on_edge: Vec<Option<u32>>,
    corners: Vec<Vertex>,
    /// Its edges: the plane of the facet that each is on, and two corners.
    edges: Vec<(u32, [u32; 2])>,
    above: Vec<bool>,
    chords: Vec<Chord>,
}

/// Where an earlier plane crosses a section.
struct Chord {
    plane: usize,
    ends: [Vertex; 2],
}

/// The side of a form on which a vertex is, if that is certain and not on it.
fn is_above(form: &Form<4>, vertex: &Vertex) -> Option<bool> {
    match certain_sign(form, &vertex.value, &vertex.error)? {
        Ordering::Greater => Some(true),
        Ordering::Less => Some(false),
        Ordering::Equal => None,
    }
}

impl Arrangement {
    /// Into how many parts `planes` cut a refreshed cell, if that is certain.
    pub(crate) fn count(&mut self, solid: &Solid, forms: &[Form<4>], cell: u32) -> Option<u64> {
        if self.planes.len() <= 1 {
            return Some(1 + self.planes.len() as u64);
        }
        self.look_at(solid, cell);
        self.above.clear();
        for form in &self.planes {
            for &vertex in &self.vertices {
                self.above.push(is_above(form, solid.vertex(vertex))?);
            }
        }
        let mut parts = 1;
        for plane in 0..self.planes.len() {
            parts += 1;
            if plane > 0 {
                self.cut(solid, forms, plane)?;
                parts += self.cross(forms, plane)?;
            }
        }
        Some(parts)
    }

    /// Lists the vertices, edges and facets of the cell.
    fn look_at(&mut self, solid: &Solid, cell: u32) {
        self.facets.clear();
        self.rings.clear();
        self.vertices.clear();
        for &facet in solid.facets(cell) {
            self.facets.push((solid.plane(facet), self.rings.len()));
            for &half_edge in solid.ring(facet) {
                self.rings.push(half_edge / 2);
                self.vertices.push(solid.origin(half_edge));
            }
        }
        self.vertices.sort_unstable();
        self.vertices.dedup();
        self.edges.clone_from(&self.rings);
        self.edges.sort_unstable();
        self.edges.dedup();
        for edge in &mut self.rings {
            // Every edge is in the list.
            let place = self.edges.partition_point(|other| other < edge);
            *edge = place as u32;
        }
    }

    /// Finds the section of a plane with the cell.
    fn cut(&mut self, solid: &Solid, forms: &[Form<4>], plane: usize) -> Option<()> {
        let Self {
            vertices, section, ..
        } = self;
        let above = &self.above[plane * vertices.len()..(plane + 1) * vertices.len()];
        section.on_edge.clear();
        section.corners.clear();
        section.edges.clear();
        for &edge in &self.edges {
            let [from, to] = solid.ends(2 * edge).map(|vertex| {
                let place = vertices.partition_point(|&other| other < vertex);
                above[place]
            });
            let corner = (from != to).then_some(section.corners.len() as u32);
            section.on_edge.push(corner);
            if corner.is_some() {
                let [p, q] = solid.planes(edge).map(|plane| &forms[plane as usize]);
                let corner = Vertex::within([p, q, &self.planes[plane]])?;
                section.corners.push(corner);
            }
        }
        for (at, &(facet, begin)) in self.facets.iter().enumerate() {
            let end = self
                .facets
                .get(at + 1)
                .map_or(self.rings.len(), |next| next.1);
            let edges = self.rings[begin..end].iter();
            let mut corners = edges.filter_map(|&edge| section.on_edge[edge as usize]);
            match (corners.next(), corners.next(), corners.next()) {
                (None, ..) => {}
                (Some(first), Some(second), None) => {
                    section.edges.push((facet, [first, second]));
                }
                // No convex polygon is crossed like this.
                _ => return None,
            }
        }
        Some(())
    }

    /// How many of the planes before this one cross its section, and how many pairs of them cross
    /// in it.
    fn cross(&mut self, forms: &[Form<4>], plane: usize) -> Option<u64> {
        let section = &mut self.section;
        section.chords.clear();
        for (other, form) in self.planes[..plane].iter().enumerate() {
            section.above.clear();
            for corner in &section.corners {
                section.above.push(is_above(form, corner)?);
            }
            let above = &section.above;
            let mut ends = section.edges.iter().filter(|(_, corners)| {
                let [first, second] = corners.map(|corner| above[corner as usize]);
                first != second
            });
            let end = |facet: u32| {
                let facet = &forms[facet as usize];
                Vertex::within([facet, &self.planes[plane], form])
            };
            match (ends.next(), ends.next(), ends.next()) {
                (None, ..) => {}
                (Some(&(first, _)), Some(&(second, _)), None) => section.chords.push(Chord {
                    plane: other,
                    ends: [end(first)?, end(second)?],
                }),
                _ => return None,
            }
        }
        let mut crossings = section.chords.len() as u64;
        for (at, chord) in section.chords.iter().enumerate() {
            for other in &section.chords[at + 1..] {
                let form = &self.planes[other.plane];
                let [first, second] = &chord.ends;
                if is_above(form, first)? == is_above(form, second)? {
                    continue;
                }
                crossings += 1;
                // No third chord may pass through the point where these two cross.
                let crossed = [&self.planes[plane], &self.planes[chord.plane], form];
                let point = Vertex::within(crossed)?;
                for third in &section.chords[..at] {
                    is_above(&self.planes[third.plane], &point)?;
                }
            }
        }
        Some(crossings)
    }
}

#[cfg(test)]
mod tests {
    use super::super::subdivision::Subdivision;
    use crate::pattern::Pieces;
    use crate::{Activation, Cube, Layer, Network, Options};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn in_general_position_no_cell_of_the_last_layer_is_cut() {
        let mut stream = ChaCha8Rng::seed_from_u64(1);
        let mut numbers = |count: usize| -> Vec<f64> {
            let numbers = StandardNormal.sample_iter(&mut stream);
            numbers.take(count).collect()
        };
        let mut layer = |inputs: usize, outputs: usize| Layer {
            weight: numbers(inputs * outputs),
            bias: numbers(outputs),
            inputs,
            outputs,
        };
        let layers = vec![layer(3, 10), layer(10, 10), layer(10, 1)];
        let cells = |layers: Vec<Layer>, options: &Options| {
            let network = Network::new(layers, Activation::relu()).unwrap();
            let pieces = Pieces::new(network.activation());
            let cube = Cube::new(1.0).unwrap();
            let subdivision = Subdivision::new(&network, cube, &pieces, options).unwrap();
            (subdivision.space.solid.cell_count(), subdivision.regions())
        };
        let first = Layer {
            weight: vec![1.0; 10],
            bias: vec![0.0],
            inputs: 10,
            outputs: 1,
        };
        let (before, _) = cells(vec![layers[0].clone(), first], &Options::everything());
        let (_, regions) = cells(layers.clone(), &Options::everything());
        assert!(regions > 3 * before as u64);
        assert_eq!(cells(layers, &Options::regions()), (before, regions));
    }
}
