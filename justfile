# List the recipes.
default:
    @{{ just_executable() }} --list --unsorted

# Figure 5 of "Deep ReLU Networks ...": memorising random points. `just fig5 quick` for a first look.
[group('figures')]
fig5 preset="":
    cargo run --release --locked -- run experiments/fig5.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Where does memorising fail? Figure 5 with more points and fewer runs.
[group('figures')]
fig5-larger preset="":
    cargo run --release --locked -- run experiments/fig5-larger.toml {{ if preset == "" { "" } else { "--preset " + preset } }}

# Every figure.
[group('figures')]
all: fig5 fig5-larger

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
