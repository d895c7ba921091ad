use crate::claims::Finding;
use crate::claims::tests::{finding, table};
use crease_results::Table;

fn within(settings: &str, table: &Table) -> Finding {
    finding(&format!("[within]\npaper = ''\n{settings}"), table)
}

fn verdict(settings: &str, table: &Table) -> String {
    within(settings, table).verdict.to_string()
}

#[test]
fn a_count_near_the_prediction_agrees() {
    let table = table(&[(250, (4608.0, 5000.0), 1.0), (500, (4608.0, 5000.0), 1.0)]);
    let claim = "measure = 'activation_regions'\nat = 'start'\nabout = 4608";
    let finding = within(claim, &table);
    assert_eq!(
        finding.measured,
        [
            "mean activation regions at initialisation ± standard deviation between runs:",
            "4608 ± 11.55 (4 runs)"
        ]
    );
    assert_eq!(
        finding.verdict.to_string(),
        "agrees: 0.0 % above, within 10 % of the predicted 4608"
    );
}

#[test]
fn values_are_divided_by_sizes_and_listed_separately() {
    let table = table(&[(250, (4608.0, 1.0), 1.0), (500, (2304.0, 1.0), 1.0)]);
    let claim = "measure = 'activation_regions'\nat = 'start'\nabout = 0.5\n\
                 over = 'neurons-squared'\nby = 'task.memorise.points'";
    let finding = within(claim, &table);
    assert!(
        finding.measured[1].starts_with("points = 250: 0.5000"),
        "{finding:?}"
    );
    assert_eq!(
        finding.verdict.to_string(),
        "agrees in part: from 50.0 % below to 0.0 % above; not within 10 % of the predicted \
         0.5 at points = 500"
    );
}

#[test]
fn bounds_are_compared_at_the_requested_checkpoint() {
    let table = table(&[(250, (1.0, 4.0), 0.7)]);
    let of = |rest: &str| verdict(&format!("measure = 'accuracy'\n{rest}"), &table);
    assert_eq!(
        of("at = 'start'\nlow = 0.4\nhigh = 0.6"),
        "agrees: 0.5000, from 0.4 to 0.6"
    );
    assert_eq!(
        of("at = 'end'\nhigh = 0.6"),
        "differs: 0.7000, not at most 0.6"
    );
    assert_eq!(
        of("low = 0.5"),
        "agrees: from 0.5000 to 0.7000, at least 0.5"
    );
    assert_eq!(of(""), "open: the claim states no bound; see the numbers");
}

#[test]
fn a_largest_value_that_learns_is_reported() {
    let claim = "measure = 'accuracy'\nat = 'end'\nhigh = 0.6\nonly_largest = true\n\
                 by = 'task.memorise.points'";
    let of = |small, large| {
        let runs = [(250, (1.0, 1.0), small), (10000, (1.0, 1.0), large)];
        verdict(claim, &table(&runs))
    };
    assert_eq!(
        of(0.99, 0.83),
        "differs: points = 10,000 is 0.8300, not at most 0.6"
    );
    assert!(of(0.99, 0.55).starts_with("agrees: points = 10,000 is 0.5500, at most 0.6, and"));
    assert!(
        of(0.58, 0.55).starts_with("agrees in part: "),
        "{}",
        of(0.58, 0.55)
    );
}
