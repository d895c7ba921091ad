//! `results/index.html` over several experiments.

use crate::report::support::Results;
use std::fs;
use std::thread;

#[test]
fn two_processes_that_finish_at_once_are_both_in_the_index() {
    let results = Results::new();
    fs::create_dir_all(results.file("begun/runs")).unwrap();
    fs::create_dir(results.file("broken")).unwrap();
    fs::write(results.file("broken/table.csv"), "seed\n").unwrap();
    for _ in 0..3 {
        thread::scope(|scope| {
            scope.spawn(|| results.curves(&["--jobs", "1"]).assert().success());
            scope.spawn(|| {
                let small = ["--set", "network.hidden=[6, 6]"];
                results.cells(&small).assert().success()
            });
        });
        let index = results.read("index.html");
        for expected in [
            "href=\"fig5-quick/report.html\"",
            "href=\"cells/report.html\"",
            "Many regions &amp; &lt;one&gt; network",
            "6 runs",
            "<code>begun</code>: no run has finished yet",
            "<code>broken</code>: cannot be read: ",
        ] {
            assert!(index.contains(expected), "no {expected}");
        }
        assert_eq!(index.matches("<svg role=\"img\"").count(), 2);
        assert!(index.ends_with("</html>\n"));
        fs::remove_file(results.file("index.html")).unwrap();
        fs::remove_dir_all(results.file("cells")).unwrap();
    }
}
