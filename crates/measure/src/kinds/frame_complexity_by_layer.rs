//! The same as `frame_complexity`, layer by layer.

use super::kind::{Kind, layers};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::Around(Neighbourhood::Frames, layers);
