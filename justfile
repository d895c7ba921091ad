# List the recipes.
default:
    @{{ just_executable() }} --list --unsorted

# Patterns, Figure 2: the function of a network at initialisation. Every figure takes `quick`.
[group('figures')]
fig2 preset="":
    cargo run --release --locked -- run experiments/fig2.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Patterns, Figure 3: regions of planes while learning MNIST. Needs `just data`, like all figures on MNIST.
[group('figures')]
fig3 preset="":
    cargo run --release --locked -- run experiments/fig3.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Patterns, Figure 4: MNIST with random labels.
[group('figures')]
fig4 preset="":
    cargo run --release --locked -- run experiments/fig4.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Patterns, Figure 5: memorising random points. `just fig5 quick` for a first look.
[group('figures')]
fig5 preset="":
    cargo run --release --locked -- run experiments/fig5.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Where does memorising fail? Figure 5 with more points and fewer runs.
[group('figures')]
fig5-larger preset="":
    cargo run --release --locked -- run experiments/fig5-larger.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Patterns, Figure 6: learning rates and weight scales.
[group('figures')]
fig6 preset="":
    cargo run --release --locked -- run experiments/fig6.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Patterns, Figure 7: cross-sections of input space.
[group('figures')]
fig7 preset="":
    cargo run --release --locked -- run experiments/fig7.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 1: linear regions of a trained network.
[group('figures')]
complexity-fig1 preset="":
    cargo run --release --locked -- run experiments/complexity-fig1.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 2: regions layer by layer.
[group('figures')]
complexity-fig2 preset="":
    cargo run --release --locked -- run experiments/complexity-fig2.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 3: the sawtooth and its perturbation.
[group('figures')]
complexity-fig3 preset="":
    cargo run --release --locked -- run experiments/complexity-fig3.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 4: the graph of a network of one input.
[group('figures')]
complexity-fig4 preset="":
    cargo run --release --locked -- run experiments/complexity-fig4.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 5: regions along lines while learning MNIST.
[group('figures')]
complexity-fig5 preset="":
    cargo run --release --locked -- run experiments/complexity-fig5.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 6: distances to the nearest boundary.
[group('figures')]
complexity-fig6 preset="":
    cargo run --release --locked -- run experiments/complexity-fig6.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 7: the distribution of these distances.
[group('figures')]
complexity-fig7 preset="":
    cargo run --release --locked -- run experiments/complexity-fig7.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Complexity, Figure 8: regions expand, then contract.
[group('figures')]
complexity-fig8 preset="":
    cargo run --release --locked -- run experiments/complexity-fig8.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Ours: heat maps over learning rate and weight scale.
[group('figures')]
sweep-lr-weight-scale preset="":
    cargo run --release --locked -- run experiments/sweep-lr-weight-scale.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Ours: regions against optimiser and weight decay, on MNIST.
[group('figures')]
optimisers preset="":
    cargo run --release --locked -- run experiments/optimisers.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Ours: regions of other piecewise linear activations, on MNIST.
[group('figures')]
activations preset="":
    cargo run --release --locked -- run experiments/activations.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Ours: regions while a network groks 1,000 images of MNIST.
[group('figures')]
grokking preset="":
    cargo run --release --locked -- run experiments/grokking.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Ours: neurons and regions near images while a network learns 1,000 of MNIST by heart.
[group('figures')]
local-complexity preset="":
    cargo run --release --locked -- run experiments/local-complexity.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Every figure: the two papers', at their scale, and the extra ones.
[group('figures')]
all: fig2 fig3 fig4 fig5 fig5-larger fig6 fig7 complexity-fig1 complexity-fig2 complexity-fig3 complexity-fig4 complexity-fig5 complexity-fig6 complexity-fig7 complexity-fig8 sweep-lr-weight-scale optimisers activations grokking local-complexity

# Progress of an experiment: `just status fig5`.
[group('figures')]
status name:
    cargo run --release --locked -- status {{ name }}

# Download and verify MNIST, or another data set: `just data fashion-mnist`.
[group('figures')]
data set="mnist":
    cargo run --release --locked -- data {{ set }}

# The papers' theorems as a table: predicted, measured, verdict.
[group('figures')]
verify:
    cargo run --release --locked -- verify

# The tests, as the README runs them.
[group('develop')]
test:
    cargo test --release --locked --workspace

# The Python wheel, with the command line inside: crates/python/dist. Needs maturin.
[group('develop')]
wheel:
    crates/python/build-wheel

# Regions per second, and microseconds per training step.
[group('develop')]
bench:
    cargo bench --locked --workspace --bench counts --bench lines --bench distances --bench graphs
    cargo bench --locked --workspace --bench step

# On a machine with a GPU: its tests, its speed, the table of docs/gpu.md.
[group('develop')]
gpu-bench:
    bash .ci/gpu-bench

# What CI runs.
[group('develop')]
ci:
    bash .ci/run
