use anyhow::{Context, anyhow, bail};
use crease_input::one_line;
use crease_picture::Bitmap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::NamedTempFile;

/// The program that makes them.
const FFMPEG: &str = "ffmpeg";

/// Where ffmpeg is.
pub fn program() -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut programs = std::env::split_paths(&path)
        .map(|folder| folder.join(format!("{FFMPEG}{}", std::env::consts::EXE_SUFFIX)));
    programs.find(|file| file.is_file()).ok_or_else(|| {
        anyhow!(
            "--output: a .mp4 is made by ffmpeg, which is not in PATH: install it \
             (https://ffmpeg.org), or choose a name that ends in .png or .html"
        )
    })
}

/// A film that ffmpeg is writing to a temporary file, since the format needs one.
pub struct Mp4 {
    child: Child,
    file: NamedTempFile,
    width: u32,
    height: u32,
}

impl Mp4 {
    /// Starts ffmpeg for frames like this one, at this rate per second.
    pub fn start(program: &Path, frame: &Bitmap, rate: f64) -> anyhow::Result<Self> {
        let file = tempfile::Builder::new().suffix(".mp4").tempfile();
        let file = file.context("cannot create a temporary file for ffmpeg")?;
        // Most players need even sides.
        let [width, height] = [frame.width, frame.height].map(|side| side.next_multiple_of(2));
        let child = Command::new(program)
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
            .args(["-f", "rawvideo", "-pixel_format", "rgb24"])
            .args(["-video_size", &format!("{width}x{height}")])
            .args(["-framerate", &rate.to_string(), "-i", "pipe:0"])
            .args(["-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"])
            .args(["-movflags", "+faststart", "-f", "mp4"])
            .arg(file.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        Ok(Self {
            child,
            file,
            width,
            height,
        })
    }

    /// Shows one more frame.
    pub fn push(&mut self, frame: &Bitmap) -> anyhow::Result<()> {
        let frame = frame.within(self.width, self.height);
        let Some(input) = &mut self.child.stdin else {
            bail!("{FFMPEG} was closed");
        };
        if input.write_all(&frame.rgb).is_err() {
            return Err(self.complaint());
        }
        Ok(())
    }

    /// The bytes of the film.
    pub fn finish(mut self) -> anyhow::Result<Vec<u8>> {
        drop(self.child.stdin.take());
        let status = self.child.wait().context("cannot wait for ffmpeg")?;
        if !status.success() {
            return Err(self.complaint());
        }
        let mut bytes = Vec::new();
        self.file
            .reopen()
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .context("cannot read what ffmpeg wrote")?;
        if bytes.is_empty() {
            return Err(self.complaint());
        }
        Ok(bytes)
    }

    /// Why ffmpeg failed, in its own words.
    fn complaint(&mut self) -> anyhow::Error {
        drop(self.child.stdin.take());
        let mut message = String::new();
        if let Some(mut errors) = self.child.stderr.take() {
            let _ = errors.read_to_string(&mut message);
        }
        let _ = self.child.wait();
        match message.trim() {
            "" => anyhow!("{FFMPEG} made no film"),
            message => anyhow!("{FFMPEG} failed: {}", one_line(message)),
        }
    }
}

impl Drop for Mp4 {
    fn drop(&mut self) {
        // ffmpeg has exited by now, unless the film was interrupted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
