//! A state as the bytes of a safetensors file.
//!
//! All tensors have one dimension: `format` (U64, one number), `run` (U8, text), `step` (U64),
//! `seen` (U8, 0 or 1), `stream_position` (U64, the low and the high half), `order` (U32),
//! `parameters` (F32), `memory` (U8, the names of the vectors that the optimiser remembers, one a
//! line), `memory.NAME` of each (F32), and `blake3` (U8), the checksum of all others.

use super::State;
use crate::StateError;
use crate::engine::Memory;
use safetensors::tensor::{SafeTensorError, TensorView, serialize};
use safetensors::{Dtype, SafeTensors};

/// Counts changes of the layout or of what the numbers mean.
const FORMAT: u64 = 2;

/// A tensor in a file: name, type and numbers, little endian.
type Tensor = (String, Dtype, Vec<u8>);

impl State {
    /// The bytes of a file, the same for equal states. `run` identifies the run: a hash of
    /// everything that its numbers depend on, the settings and the backend.
    ///
    /// # Errors
    /// If the container cannot be written; no state is known for which it cannot.
    pub fn to_bytes(&self, run: &str) -> Result<Vec<u8>, StateError> {
        let mut tensors = self.tensors(run);
        tensors.push(("blake3".to_owned(), Dtype::U8, checksum(&tensors)));
        let views = tensors.iter().map(|(name, dtype, bytes)| {
            let count = bytes.len() * 8 / dtype.bitsize();
            Ok((name, TensorView::new(*dtype, vec![count], bytes)?))
        });
        let views = views.collect::<Result<Vec<_>, SafeTensorError>>()?;
        Ok(serialize(views, None)?)
    }

    /// Reads what [`Self::to_bytes`] wrote for the same run.
    ///
    /// # Errors
    /// If the bytes are not, to the last bit, what was written, or belong to another run.
    pub fn from_bytes(bytes: &[u8], run: &str) -> Result<Self, StateError> {
        let file = SafeTensors::deserialize(bytes)?;
        let [format] = words(&file, "format")?;
        if format != FORMAT {
            return Err(StateError::Format {
                found: format,
                expected: FORMAT,
            });
        }
        let [step] = words(&file, "step")?;
        let [low, high] = words(&file, "stream_position")?;
        let state = Self {
            step,
            seen: tensor(&file, "seen", Dtype::U8)? == [1],
            parameters: floats(&file, "parameters")?,
            memory: memory(&file)?,
            order: quads(&file, "order", Dtype::U32)?
                .map(u32::from_le_bytes)
                .collect(),
            stream_position: u128::from(high) << 64 | u128::from(low),
        };
        let found = String::from_utf8_lossy(tensor(&file, "run", Dtype::U8)?);
        // Writing the state again must give the same bytes: this checks the checksum against the
        // content, and everything else in the file.
        if state.to_bytes(&found)? != bytes {
            return Err(StateError::Damaged);
        }
        if found != run {
            return Err(StateError::OtherRun {
                found: found.into_owned(),
                expected: run.to_owned(),
            });
        }
        Ok(state)
    }

    /// All tensors but the checksum.
    fn tensors(&self, run: &str) -> Vec<Tensor> {
        let words = |words: &[u64]| words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let floats = |floats: &[f32]| floats.iter().flat_map(|x| x.to_le_bytes()).collect();
        let order = self.order.iter().flat_map(|index| index.to_le_bytes());
        let position = [
            self.stream_position as u64,
            (self.stream_position >> 64) as u64,
        ];
        let names: Vec<&str> = self.memory.iter().map(|(name, _)| name.as_str()).collect();
        let tensors = [
            ("format", Dtype::U64, words(&[FORMAT])),
            ("run", Dtype::U8, run.as_bytes().to_vec()),
            ("step", Dtype::U64, words(&[self.step])),
            ("seen", Dtype::U8, vec![u8::from(self.seen)]),
            ("stream_position", Dtype::U64, words(&position)),
            ("order", Dtype::U32, order.collect()),
            ("parameters", Dtype::F32, floats(&self.parameters)),
            ("memory", Dtype::U8, names.join("\n").into_bytes()),
        ];
        let mut tensors: Vec<Tensor> = tensors
            .map(|(name, dtype, bytes)| (name.to_owned(), dtype, bytes))
            .into();
        for (name, numbers) in &self.memory {
            tensors.push((format!("memory.{name}"), Dtype::F32, floats(numbers)));
        }
        tensors
    }
}

fn memory(file: &SafeTensors) -> Result<Memory, StateError> {
    let names = String::from_utf8_lossy(tensor(file, "memory", Dtype::U8)?);
    let vector = |name: &str| {
        let numbers = floats(file, &format!("memory.{name}"))?;
        Ok((name.to_owned(), numbers))
    };
    let names: Vec<&str> = names.lines().collect();
    // A container cannot be written with two tensors of one name.
    let is_repeated = |at: usize| names[..at].contains(&names[at]);
    if (0..names.len()).any(is_repeated) {
        return Err(StateError::Damaged);
    }
    names.into_iter().map(vector).collect()
}

/// The BLAKE3 hash of names, lengths and numbers.
fn checksum(tensors: &[Tensor]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    for (name, _, bytes) in tensors {
        hasher.update(name.as_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().as_bytes().to_vec()
}

fn tensor<'a>(file: &SafeTensors<'a>, name: &str, dtype: Dtype) -> Result<&'a [u8], StateError> {
    let expected = format!("a tensor {name} of type {dtype} and one dimension");
    let Ok(view) = file.tensor(name) else {
        let found = "none of that name".to_owned();
        return Err(StateError::Tensor { found, expected });
    };
    if view.dtype() != dtype || view.shape().len() != 1 {
        let (dtype, shape) = (view.dtype(), view.shape());
        let found = format!("one of type {dtype} and shape {shape:?}");
        return Err(StateError::Tensor { found, expected });
    }
    Ok(view.data())
}

fn words<const N: usize>(file: &SafeTensors, name: &str) -> Result<[u64; N], StateError> {
    let (chunks, _) = tensor(file, name, Dtype::U64)?.as_chunks::<8>();
    let words: Vec<u64> = chunks
        .iter()
        .map(|&word| u64::from_le_bytes(word))
        .collect();
    words
        .try_into()
        .map_err(|words: Vec<u64>| StateError::Tensor {
            found: format!("{} numbers in {name}", words.len()),
            expected: N.to_string(),
        })
}

fn quads<'a>(
    file: &SafeTensors<'a>,
    name: &str,
    dtype: Dtype,
) -> Result<impl Iterator<Item = [u8; 4]> + use<'a>, StateError> {
    let (chunks, _) = tensor(file, name, dtype)?.as_chunks::<4>();
    Ok(chunks.iter().copied())
}

fn floats(file: &SafeTensors, name: &str) -> Result<Vec<f32>, StateError> {
    Ok(quads(file, name, Dtype::F32)?
        .map(f32::from_le_bytes)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            step: 1 << 40,
            seen: true,
            parameters: vec![0.5, -0.0, f32::from_bits(0x7fc0_1234)],
            memory: vec![
                ("moment_1".to_owned(), vec![1e-9, f32::MIN_POSITIVE, 0.0]),
                ("moment_2".to_owned(), vec![1e-20, f32::MAX, 0.0]),
            ],
            order: vec![2, 0, 1, u32::MAX],
            stream_position: (3 << 64) + 5,
        }
    }

    fn refused(bytes: &[u8]) -> String {
        State::from_bytes(bytes, "run").unwrap_err().to_string()
    }

    #[test]
    fn bytes_hold_every_bit() {
        let bytes = state().to_bytes("run").unwrap();
        assert_eq!(bytes, state().to_bytes("run").unwrap());
        let read = State::from_bytes(&bytes, "run").unwrap();
        assert_eq!(read.parameters[2].to_bits(), 0x7fc0_1234);
        assert_eq!(read.to_bytes("run").unwrap(), bytes);
        let expected = State {
            parameters: vec![0.5, -0.0],
            ..state()
        };
        let read = State {
            parameters: read.parameters[..2].to_vec(),
            ..read
        };
        assert_eq!(read, expected);
    }

    /// Found by fuzzing.
    #[test]
    fn a_file_that_lists_a_vector_twice_is_refused() {
        let bytes = state().to_bytes("run").unwrap();
        let list = b"moment_1\nmoment_2";
        let is_list = |at: &usize| bytes[*at..].starts_with(list);
        let at = (0..bytes.len()).find(is_list).unwrap();
        let mut bytes = bytes;
        bytes[at + list.len() - 1] = b'1';
        assert!(refused(&bytes).contains("damaged"), "{}", refused(&bytes));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused() {
        let bytes = state().to_bytes("run").unwrap();
        for length in 0..bytes.len() {
            let message = refused(&bytes[..length]);
            assert!(message.starts_with("not a training state: "), "{message}");
        }
    }

    #[test]
    fn a_file_with_any_bit_flipped_is_refused() {
        let mut bytes = state().to_bytes("run").unwrap();
        for bit in 0..8 * bytes.len() {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(!refused(&bytes).is_empty(), "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        // The numbers are at the end.
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert!(refused(&bytes).contains("damaged"), "{}", refused(&bytes));
        bytes[last] ^= 1;
        bytes.push(0);
        assert!(!refused(&bytes).is_empty(), "one byte more");
    }

    #[test]
    fn the_state_of_another_run_is_refused() {
        let bytes = state().to_bytes("walk").unwrap();
        let message = "the training state is of run walk, expected run";
        assert_eq!(refused(&bytes), message);
    }

    /// Found by fuzzing.
    #[test]
    fn a_control_character_in_a_name_is_escaped() {
        let mut named = state();
        named.memory[0].0 = "mom\u{10}ent".to_owned();
        let bytes = named.to_bytes("run").unwrap();
        assert_eq!(
            State::from_bytes(&bytes, "run").unwrap().memory[0].0,
            "mom\u{10}ent"
        );
        let name = bytes.windows(7).position(|window| window == b"mom\x10ent");
        let mut other = bytes.clone();
        other[name.unwrap() + 3] = 0x11;
        let message = refused(&other);
        assert!(
            message.contains("memory.mom\\u{11}ent of type F32"),
            "{message}"
        );
        let other = state().to_bytes("w\nalk").unwrap();
        assert_eq!(
            refused(&other),
            "the training state is of run w\\nalk, expected run"
        );
    }

    #[test]
    fn another_file_is_refused() {
        assert!(refused(b"").starts_with("not a training state"));
        assert!(refused(b"{\"json\": true}").starts_with("not a training state"));
        let data = [0; 8];
        let view = TensorView::new(Dtype::F64, vec![1], &data).unwrap();
        let network = serialize([("layers.0.bias", view)], None).unwrap();
        assert_eq!(
            refused(&network),
            "the training state has none of that name, \
             expected a tensor format of type U64 and one dimension"
        );
        let data = 9_u64.to_le_bytes();
        let view = TensorView::new(Dtype::U64, vec![1], &data).unwrap();
        let newer = serialize([("format", view)], None).unwrap();
        assert_eq!(
            refused(&newer),
            "the training state has format 9, expected 2"
        );
    }
}
