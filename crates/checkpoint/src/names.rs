//! The names of tensors: the module and the part of it.

/// The letters between the parts of a name: `PyTorch`'s and Flax's `.`, Keras's and Haiku's `/`.
const SEPARATORS: [char; 2] = ['.', '/'];

/// Where the names of `torch.nn.utils.parametrize` begin.
pub(crate) const PARAMETRIZATIONS: &str = "parametrizations.";

/// The module and the rest of a tensor's name: `net.0` and `weight`. A name without a module, such
/// as the `weight` of a lone `nn.Linear`, belongs to a module with an empty name.
pub(crate) fn split(tensor: &str) -> (&str, &str) {
    // TensorFlow appends the number of the output that made a variable.
    let name = tensor.strip_suffix(":0").unwrap_or(tensor);
    let at = match name.find(PARAMETRIZATIONS) {
        Some(0) => return ("", name),
        Some(at) if name[..at].ends_with(SEPARATORS) => Some(at - 1),
        _ => name.rfind(SEPARATORS),
    };
    match at {
        // A separator with nothing before it separates nothing.
        None | Some(0) => ("", name),
        Some(at) => (&name[..at], &name[at + 1..]),
    }
}

/// The parts of a module's name.
pub(crate) fn parts(module: &str) -> impl Iterator<Item = &str> {
    module.split(SEPARATORS)
}

/// The first parts of a module's name.
pub(crate) fn prefix(module: &str, count: usize) -> &str {
    let mut ends = module.match_indices(SEPARATORS).map(|(at, _)| at);
    let end = count.checked_sub(1).map_or(Some(0), |last| ends.nth(last));
    &module[..end.unwrap_or(module.len())]
}

/// Whether a module is in another.
pub(crate) fn is_in(module: &str, prefix: &str) -> bool {
    let rest = module.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.starts_with(SEPARATORS))
}

/// What a module is called: `weight` where it has no name.
pub(crate) fn shown(module: &str) -> &str {
    if module.is_empty() { "weight" } else { module }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_libraries_are_split() {
        for (tensor, module, rest) in [
            ("weight", "", "weight"),
            ("net.0.weight", "net.0", "weight"),
            ("params.Dense_0.kernel", "params.Dense_0", "kernel"),
            (
                "sequential/dense_1/kernel:0",
                "sequential/dense_1",
                "kernel",
            ),
            ("mlp/~/linear_0/w", "mlp/~/linear_0", "w"),
            (
                "0.parametrizations.weight.0._u",
                "0",
                "parametrizations.weight.0._u",
            ),
            (
                "parametrizations.weight.original0",
                "",
                "parametrizations.weight.original0",
            ),
            (".weight", "", ".weight"),
            ("", "", ""),
            ("a.", "a", ""),
        ] {
            assert_eq!(split(tensor), (module, rest), "{tensor}");
        }
    }

    #[test]
    fn prefixes_end_with_a_part() {
        assert_eq!(prefix("a.b/c", 0), "");
        assert_eq!(prefix("a.b/c", 1), "a");
        assert_eq!(prefix("a.b/c", 2), "a.b");
        assert_eq!(prefix("a.b/c", 3), "a.b/c");
        assert!(is_in("net.0", "net") && is_in("a/b/c", "a/b"));
        assert!(!is_in("net2.0", "net") && !is_in("net", "net"));
    }
}
