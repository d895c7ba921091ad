//! Steps that are computed together along lines.

use super::step::{Kind, Step};

/// Finds the steps that their readers make: what is used at once is still in the caches.
pub(super) fn join(steps: &mut [Step]) {
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (index, step) in steps.iter().enumerate() {
        for &input in &step.inputs {
            readers[input].push(index);
        }
    }
    for index in 0..steps.len() {
        let own_positions = |reader: usize| match &steps[reader].kind {
            Kind::Activate(_) => true,
            Kind::Diagonal(diagonal) => (0..steps[reader].positions).all(|position| {
                let mut taps = diagonal.taps.of(position).iter();
                taps.all(|tap| tap.position as usize == position)
            }),
            _ => false,
        };
        let linear = matches!(steps[index].kind, Kind::Mix(_) | Kind::Diagonal(_));
        if let [reader] = readers[index][..]
            && linear
            && own_positions(reader)
        {
            steps[index].passing = true;
        }
    }
    // In order, so that what a passing step makes is known before its reader takes it over.
    for index in 0..steps.len() {
        if steps[index].passing {
            let mut with = std::mem::take(&mut steps[index].with);
            with.push(index);
            steps[readers[index][0]].with.extend(with);
        }
    }
    for step in steps {
        step.with.sort_unstable();
    }
}
