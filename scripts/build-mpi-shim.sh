#!/bin/sh
# Builds Tunebook's MPI shim with the machine's own mpicc (Open MPI or MPICH); where there is none, Open MPI is installed.
set -eu

if ! command -v mpicc >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; }; then
    echo "There is no mpicc: please install Open MPI or MPICH with its headers (Debian: libopenmpi-dev openmpi-bin)" >&2
    exit 1
  fi
  echo "Installing libopenmpi-dev openmpi-bin" >&2
  log="$(mktemp)"
  if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libopenmpi-dev openmpi-bin; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "Open MPI could not be installed. Please install it by hand: apt-get install libopenmpi-dev openmpi-bin" >&2
    exit 1
  fi
  rm -f "$log"
fi

mkdir -p .build/mpi
mpicc -O2 -Wall -shared -fPIC -o .build/mpi/tunebook_mpi.so.partial Sources/Cluster/shim/mpi_shim.c
mv .build/mpi/tunebook_mpi.so.partial .build/mpi/tunebook_mpi.so
echo ".build/mpi/tunebook_mpi.so is ready: mpirun -n 4 .build/release/tunebook run FILE.nb"
