//! The Euclidean norm of each layer's part of the gradient of the mean training loss.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.gradient_norms.clone());
