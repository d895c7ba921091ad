//! The table of `docs/counting.md`: `cargo bench --workspace --bench table -- --seeds 200`, with
//! `--only 3x32` one row of it, with `--threads 2` on two threads.
//!
//! Millions of regions a second in whole planes: the median over random networks, of the fastest of
//! several counts of each; its ratio to the goal; and how many times slower, by region, the slowest
//! network is than the median.

use crease_regions::{Counter, Network, Options, Plane, Slice};
use crease_samples::{he_normal, in_single_precision, small_integers};
use std::time::{Duration, Instant};

/// Each network is counted at least this often, and for at least this long.
const COUNTS: usize = 3;
const LONG: Duration = Duration::from_millis(20);

/// Networks by name, with the goals in millions of regions a second: regions only, everything.
struct Row {
    name: &'static str,
    goals: [Option<f64>; 2],
    networks: Box<dyn Fn(u64) -> Network>,
}

fn row(name: &'static str, widths: Vec<usize>, goals: [f64; 2]) -> Row {
    Row {
        name,
        goals: goals.map(Some),
        networks: Box::new(move |seed| initial(&widths, seed)),
    }
}

fn initial(widths: &[usize], seed: u64) -> Network {
    in_single_precision(&he_normal(widths, 0.1, seed))
}

fn of_inputs(width: usize, depth: usize) -> Vec<usize> {
    let mut widths = vec![2];
    widths.extend(vec![width; depth]);
    widths.push(1);
    widths
}

fn rows() -> Vec<Row> {
    let mut rows = vec![Row {
        name: "3x8",
        goals: [None, Some(332.0 / 40.0)],
        networks: Box::new(|seed| initial(&of_inputs(8, 3), seed)),
    }];
    for (name, width, depth, goals) in [
        ("3x32", 32, 3, [9.0, 5.0]),
        ("3x64", 64, 3, [7.5, 4.0]),
        ("3x128", 128, 3, [6.0, 3.0]),
        ("3x256", 256, 3, [5.0, 2.5]),
        ("6x32", 32, 6, [5.0, 2.5]),
        ("6x40", 40, 6, [4.5, 2.5]),
        ("8x16", 16, 8, [5.0, 2.5]),
        ("12x8", 8, 12, [3.0, 1.5]),
    ] {
        rows.push(row(name, of_inputs(width, depth), goals));
    }
    rows.push(Row {
        name: "3x32, zero biases",
        goals: [None; 2],
        networks: Box::new(|seed| in_single_precision(&he_normal(&of_inputs(32, 3), 0.0, seed))),
    });
    for (name, widths) in [
        (
            "integers, 2-16-16-1, zero biases",
            [2, 16, 16, 1].as_slice(),
        ),
        (
            "integers, 8-16-16-16-1, zero biases, a plane",
            &[8, 16, 16, 16, 1],
        ),
    ] {
        rows.push(Row {
            name,
            goals: [Some(3.0), Some(2.0)],
            networks: Box::new(move |seed| small_integers(widths, 3, seed)),
        });
    }
    rows
}

/// All of two inputs, and past the origin where there are more.
fn plane(inputs: usize) -> Plane {
    if inputs == 2 {
        return Plane::of_inputs();
    }
    let numbers = |step: usize| (0..inputs).map(|k| (k * step % 5) as f64 - 2.0).collect();
    Plane::new(numbers(1), [numbers(2), numbers(3)]).expect("two directions")
}

/// Regions, and the least seconds that a count took.
fn least(counter: &mut Counter, slice: &Slice, options: &Options) -> (u64, f64) {
    let begin = Instant::now();
    let mut least = f64::INFINITY;
    let mut regions = 0;
    let mut counts = 0;
    while counts < COUNTS || begin.elapsed() < LONG {
        let start = Instant::now();
        regions = counter
            .count(slice, options)
            .expect("a count")
            .activation_regions;
        least = least.min(start.elapsed().as_secs_f64());
        counts += 1;
    }
    (regions, least)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// ` 6.61 | 0.73 | 1.4 |`
fn cells(rates: &[f64], goal: Option<f64>) -> String {
    let middle = median(rates.to_vec());
    let slowest = rates.iter().copied().fold(f64::INFINITY, f64::min);
    let ratio = goal.map_or_else(String::new, |goal| format!("{:.2}", middle / goal));
    format!(" {middle:.2} | {ratio} | {:.1} |", middle / slowest)
}

fn main() {
    let mut seeds = 20;
    let mut only = None;
    let mut threads = 1;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seeds" => {
                seeds = words
                    .next()
                    .and_then(|word| word.parse().ok())
                    .expect("--seeds NUMBER");
            }
            "--threads" => {
                threads = words
                    .next()
                    .and_then(|word| word.parse().ok())
                    .expect("--threads NUMBER");
            }
            "--only" => only = words.next(),
            // Cargo passes this to every bench.
            "--bench" => (),
            other => panic!("{other}: expected --seeds NUMBER, --threads NUMBER or --only NAME"),
        }
    }
    println!(
        "| network | regions | regions only | of the goal | slowest | everything | of the goal | slowest |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for row in rows() {
        if only.as_ref().is_some_and(|only| only != row.name) {
            continue;
        }
        let networks: Vec<Network> = (1..=seeds).map(&row.networks).collect();
        let plane = Slice::from(plane(networks[0].inputs()));
        let mut line = String::new();
        let mut regions = Vec::new();
        let options = [Options::regions(), Options::everything()];
        for (options, goal) in options
            .map(|options| options.with_threads(threads))
            .into_iter()
            .zip(row.goals)
        {
            let rates: Vec<f64> = networks
                .iter()
                .map(|network| {
                    let (counted, seconds) =
                        least(&mut Counter::new(network.clone()), &plane, &options);
                    regions.push(counted as f64);
                    counted as f64 / seconds / 1e6
                })
                .collect();
            line += &cells(&rates, goal);
        }
        println!("| {} | {} |{line}", row.name, median(regions));
    }
}
