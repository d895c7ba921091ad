use crate::colouring::colouring;
use crate::pattern;
use crate::style::Regions;
use crease_figure::Palette;
use crease_regions::Tiling;

/// The colour class of each activation region.
pub struct Colours {
    classes: Vec<usize>,
    palette: Palette,
}

impl Colours {
    /// Colours that differ between neighbours: either activation regions, or linear regions, whose
    /// activation regions then have the same colour.
    pub fn of(tiling: &Tiling, regions: Regions) -> Self {
        let classes = match regions {
            Regions::Activation => {
                let walls = tiling.walls.iter().map(|wall| wall.polygons);
                colouring(tiling.polygons.len(), walls)
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
                polygons
                    .map(|polygon| colours[linear_region(polygon)])
                    .collect()
            }
        };
        Self {
            classes,
            palette: Palette::Pastels,
        }
    }

    /// Colours that follow from activation patterns: they are the same in every picture, and
    /// neighbours differ, except where several neurons change at one wall. Tilings of graphs of
    /// layers have no patterns, so all their regions have the same colour.
    pub fn by_pattern(tiling: &Tiling) -> Self {
        let polygons = 0..tiling.polygons.len();
        let neurons = polygons
            .clone()
            .next()
            .map_or(0, |first| tiling.pattern(first).len());
        let shifts = pattern::shifts(neurons);
        Self {
            classes: polygons
                .map(|polygon| pattern::place(tiling.pattern(polygon), &shifts))
                .collect(),
            palette: Palette::Wheel,
        }
    }

    /// The class of one activation region.
    ///
    /// # Panics
    /// If the tiling has no such region.
    pub fn class(&self, region: usize) -> usize {
        self.classes[region]
    }

    /// The palette of the classes.
    pub fn palette(&self) -> Palette {
        self.palette
    }
}
