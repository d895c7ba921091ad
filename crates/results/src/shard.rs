use std::fmt;
use std::str::FromStr;

/// One of several equal parts of the runs, from 1, written `2/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part: 1 to `count`.
    pub index: u32,
    /// How many parts there are.
    pub count: u32,
}

/// The most shards.
const MOST: u32 = 100_000;

impl Shard {
    /// Whether this part gets the item at `position` of a list that is dealt out like cards.
    pub fn has(self, position: usize) -> bool {
        position % self.count as usize == self.index as usize - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || format!("expected i/n with 1 <= i <= n <= {MOST}, such as 2/4");
        let (index, count) = text.split_once('/').ok_or_else(expected)?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| digits).ok_or_else(expected)
        };
        let (index, count) = (number(index)?, number(count)?);
        if (1..=count).contains(&index) && count <= MOST {
            Ok(Self { index, count })
        } else {
            Err(expected())
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{}/{}", self.index, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_deal_out_everything_once() {
        for count in 1..6 {
            for position in 0..50 {
                let shards = (1..=count).map(|index| Shard { index, count });
                assert_eq!(shards.filter(|shard| shard.has(position)).count(), 1);
            }
        }
    }

    #[test]
    fn invalid_shards_are_refused() {
        let shard: Shard = "2/4".parse().unwrap();
        assert_eq!((shard.index, shard.count), (2, 4));
        assert_eq!(shard.to_string(), "2/4");
        for text in [
            "",
            "2",
            "0/4",
            "5/4",
            "2/0",
            "a/4",
            "2/4/8",
            "+2/4",
            " 2/4",
            "-1/4",
            "2/4294967297",
            "1/100001",
        ] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
