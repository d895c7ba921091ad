use crate::Regions;
use crate::colouring::colouring;
use crease_regions::Tiling;

/// The colour class of each activation region.
pub struct Colours(Vec<usize>);

impl Colours {
    /// Neighbours differ: activation regions, or linear regions, whose activation regions are alike.
    pub fn of(tiling: &Tiling, regions: Regions) -> Self {
        match regions {
            Regions::Activation => {
                let walls = tiling.walls.iter().map(|wall| wall.polygons);
                Self(colouring(tiling.polygons.len(), walls))
            }
            Regions::Linear => {
                let linear_region = |polygon: usize| tiling.polygons[polygon].linear_region;
                let walls = tiling
                    .walls
                    .iter()
                    .map(|wall| wall.polygons.map(linear_region));
                let walls = walls.filter(|[one, other]| one != other);
                let colours = colouring(tiling.linear_regions, walls);
                let polygons = 0..tiling.polygons.len();
                Self(
                    polygons
                        .map(|polygon| colours[linear_region(polygon)])
                        .collect(),
                )
            }
        }
    }

    /// The class of one activation region.
    ///
    /// # Panics
    /// If the tiling has no such region.
    pub fn class(&self, region: usize) -> usize {
        self.0[region]
    }
}
