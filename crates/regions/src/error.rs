use thiserror::Error;

/// Why a slice cannot be made or counted.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum RegionsError {
    /// The slice does not lie in the network's input space.
    #[error("the slice's {what} has {found} numbers, but the network has {expected} inputs")]
    Dimension {
        /// `origin`.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The network's input dimension.
        expected: usize,
    },
    /// The slice's vectors differ in length.
    #[error("the slice's {what} has {found} numbers, but its {first} has {expected}")]
    Lengths {
        /// `basis[0]`, `basis[1]`, `direction`, `point 1` or `point 2`.
        what: &'static str,
        /// Its length.
        found: usize,
        /// What it is compared with: `origin` or `point 0`.
        first: &'static str,
        /// The length of that.
        expected: usize,
    },
    /// NaN or infinity.
    #[error("the slice's {what}[{index}] is {value}, expected a finite number")]
    NotFinite {
        /// `origin`, `basis[0]`, `basis[1]`, `window.center`, `window.half_side`, `direction`,
        /// `interval` or the number of a point.
        what: &'static str,
        /// Which number of it.
        index: usize,
        /// The number found.
        value: f64,
    },
    /// The two basis vectors do not span a plane.
    #[error("the slice's basis vectors are parallel, expected two that span a plane")]
    Degenerate,
    /// A slice through points needs two or three of them.
    #[error("a slice goes through 2 points (a line) or 3 (a plane), found {0}")]
    Through(usize),
    /// The half side of a window is not positive.
    #[error("the window's half_side is {0}, expected a positive number")]
    EmptyWindow(f64),
    /// A line needs a direction.
    #[error("the line's direction is zero")]
    NoDirection,
    /// The ends of an interval do not increase.
    #[error("the line's interval goes from {0} to {1}, expected increasing numbers")]
    EmptyInterval(f64, f64),
    /// The plane has no window, and polygons have no corners at infinity.
    #[error("the plane has no window: its outer regions have no end and cannot be drawn")]
    NoWindow,
    /// A cube needs a network with three inputs.
    #[error("the cube needs a network with 3 inputs, this one has {0}")]
    CubeInputs(usize),
    /// Decision boundaries are found on lines and in planes only.
    #[error("a box has no decision boundary here, expected a plane or a line")]
    NoClasses,
    /// The half side of a cube is not positive and finite.
    #[error("the cube's half_side is {0}, expected a positive finite number")]
    CubeHalfSide(f64),
    /// The numbers do not divide evenly into points.
    #[error(
        "the points have {found} numbers, expected a multiple of the network's {inputs} inputs"
    )]
    Points {
        /// How many numbers were given.
        found: usize,
        /// The network's input dimension.
        inputs: usize,
    },
    /// NaN or infinity.
    #[error("point {point} has {value} as its number {input}, expected a finite number")]
    PointNotFinite {
        /// Which point.
        point: usize,
        /// Which number of it.
        input: usize,
        /// The number found.
        value: f64,
    },
    /// The radius of a neighbourhood is not positive and finite.
    #[error("the radius is {0}, expected a positive finite number")]
    Radius(f64),
    /// Regions of a box are counted, and nothing else is measured there.
    #[error("a box has no such measures, expected a line or a window of a plane")]
    NoCrossings,
    /// Means and integrals need a bounded slice.
    #[error("the line has no ends: expected an interval")]
    NoInterval,
    /// There are more regions than allowed; the count stopped there.
    #[error("more than {limit} regions; raise the limit to count them")]
    TooMany {
        /// The limit that was passed.
        limit: u64,
    },
    /// The count was [cancelled](crate::Progress::cancel).
    #[error("the count was cancelled")]
    Cancelled,
    /// The system cannot start a thread with a stack deep enough for the network's neurons.
    #[error(
        "the system cannot start a thread with a stack deep enough for a network of this many neurons"
    )]
    NoThread,
    /// The cells do not fit together: a bug in this crate.
    #[error("internal check failed: the cells do not fit together; please report this network")]
    Unsound,
    /// Euler's relation `V - E + F = 1` does not hold: a bug in this crate.
    #[error(
        "internal check failed: {vertices} vertices - {edges} edges + {faces} faces is not 1; \
         please report this network"
    )]
    Euler {
        /// Vertices strictly inside.
        vertices: u64,
        /// Edges strictly inside.
        edges: u64,
        /// Faces.
        faces: u64,
    },
}
