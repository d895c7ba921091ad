from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import numpy as np


def program() -> Path:
    """The path of this package's command line, the program ``crease``."""
    name = "crease" + (sysconfig.get_config_var("EXE") or "")
    folders = [sysconfig.get_path("scripts"), os.path.dirname(sys.executable)]
    if os.name != "nt":
        folders.append(sysconfig.get_path("scripts", "posix_user"))
    for folder in folders:
        if folder and (path := Path(folder) / name).is_file():
            return path
    if found := shutil.which(name):
        return Path(found)
    raise FileNotFoundError(
        f"no program {name} in {', '.join(filter(None, folders))} nor on the path; "
        "install pycrease from its wheel"
    )


def run(
    experiment: str | os.PathLike[str],
    *,
    preset: str | None = None,
    set: Mapping[str, object] | None = None,
    results: str | os.PathLike[str] = "results",
    jobs: int | None = None,
) -> Path:
    """Runs an experiment as ``crease run`` does: trains, counts and draws. Returns its folder.

    An interrupted run resumes when it is called again; runs that have finished are not repeated.

    Parameters
    ----------
    experiment
        The path of a TOML file, or the name of an experiment that is built in, such as ``"fig5"``
        (``crease run --list`` lists them).
    preset
        One of the file's presets, such as ``"quick"``.
    set
        Keys to override, such as ``{"repeats": 3}``; values as in TOML.
    results
        The folder that contains the experiment's own folder.

    Raises
    ------
    RuntimeError
        If it fails, with its error output.
    """
    command = [str(program()), "run", os.fspath(experiment), "--results", os.fspath(results)]
    if preset is not None:
        command += ["--preset", preset]
    if jobs is not None:
        command += ["--jobs", str(jobs)]
    for key, value in (set or {}).items():
        command += ["--set", f"{key}={_toml(value)}"]
    ended = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if ended.returncode != 0:
        raise RuntimeError(
            f"crease run ended with exit code {ended.returncode}:\n{ended.stderr.strip()}"
        )
    name = Path(experiment).stem
    return Path(results) / (name if preset is None else f"{name}-{preset}")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)


def results(folder: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """The table of an experiment as columns, ready for ``pandas.DataFrame``: one row per run and
    checkpoint. Columns of numbers are floats or integers, with NaN where one is missing; others are text.

    Parameters
    ----------
    folder
        The experiment's folder, such as ``results/fig5``.
    """
    path = Path(folder) / "table.csv"
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows, None)
        if header is None:
            raise ValueError(f"{path} is empty")
        columns = list(zip(*rows)) or [() for _ in header]
    return {name: _column(values) for name, values in zip(header, columns)}


def _column(values: tuple[str, ...]) -> np.ndarray:
    for kind in (np.int64, np.float64):
        try:
            return np.array([value or "nan" for value in values], dtype=object).astype(kind)
        except (ValueError, OverflowError):
            continue
    return np.array(values, dtype=np.str_)
