//! Natural order of names: `fc2` before `fc10`.

use std::cmp::Ordering;

/// Compares names piece by piece, runs of digits by their value. Names that differ only in leading
/// zeros are distinguished by their text, so that the order is total.
pub fn compare(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left, right);
    while !a.is_empty() && !b.is_empty() {
        let (piece_a, rest_a) = split_piece(a);
        let (piece_b, rest_b) = split_piece(b);
        let order = if is_number(piece_a) && is_number(piece_b) {
            // By length and then by text is by value, without a number type to overflow.
            let (a, b) = (
                piece_a.trim_start_matches('0'),
                piece_b.trim_start_matches('0'),
            );
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        } else {
            piece_a.cmp(piece_b)
        };
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    a.len().cmp(&b.len()).then_with(|| left.cmp(right))
}

fn is_number(piece: &str) -> bool {
    piece.starts_with(|c: char| c.is_ascii_digit())
}

/// The leading run of digits, or of anything else, and what follows.
fn split_piece(name: &str) -> (&str, &str) {
    let digits = is_number(name);
    let end = name.find(|c: char| c.is_ascii_digit() != digits);
    name.split_at(end.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_count_by_value() {
        let mut names = [
            "fc10", "fc2", "fc1", "net.10", "net.9.b", "net.9", "fc01", "10", "9", "",
        ];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(
            names,
            [
                "", "9", "10", "fc01", "fc1", "fc2", "fc10", "net.9", "net.9.b", "net.10"
            ]
        );
    }

    proptest! {
        #[test]
        fn the_order_is_total(names in prop::collection::vec("[a0.1ü]{0,6}", 3)) {
            let [a, b, c] = [&names[0], &names[1], &names[2]];
            prop_assert_eq!(compare(a, b), compare(b, a).reverse());
            prop_assert_eq!(compare(a, b) == Ordering::Equal, a == b);
            if compare(a, b).is_le() && compare(b, c).is_le() {
                prop_assert!(compare(a, c).is_le());
            }
        }
    }
}
