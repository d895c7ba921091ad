//! The kinds of nodes, one a file: settings, shapes, checks, and what each element is.

mod activate;
mod average_pool;
mod concat;
mod constant;
mod conv;
mod conv_transpose;
mod dense;
mod max_pool;
pub(super) mod maximum;
mod pad;
pub(super) mod reshape;
mod scale;
mod slice;
mod sum;
mod transpose;

pub use activate::Activate;
pub use average_pool::AveragePool;
pub use concat::Concat;
pub use constant::Constant;
pub use conv::Conv;
pub use conv_transpose::ConvTranspose;
pub use dense::Dense;
pub use max_pool::MaxPool;
pub use pad::Pad;
pub use scale::Scale;
pub use slice::Slice;
pub use sum::Sum;
pub use transpose::Transpose;

/// Whether a list has as many numbers as it must.
fn check_length(what: &str, numbers: &[f64], expected: usize) -> Result<(), String> {
    if numbers.len() == expected {
        return Ok(());
    }
    let found = numbers.len();
    Err(format!(
        "its {what} has {found} numbers, expected {expected}"
    ))
}

/// The channels of a shape and its spatial dimensions.
fn split(shape: &[usize]) -> Result<(usize, &[usize]), String> {
    match shape.split_first() {
        Some((&channels, spatial)) => Ok((channels, spatial)),
        None => Err("its input has no channels".to_owned()),
    }
}

/// The number of elements in one channel of a shape.
fn positions(shape: &[usize]) -> usize {
    shape[1..].iter().product()
}

/// The channel of an element of this shape, and its position there.
fn place(element: usize, shape: &[usize]) -> (usize, usize) {
    let positions = positions(shape);
    (element / positions, element % positions)
}

/// Checks the number of weights in groups.
fn check_groups(
    [weight, bias]: [&[f64]; 2],
    groups: usize,
    [channels, outputs]: [usize; 2],
    kernel: &[usize],
) -> Result<(), String> {
    if groups == 0 || !channels.is_multiple_of(groups) || !outputs.is_multiple_of(groups) {
        return Err(format!(
            "{groups} groups do not divide {channels} input channels and {outputs} output channels"
        ));
    }
    let numbers = kernel
        .iter()
        .chain(&[channels / groups, outputs])
        .try_fold(1usize, |product, &size| product.checked_mul(size));
    check_length("weight", weight, numbers.unwrap_or(usize::MAX))?;
    check_length("bias", bias, outputs)
}
