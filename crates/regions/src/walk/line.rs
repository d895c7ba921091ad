//! Names of the lines that bound cells.

/// Where a line comes from: a unit, or the frame; and with which sign it is taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct LineId(u32);

const NEGATED: u32 = 1 << 31;
const FRAME: u32 = 1 << 30;

impl LineId {
    /// Infinity, taken as a very large curve around everything.
    pub(super) const INFINITY: Self = Self(FRAME | 4);
    /// A line across all others where those are parallel: what lies beyond is ignored.
    pub(super) const AUXILIARY: Self = Self(FRAME | 5);

    /// The zero line of the unit with this number, positive where the unit is on.
    pub(crate) fn of_unit(id: u32) -> Self {
        Self(id)
    }

    /// Side `k` of the window, counter-clockwise from the left.
    pub(crate) fn of_window(k: u32) -> Self {
        Self(FRAME | k)
    }

    #[inline]
    pub(crate) fn negated(self) -> Self {
        Self(self.0 ^ NEGATED)
    }

    #[inline]
    pub(crate) fn is_negated(self) -> bool {
        self.0 & NEGATED != 0
    }

    /// Whether the line bounds all that is looked at.
    #[inline]
    pub(crate) fn is_frame(self) -> bool {
        self.0 & FRAME != 0
    }

    pub(super) fn is_infinity(self) -> bool {
        self.0 & !NEGATED == Self::INFINITY.0
    }

    pub(crate) fn is_auxiliary(self) -> bool {
        self.0 & !NEGATED == Self::AUXILIARY.0
    }

    /// Which line of the frame.
    pub(super) fn frame(self) -> Option<usize> {
        self.is_frame()
            .then_some((self.0 & !(NEGATED | FRAME)) as usize)
    }

    /// The number of the unit, for lines that are not of the frame.
    #[inline]
    pub(crate) fn unit(self) -> Option<u32> {
        (!self.is_frame()).then_some(self.0 & !NEGATED)
    }
}
