//! Networks that change, and the frames of films.

use crate::count::support::{Files, SQUARE, Tensor, crease, safetensors};
use assert_cmd::Command;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// A picture in pixels.
pub struct Pixels {
    pub width: usize,
    pub height: usize,
    /// Red, green, blue.
    pub rgb: Vec<u8>,
}

impl Pixels {
    /// This many columns and rows from the top left.
    pub fn corner(&self, width: usize, height: usize) -> Vec<u8> {
        let rows = self.rgb.chunks(3 * self.width).take(height);
        rows.flat_map(|row| &row[..3 * width]).copied().collect()
    }
}

/// The pictures of a PNG file as a viewer shows them, with their delays in milliseconds.
pub fn pictures(path: &Path) -> Vec<(Pixels, u16)> {
    let bytes = fs::read(path).unwrap();
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    let control = reader.info().animation_control;
    let mut canvas = vec![0; 3 * width * height];
    let mut pictures = Vec::new();
    for _ in 0..control.map_or(1, |control| control.num_frames) {
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        let samples = frame.color_type.samples();
        let control = reader.info().frame_control().copied();
        let (left, top) = control.map_or((0, 0), |c| (c.x_offset as usize, c.y_offset as usize));
        for (index, pixel) in pixels.chunks(samples).enumerate() {
            let (row, column) = (index / frame.width as usize, index % frame.width as usize);
            let at = 3 * ((top + row) * width + left + column);
            if samples == 3 || pixel[3] > 0 {
                canvas[at..at + 3].copy_from_slice(&pixel[..3]);
            }
        }
        let shown = Pixels {
            width,
            height,
            rgb: canvas.clone(),
        };
        pictures.push((shown, control.map_or(0, |control| control.delay_num)));
    }
    pictures
}

/// A network of two inputs with these two lines, and one output.
pub fn lines(biases: [f32; 2]) -> Vec<u8> {
    let tensors: [Tensor; 4] = [
        ("0.weight", &[2, 2], &[1.0, 0.25, -0.5, 1.0]),
        ("0.bias", &[2], &biases),
        ("2.weight", &[1, 2], &[1.0, -1.0]),
        ("2.bias", &[1], &[0.1]),
    ];
    safetensors(&tensors)
}

/// Networks whose names count to ten, given in the order of their letters.
pub struct Training {
    pub files: Files,
    pub networks: Vec<PathBuf>,
    pub slice: PathBuf,
}

impl Training {
    pub fn new() -> Self {
        let files = Files::new();
        let mut networks: Vec<PathBuf> = (1_u8..=10)
            .map(|k| {
                let moved = f32::from(k) / 10.0 - 0.55;
                files.write(&format!("epoch-{k}.safetensors"), lines([moved, 0.2]))
            })
            .collect();
        networks.sort();
        let slice = files.write("square.json", SQUARE);
        Self {
            files,
            networks,
            slice,
        }
    }

    /// `crease film` of all networks.
    pub fn film(&self, output: &Path) -> Command {
        let mut command = crease("film", &self.networks[0], &self.slice);
        command.arg("--network").args(&self.networks[1..]);
        command.arg("--output").arg(output);
        command
    }

    /// The names of all files in the folder.
    pub fn names(&self) -> Vec<String> {
        let folder = fs::read_dir(self.files.path("")).unwrap();
        let mut names: Vec<String> = folder
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}
