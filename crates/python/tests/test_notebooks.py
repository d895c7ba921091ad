"""The notebooks of `docs/notebooks`, run as a user would run them."""

import pytest
from conftest import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "docs" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_is_small(path, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("matplotlib")
    kept = nbformat.read(path, as_version=4)
    source = "".join(cell.source for cell in kept.cells)
    if "import torch" in source:
        pytest.importorskip("torch")
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    fresh = nbformat.from_dict(kept)
    nbclient.NotebookClient(fresh, timeout=600).execute()
    for old, new in zip(kept.cells, fresh.cells):
        if old.cell_type == "code":
            assert len(old.outputs) == len(new.outputs), old.source
    assert path.stat().st_size < 500_000


def test_there_are_notebooks():
    assert [path.stem for path in NOTEBOOKS] == ["count-a-pytorch-model", "track-a-training"]
