/// `n choose k`, for numbers far from the end of `u64`.
pub fn binomial(n: u64, k: u64) -> u64 {
    if k > n {
        return 0;
    }
    (0..k).fold(1, |product, i| product * (n - i) / (i + 1))
}

#[cfg(test)]
mod tests {
    use super::binomial;

    #[test]
    fn pascal() {
        for n in 1..30 {
            for k in 1..30 {
                assert_eq!(
                    binomial(n, k),
                    binomial(n - 1, k - 1) + binomial(n - 1, k),
                    "{n} {k}"
                );
            }
        }
    }
}
