#!/bin/sh
# Sets up .jupyter beside the project: a Python environment of its own with what a list of requirements names, and
# Tunebook's kernel in it. usage: scripts/jupyter.sh PROGRAM REQUIREMENTS
set -eu

program="$1"
requirements="$2"
cd "$(dirname "$0")/.."
environment=".jupyter/environment"

# The list that was installed last lies in the environment: what has not changed is not installed again.
installed="$environment/installed.txt"
wanted="$(cat Tests/Jupyter/requirements-lab.txt "$requirements")"
if [ ! -x "$environment/bin/python" ]; then
  mkdir -p .jupyter
  if ! python3 -m venv "$environment"; then
    echo "python3 cannot make an environment here; on Debian: apt-get install python3 python3-venv" >&2
    exit 1
  fi
fi
if [ ! -f "$installed" ] || [ "$(cat "$installed")" != "$wanted" ]; then
  echo "Installing what $requirements names into $environment" >&2
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
  printf '%s\n' "$wanted" >"$installed"
fi
"$program" kernel install --prefix "$environment"
