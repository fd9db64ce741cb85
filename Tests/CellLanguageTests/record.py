#!/usr/bin/env python3
"""Records what CPython prints for every program under Programs/, as Programs/NAME.out.

    python3 Tests/CellLanguageTests/record.py
"""
import pathlib
import subprocess
import sys

folder = pathlib.Path(__file__).parent / "Programs"
for program in sorted(folder.glob("*.py")):
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "ignore", program.name], cwd=folder, capture_output=True, check=True)
    program.with_suffix(".out").write_bytes(run.stdout)
    print(program.name, len(run.stdout.splitlines()), "lines")
