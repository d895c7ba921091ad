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
