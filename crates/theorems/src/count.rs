//! Counting a subject: the geometry's functions, with errors that name the law.

use crate::study::Subject;
use crate::{Law, TheoremsError};
use crease_network::Network;
use crease_regions::{Counts, Cube, Line, Options, Plane, RegionsError, Slice, Tiling, tile_plane};

/// Activation regions, edges and vertices only.
pub const REGIONS: Options = Options::regions();

/// Linear regions and boundary measures too.
pub const EVERYTHING: Options = Options::everything();

/// Linear regions, but no measures.
pub const LINEAR: Options = Options::regions().with_linear_regions(true);

/// Adds the law of a network that could not be counted to the error.
pub fn of<T>(law: &Law, counted: Result<T, RegionsError>) -> Result<T, TheoremsError> {
    counted.map_err(|source| TheoremsError::Regions {
        law: law.to_string(),
        source,
    })
}

/// A number that was requested.
pub fn required<T>(number: Option<T>, what: &'static str) -> Result<T, TheoremsError> {
    number.ok_or(TheoremsError::NotMeasured(what))
}

/// Counts a network of a law in a slice.
pub fn in_slice(
    law: &Law,
    network: &Network,
    slice: impl Into<Slice>,
    options: &Options,
) -> Result<Counts, TheoremsError> {
    of(law, crease_regions::count(network, &slice.into(), options))
}

impl Subject<'_> {
    /// In the whole plane of inputs.
    pub(crate) fn whole_plane(&self, options: &Options) -> Result<Counts, TheoremsError> {
        in_slice(self.law, &self.network, Plane::of_inputs(), options)
    }

    /// In the square `[-half_side, half_side]^2` of inputs.
    pub(crate) fn square(
        &self,
        half_side: f64,
        options: &Options,
    ) -> Result<Counts, TheoremsError> {
        in_slice(self.law, &self.network, Plane::square(half_side)?, options)
    }

    /// Along a line or segment.
    pub(crate) fn along(&self, line: &Line, options: &Options) -> Result<Counts, TheoremsError> {
        in_slice(self.law, &self.network, line.clone(), options)
    }

    /// In the cube `[-half_side, half_side]^3` of inputs.
    pub(crate) fn cube(&self, half_side: f64, options: &Options) -> Result<Counts, TheoremsError> {
        in_slice(self.law, &self.network, Cube::new(half_side)?, options)
    }

    /// The square `[-half_side, half_side]^2` as polygons and walls.
    pub(crate) fn tiling(&self, half_side: f64) -> Result<Tiling, TheoremsError> {
        let plane = Plane::square(half_side)?;
        of(self.law, tile_plane(&self.network, &plane, &REGIONS))
    }
}
