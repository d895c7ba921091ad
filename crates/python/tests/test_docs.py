"""The examples in the docstrings, in docs/python.md and in docs/what-is-counted.md."""

import doctest
import importlib
import pkgutil
import shutil

import numpy as np
import pycrease
import pytest
from conftest import REPOSITORY

MODULES = [info.name for info in pkgutil.iter_modules(pycrease.__path__) if info.name != "_native"]


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name):
    failed, _ = doctest.testmod(importlib.import_module(f"pycrease.{name}"))
    assert failed == 0


def test_package():
    failed, attempted = doctest.testmod(pycrease)
    assert failed == 0 and attempted > 3


def test_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = REPOSITORY / "crates" / "onnx" / "tests" / "models" / "lenet.onnx"
    shutil.copy(model, tmp_path / "model.onnx")
    page = REPOSITORY / "docs" / "python.md"
    failed, attempted = doctest.testfile(
        str(page), module_relative=False, globs={"np": np}, optionflags=doctest.ELLIPSIS
    )
    assert failed == 0 and attempted > 10


def test_the_definitions():
    page = REPOSITORY / "docs" / "what-is-counted.md"
    failed, attempted = doctest.testfile(str(page), module_relative=False)
    assert failed == 0 and attempted > 10


def test_everything_public_is_documented():
    for name in pycrease.__all__:
        thing = getattr(pycrease, name)
        assert thing.__doc__, name
