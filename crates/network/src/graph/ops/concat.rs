/// Inputs one after the other along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Concat {
    /// The axis.
    pub axis: usize,
}

impl Concat {
    pub(in crate::graph) fn shape(&self, inputs: &[&[usize]]) -> Result<Vec<usize>, String> {
        let mut shape = match inputs.first() {
            Some(first) if self.axis < first.len() => first.to_vec(),
            Some(first) => {
                return Err(format!(
                    "its inputs have {} axes, no axis {}",
                    first.len(),
                    self.axis
                ));
            }
            None => return Err("it reads no node".to_owned()),
        };
        for input in &inputs[1..] {
            let fits = input.len() == shape.len()
                && (0..shape.len()).all(|axis| axis == self.axis || input[axis] == shape[axis]);
            if !fits {
                return Err(format!(
                    "it joins {:?} and {input:?} along axis {}",
                    inputs[0], self.axis
                ));
            }
            shape[self.axis] = shape[self.axis].saturating_add(input[self.axis]);
        }
        Ok(shape)
    }

    pub(in crate::graph) fn source(
        &self,
        inputs: &[&[usize]],
        output: &[usize],
        element: usize,
    ) -> (usize, usize) {
        let inner: usize = output[self.axis + 1..].iter().product();
        let along = element / inner % output[self.axis];
        let (outer, within) = (element / inner / output[self.axis], element % inner);
        let (mut index, mut rest) = (0, along);
        while rest >= inputs[index][self.axis] {
            rest -= inputs[index][self.axis];
            index += 1;
        }
        (
            index,
            (outer * inputs[index][self.axis] + rest) * inner + within,
        )
    }
}
