#!/bin/sh
# Installs the Debian packages that the build needs and that are missing: quietly, and only what is missing.
# With `jupyter` also what Jupyter's kernel needs when it runs, with `jupyter-test` what its tests need.
set -eu

missing=""
need() { # need PACKAGE FILE: the file shows that the package is there
  [ -e "$2" ] || [ -n "$(find /usr/include /usr/local/include -path "*/$2" -print -quit 2>/dev/null)" ] || missing="$missing $1"
}
need libedit-dev histedit.h
need libpng-dev png.h
need libfreetype-dev ft2build.h
need libfontconfig-dev fontconfig/fontconfig.h
command -v pkg-config >/dev/null 2>&1 || missing="$missing pkg-config"

# A plot may have Chinese words: one font that can write them is enough.
if ! command -v fc-list >/dev/null 2>&1; then
  missing="$missing fontconfig fonts-wqy-microhei"
elif [ -z "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ]; then
  missing="$missing fonts-wqy-microhei"
fi

case "${1:-}" in
jupyter*)
  [ -n "$(find /usr/lib /usr/local/lib -name 'libzmq.so.5*' -print -quit 2>/dev/null)" ] || missing="$missing libzmq5"
  python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$missing python3 python3-venv"
  ;;
esac
if [ "${1:-}" = jupyter-test ]; then
  command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
fi

[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "These packages (Debian's names) are missing and apt-get is not there to install them:$missing" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "Please install as root: apt-get install$missing" >&2
    exit 1
  fi
  as_root="sudo"
fi
echo "Installing$missing" >&2
log="$(mktemp)"
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  echo "The packages could not be installed. Please install them by hand: apt-get install$missing" >&2
  exit 1
fi
rm -f "$log"
