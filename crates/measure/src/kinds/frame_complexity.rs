//! How many neurons change their piece between the vertices of a cross-polytope around a point, the mean over
//! points: the local complexity of *Deep Networks Always Grok and Here is Why* (Humayun et al., ICML 2024),
//! with the pieces at each vertex decided exactly.

use super::kind::{How, Kind, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "frame_complexity",
    How::Around(Neighbourhood::Frames, total),
);
