"""Crease next to other counters of regions on convolutional networks: see `rivals.py`.

    pip install crates/python/dist/*.whl regioncam relucent torch onnx grpcio-tools
    crates/compare/syrenn build/syrenn
    python crates/compare/convolutions.py --syrenn build/syrenn --table docs/comparison.md

Lines and windows through convolutional networks, each network the same for all tools, with weights of 32
bits. SyReNN has convolutions, and max pooling on lines. For the other two, a convolution is a dense
matrix, which relucent makes itself and which the user makes for regioncam. The table names the layers that a
tool lacks.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from convolution_cases import cases
from convolution_tools import TOOLS, syrenn
from rivals import Answer, Row, ask, insert, machine, protocol, serving, table, versions


def alone(case: int, tool: str, arguments: argparse.Namespace) -> Answer:
    """A tool's result from a separate process, which can be stopped."""
    command = [sys.executable, __file__, "--one", str(case), tool]
    command += ["--seconds", str(arguments.seconds)]
    with contextlib.ExitStack() as stack:
        if tool == "SyReNN":
            if not arguments.syrenn:
                return Answer(none="not installed")
            # A new server for each case: it continues a request after the client has been stopped.
            stack.enter_context(serving(arguments.syrenn))
            command += ["--syrenn", str(arguments.syrenn)]
        try:
            # Ten seconds for its start.
            limit = arguments.seconds + 10
            done = subprocess.run(
                command, check=True, capture_output=True, text=True, timeout=limit
            )
        except subprocess.TimeoutExpired:
            return Answer(none=f"more than {arguments.seconds:g} s")
        except subprocess.CalledProcessError as error:
            return Answer(none=f"refused (exit code {error.returncode})")
    return Answer(*json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="how long a tool may take")
    parser.add_argument("--syrenn", type=Path, metavar="DIR", help="where SyReNN was built")
    parser.add_argument(
        "--table", type=Path, metavar="PAGE", help="put the table between this page's marks"
    )
    parser.add_argument("--one", nargs=2, metavar=("CASE", "TOOL"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if arguments.one:
        case, tool = cases()[int(arguments.one[0])], arguments.one[1]
        count = TOOLS[tool]
        if tool == "SyReNN":
            count = partial(syrenn, protocol(arguments.syrenn))
        answer = ask(count, case, arguments.seconds)
        print(json.dumps([answer.regions, answer.milliseconds, answer.none]))
        return
    rows = []
    for index, case in enumerate(cases()):
        answers = {tool: alone(index, tool, arguments) for tool in TOOLS}
        truth = answers["Crease, regions only"].regions or 0
        rows.append(Row(case, truth, answers))
        cells = (f"{name}: {answer.cell(truth)}" for name, answer in answers.items())
        print(f"{case.name}, {truth:,} regions;", "; ".join(cells), file=sys.stderr)
    found = versions({"SyReNN": arguments.syrenn})
    found = ", ".join(f"{name} {version}" for name, version in found.items())
    lines = [*table(rows), "", f"Milliseconds on one core of {machine()}; {found}."]
    if arguments.table:
        insert(lines, arguments.table, "convolutions")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
