"""The command line inside the wheel, and experiments from Python."""

import subprocess

import numpy as np
import pycrease
import pytest
from conftest import REPOSITORY


def test_the_command_line_is_installed(program):
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("crease ")


@pytest.mark.parametrize("experiment", ["fig5", REPOSITORY / "experiments" / "fig5.toml"])
def test_an_experiment_and_its_table(program, tmp_path, monkeypatch, experiment):
    monkeypatch.chdir(tmp_path)
    folder = pycrease.run(
        experiment,
        preset="quick",
        set={"repeats": 1},
        results=tmp_path,
    )
    assert folder == tmp_path / "fig5-quick"
    table = pycrease.results(folder)
    assert table["activation_regions"].dtype.kind in "if"
    assert np.isfinite(table["activation_regions"].astype(float)).all()


def test_an_experiment_that_fails_says_why(program, tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("repeats = 0\n")
    with pytest.raises(RuntimeError, match="exit code 2:\n.*broken.toml"):
        pycrease.run(path, results=tmp_path)
