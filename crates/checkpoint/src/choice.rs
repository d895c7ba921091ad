//! Which of a file's layers make up the network, and in which order.

use crate::linear::Linear;
use crate::listing::{BrokenChain, LayerList, Model};
use crate::modules::Module;
use crate::{CheckpointError, names, natural};

/// The layers of a file that are wanted, in order.
///
/// # Errors
/// If a name is not that of a layer, or the layers do not chain; and without names, if a module is
/// not a layer, or there are several networks.
pub(crate) fn choose<'a>(
    modules: Vec<Module<'a>>,
    wanted: Option<&[String]>,
) -> Result<Vec<Linear<'a>>, CheckpointError> {
    if let Some(names) = wanted {
        return chain(named(&modules, names)?, true);
    }
    if let Some(error) = modules.iter().find_map(Module::adapter) {
        return Err(error);
    }
    let layers = modules.into_iter().map(Module::into_linear);
    let layers: Vec<Linear> = layers.collect::<Result<_, _>>()?;
    let all: Vec<usize> = (0..layers.len()).collect();
    let models = models(&layers, &all, 0);
    if models.len() > 1 {
        return Err(CheckpointError::Several { models });
    }
    chain(layers, false)
}

/// The layers of these names, and of modules of these names.
fn named<'a>(
    modules: &[Module<'a>],
    wanted: &[String],
) -> Result<Vec<Linear<'a>>, CheckpointError> {
    let names: Vec<&str> = modules.iter().map(|module| module.name).collect();
    let mut chosen = Vec::new();
    for wanted in wanted {
        let exactly = |&at: &usize| names::shown(names[at]) == wanted;
        let inside = |&at: &usize| names::is_in(names[at], wanted);
        let before = chosen.len();
        match (0..names.len()).find(exactly) {
            Some(at) => chosen.push(at),
            None => chosen.extend((0..names.len()).filter(inside)),
        }
        if chosen.len() == before {
            return Err(CheckpointError::NoSuchLayer {
                wanted: wanted.clone(),
                names: all_names(&names),
            });
        }
    }
    if let Some(error) = chosen.iter().find_map(|&at| modules[at].adapter()) {
        return Err(error);
    }
    let layers = chosen.iter().map(|&at| modules[at].clone().into_linear());
    layers.collect()
}

/// What layers can be chosen by: their names, and those of the modules they are in.
fn all_names(modules: &[&str]) -> Vec<String> {
    let of_module = |module: &&str| {
        let parts = names::parts(module).count();
        let prefixes =
            (1..=parts).map(|count| names::shown(names::prefix(module, count)).to_owned());
        prefixes.collect::<Vec<_>>()
    };
    let mut names: Vec<String> = modules.iter().flat_map(of_module).collect();
    names.sort_by(|a, b| natural::compare(a, b));
    names.dedup();
    names
}

/// The layers, if each has as many inputs as the one before it has outputs.
fn chain(layers: Vec<Linear<'_>>, given: bool) -> Result<Vec<Linear<'_>>, CheckpointError> {
    let broken = layers.windows(2).find(|pair| !follows(&pair[0], &pair[1]));
    match broken {
        Some([before, layer]) => Err(CheckpointError::Chain {
            tensor: layer.weight_name().to_owned(),
            found: layer.inputs,
            before: before.weight_name().to_owned(),
            expected: before.outputs,
            chain: Box::new(BrokenChain {
                given,
                layers: list(&layers),
                order: only_order(&layers),
            }),
        }),
        _ if layers.is_empty() => Err(CheckpointError::NoLayers),
        _ => Ok(layers),
    }
}

fn follows(before: &Linear, layer: &Linear) -> bool {
    before.outputs == layer.inputs
}

fn list(layers: &[Linear]) -> LayerList {
    let layers = layers.iter().map(|layer| {
        let name = names::shown(layer.name).to_owned();
        (name, [layer.outputs, layer.inputs])
    });
    LayerList(layers.collect())
}

/// The networks under the first `depth` parts of the names of some layers: more than one if they
/// are not all of one network.
fn models(layers: &[Linear], some: &[usize], depth: usize) -> Vec<Model> {
    let mut direct = Vec::new();
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for &at in some {
        let name = layers[at].name;
        if names::parts(name).count() <= depth + 1 {
            direct.push(at);
            continue;
        }
        let prefix = names::prefix(name, depth + 1);
        match groups.iter_mut().find(|(other, _)| *other == prefix) {
            Some((_, group)) => group.push(at),
            None => groups.push((prefix, vec![at])),
        }
    }
    let chains = |some: &[usize]| {
        let mut pairs = some.windows(2);
        some.len() > 1 && pairs.all(|pair| follows(&layers[pair[0]], &layers[pair[1]]))
    };
    let model = |some: &[usize], name: String| Model {
        name,
        widths: std::iter::once(layers[some[0]].inputs)
            .chain(some.iter().map(|&at| layers[at].outputs))
            .collect(),
    };
    let of_group = |(_, group): &(&str, Vec<usize>)| models(layers, group, depth + 1);
    let mut found: Vec<Model> = groups.iter().flat_map(of_group).collect();
    if !found.is_empty() && chains(&direct) {
        let names: Vec<&str> = direct.iter().map(|&at| layers[at].name).collect();
        found.push(model(&direct, names.join(",")));
    }
    if found.len() < 2 && chains(some) {
        found = vec![model(
            some,
            names::prefix(layers[some[0]].name, depth).to_owned(),
        )];
    }
    found
}

/// The most layers of which orders are tried.
const MOST_TRIED: usize = 12;

/// The one order in which all layers chain; `None` if there are several or none.
fn only_order(layers: &[Linear]) -> Option<Vec<String>> {
    let mut orders = Vec::new();
    if layers.len() <= MOST_TRIED {
        extend(layers, &mut Vec::new(), &mut orders, &mut 10_000);
    }
    let [order] = orders.as_slice() else {
        return None;
    };
    let names = order
        .iter()
        .map(|&at| names::shown(layers[at].name).to_owned());
    Some(names.collect())
}

/// Finds up to two orders that begin with `order`, in as many `steps`.
fn extend(
    layers: &[Linear],
    order: &mut Vec<usize>,
    orders: &mut Vec<Vec<usize>>,
    steps: &mut usize,
) {
    if order.len() == layers.len() {
        orders.push(order.clone());
        return;
    }
    for at in 0..layers.len() {
        let fits = order
            .last()
            .is_none_or(|&last| follows(&layers[last], &layers[at]));
        if order.contains(&at) || !fits {
            continue;
        }
        if *steps == 0 || orders.len() > 1 {
            // Unknown, so treated as several.
            orders.resize(2, Vec::new());
            return;
        }
        *steps -= 1;
        order.push(at);
        extend(layers, order, orders, steps);
        order.pop();
    }
}
