//! Draws made-up data like the papers' figures into a folder, to look at.
//!
//! `cargo run --release -p crease-figure --example gallery -- FOLDER`

mod curves;
mod families;
mod noise;
mod planes;
mod tables;

use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: gallery FOLDER")?;
    std::fs::create_dir_all(&folder)?;
    for (name, figure) in [
        ("data", curves::data_size()),
        ("loglog", curves::log_log()),
        ("architectures", curves::architectures()),
        ("rates", curves::rates()),
        ("odd", curves::odd()),
        ("families", families::architectures()),
        ("distances", families::distances()),
        ("sawtooth", families::sawtooth()),
        ("cells", planes::training()),
        ("grid", planes::grid()),
        ("layers", planes::layers()),
        ("many", planes::many()),
        ("surface", planes::surface()),
        ("views", planes::views()),
        ("histogram", tables::together()),
        ("histograms", tables::apart()),
        ("heatmap", tables::heatmap()),
        ("heatmaps", tables::heatmaps()),
        ("mixed", tables::mixed()),
    ] {
        let start = Instant::now();
        let drawing = figure.draw()?;
        let files = [
            ("svg", drawing.svg().as_bytes().to_vec()),
            ("pdf", drawing.pdf()?),
            ("png", drawing.png(300.0)?),
        ];
        let sizes: Vec<String> = files
            .iter()
            .map(|(extension, bytes)| format!("{extension} {} kB", bytes.len() / 1000))
            .collect();
        println!(
            "{name}: {:.1} x {:.1} pt, {}, {} ms",
            drawing.width(),
            drawing.height(),
            sizes.join(", "),
            start.elapsed().as_millis(),
        );
        for (extension, bytes) in files {
            std::fs::write(
                Path::new(&folder).join(format!("{name}.{extension}")),
                bytes,
            )?;
        }
    }
    Ok(())
}
