use crate::statements::{STATEMENTS, Statement};
use crate::{Row, Study, TheoremsError, Verdict};

/// A statement and what was found.
pub struct Examined {
    /// The statement.
    pub statement: &'static Statement,
    /// One row per setting.
    pub rows: Vec<Row>,
}

/// Examines every statement, in order. The rows are a function of the study's seed, number of
/// networks and `quick` alone: threads and progress do not enter them.
///
/// # Errors
/// If a network cannot be drawn or counted, or there are fewer than two of them.
pub fn examine(study: &Study<'_>) -> Result<Vec<Examined>, TheoremsError> {
    let examined = STATEMENTS.iter().enumerate().map(|(index, statement)| {
        study
            .watch
            .statement(index, STATEMENTS.len(), statement.title);
        let rows = (statement.examine)(study)?;
        Ok(Examined { statement, rows })
    });
    examined.collect()
}

/// How many rows have this verdict.
pub fn tally(examined: &[Examined], verdict: Verdict) -> usize {
    let rows = examined.iter().flat_map(|examined| &examined.rows);
    rows.filter(|row| row.verdict() == verdict).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Default)]
    struct Counter {
        statements: AtomicUsize,
        networks: AtomicUsize,
    }

    impl crate::Watch for Counter {
        fn statement(&self, index: usize, of: usize, _: &str) {
            assert!(index < of);
            self.statements.fetch_add(1, Ordering::Relaxed);
        }

        fn network(&self) {
            self.networks.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn every_statement_has_rows_and_none_is_contradicted() {
        let watch = Counter::default();
        let study = Study {
            seed: 3,
            networks: 8,
            quick: true,
            threads: 2,
            watch: &watch,
        };
        let examined = examine(&study).unwrap();
        assert_eq!(watch.statements.into_inner(), STATEMENTS.len());
        assert!(watch.networks.into_inner() > 100);
        for examined in &examined {
            assert!(!examined.rows.is_empty(), "{}", examined.statement.key);
            for row in &examined.rows {
                assert_ne!(row.verdict(), Verdict::Contradicted, "{row:?}");
                assert!(row.measured.value.is_finite(), "{row:?}");
            }
        }
    }

    #[test]
    fn keys_tell_statements_apart() {
        let keys: BTreeSet<_> = STATEMENTS.iter().map(|statement| statement.key).collect();
        assert_eq!(keys.len(), STATEMENTS.len());
    }

    #[test]
    fn one_network_is_refused() {
        let study = Study {
            seed: 3,
            networks: 1,
            quick: true,
            threads: 1,
            watch: &(),
        };
        let error = examine(&study).err().map(|error| error.to_string());
        let expected = "1 networks, expected at least 2: a standard error needs two";
        assert_eq!(error.as_deref(), Some(expected));
    }
}
