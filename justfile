# List the recipes.
default:
    @just --list --unsorted

# Figure 5 of "Deep ReLU Networks ...": memorising random points. `just fig5 quick` for a first look.
[group('figures')]
fig5 preset="":
    cargo run --release --locked -- run experiments/fig5.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Every figure.
[group('figures')]
all: fig5

# The tests, as the README runs them.
[group('develop')]
test:
    cargo test --release --locked --workspace

# Regions a second.
[group('develop')]
bench:
    cargo bench --locked -p crease-regions

# What CI runs.
[group('develop')]
ci:
    bash .ci/run
