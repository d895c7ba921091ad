import numpy as np
import pycrease
import pytest
from pycrease import Plane


@pytest.fixture
def cells(random_network):
    return pycrease.cells(random_network(2, 16, 16, 3), Plane(half_side=1.5, center=(0.2, -0.1)))


def test_cells_fill_the_window(cells):
    counts = pycrease.count(cells.network, cells.plane)
    assert len(cells) == counts.activation_regions
    assert cells.linear_regions == counts.linear_regions
    assert cells.areas.sum() == pytest.approx(9)
    assert len(cells.wall_ends) == counts.edges
    lengths = np.linalg.norm(cells.wall_ends[:, 1] - cells.wall_ends[:, 0], axis=1)
    assert lengths.sum() == pytest.approx(counts.boundary_measure)
    assert lengths[cells.wall_jumps].sum() == pytest.approx(counts.gradient_boundary_measure)


def test_maps_are_those_of_the_network(cells):
    s, t = cells.centers.T
    mapped = cells.maps[..., 0] * s[:, None] + cells.maps[..., 1] * t[:, None] + cells.maps[..., 2]
    points = cells.plane.point(s, t)
    assert np.allclose(mapped, cells.network(points))
    assert (cells.classes == cells.network(points).argmax(axis=1)).all()
    matrix, _ = cells.network.affine_map(points[5])
    assert cells.slopes[5] == pytest.approx(np.linalg.norm(matrix))


def test_each_cell_has_its_own_pattern(cells):
    patterns = np.concatenate(cells.patterns, axis=1)
    assert len(np.unique(patterns, axis=0)) == len(cells)
    # Neighbours differ in one neuron.
    a, b = cells.wall_cells.T
    assert (np.abs(patterns[a].astype(int) - patterns[b]).sum(axis=1) == 1).all()


def test_polygons_neighbours_and_tables(cells):
    assert len(cells.polygon(0)) == cells.offsets[1]
    assert (cells.polygon(-1) == cells.polygon(len(cells) - 1)).all()
    with pytest.raises(IndexError):
        cells.polygon(len(cells))
    neighbours = cells.neighbours(3)
    assert all(3 in cells.neighbours(cell) for cell in neighbours)
    assert {len(column) for column in cells.table().values()} == {len(cells)}


def test_walls_are_those_of_their_neurons(cells):
    patterns = cells.patterns
    table = cells.wall_table()
    assert {len(column) for column in table.values()} == {len(cells.wall_ends)}
    for (above, below), (layer, neuron, breakpoint) in zip(cells.wall_cells, cells.wall_neurons):
        assert patterns[layer][above, neuron] == breakpoint + 1
        assert patterns[layer][below, neuron] == breakpoint
    # The gradient jumps where the jump is not 0, and only across the wall.
    along = cells.wall_ends[:, 1] - cells.wall_ends[:, 0]
    across = np.einsum("moi,mi->mo", cells.gradient_jumps, along)
    assert np.abs(across).max() < 1e-9
    assert ((table["jump"] > 1e-9) == cells.wall_jumps).all()


def test_points_are_located_by_their_patterns(cells):
    assert (cells.locate(cells.centers) == np.arange(len(cells))).all()
    points = np.random.default_rng(0).uniform(-1, 1, (200, 2))
    found = cells.locate(points)
    assert (found >= 0).all()
    of_points = cells.network.patterns(cells.plane.point(points[:, 0], points[:, 1]))
    for layer, of_layer in zip(cells.patterns, of_points):
        assert (layer[found] == of_layer).all()
    assert cells.locate([[5, 0]]) == [-1]
    with pytest.raises(ValueError, match="expected 2"):
        cells.locate([[1, 2, 3]])


def test_parquet(cells, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    cells.to_parquet(tmp_path / "cells.parquet")
    table = parquet.read_table(tmp_path / "cells.parquet")
    assert table.num_rows == len(cells)
    row = table.slice(3, 1).to_pylist()[0]
    assert row["polygon"] == cells.polygon(3).tolist()
    assert row["pattern"] == np.concatenate(cells.patterns, axis=1)[3].tolist()
    assert row["area"] == cells.areas[3]


def test_areas_are_those_of_input_space(random_network):
    network = random_network(4, 8, 1)
    plane = Plane(np.zeros(4), [[2, 0, 0, 0], [0, 0, 3, 0]], half_side=1)
    assert pycrease.cells(network, plane).areas.sum() == pytest.approx(4 * 6)


def test_pictures(cells, tmp_path):
    picture = pycrease.draw(cells.network, cells.plane)
    assert picture._repr_png_().startswith(b"\x89PNG")
    for suffix, start in ((".svg", b"<svg"), (".pdf", b"%PDF"), (".png", b"\x89PNG")):
        picture.save(tmp_path / f"x{suffix}")
        assert (tmp_path / f"x{suffix}").read_bytes().startswith(start)
    with pytest.raises(ValueError, match="expected 'svg', 'pdf' or 'png'"):
        picture.save(tmp_path / "x.jpg")
    # A whole plane is drawn around its vertices.
    assert pycrease.draw(cells.network, Plane(), linear=True)._repr_png_()


def test_a_picture_in_a_notebook_is_small(random_network):
    network = random_network(2, 32, 32, 32, 1)
    assert len(pycrease.draw(network, Plane(half_side=1))._repr_png_()) < 200_000


@pytest.mark.parametrize("color", ["pattern", "linear", "class", "slope", "area", "array"])
def test_plots(cells, color):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, ax = pyplot.subplots()
    drawn = cells.plot(
        ax, color=np.arange(len(cells)) if color == "array" else color, walls=True
    )
    assert len(drawn.get_paths()) == len(cells)
    figure.canvas.draw()
    pyplot.close(figure)


def test_colors_are_those_of_patterns(random_network):
    network = random_network(2, 12, 12, 1)
    wide = pycrease.cells(network, Plane(half_side=2))
    narrow = pycrease.cells(network, Plane(half_side=1))

    def colors(cells):
        hashed, _ = cells._colors("pattern")
        rows = zip(np.concatenate(cells.patterns, axis=1), hashed)
        return {pattern.tobytes(): tuple(color) for pattern, color in rows}

    wide, narrow = colors(wide), colors(narrow)
    assert narrow and all(wide[pattern] == color for pattern, color in narrow.items())


def test_unknown_colors_are_refused(cells):
    with pytest.raises(ValueError, match="expected 'pattern'"):
        cells._colors("hue")
    with pytest.raises(ValueError, match="color has shape"):
        cells._colors(np.zeros(3))
