#!/bin/bash
# What takes too long for `make test`: runs that are killed and resumed, signals, full disks, memory over many steps,
# large data. Uses the release build.
#
#   scripts/soak.sh [PART...]     parts: kills signals disk memory load; all of them without a name
#
# KILLS (100) and STEPS (2000) change the size; KEEP=FOLDER keeps the runs that differ. Ends with 1 where something does not hold.
set -uo pipefail
cd "$(dirname "$0")/.."
tunebook=$PWD/.build/release/tunebook
[ -n "${TUNEBOOK:-}" ] && tunebook=$TUNEBOOK
fixtures=$PWD/Tests/Fixtures
work=$(mktemp -d)
failures=0
trap 'umount -q "$work/small" 2>/dev/null; rm -rf "$work"' EXIT
# A secret that must be in nothing that any run writes.
export HF_TOKEN=hf_NeverToBeWrittenAnywhere
say() { printf '%s\n' "$*"; }
fail() { failures=$((failures + 1)); say "FAILED: $*"; }

# A notebook that trains the tiny model: OUTPUT RESUME EPOCHS [SFTConfig arguments]
training() {
  cat <<END
tok = AutoTokenizer.from_pretrained("$fixtures/tokenizer-tiny")
tok.add_special_tokens({"additional_special_tokens": ["<｜User｜>", "<｜Assistant｜>"]})
tok.add_special_tokens({"pad_token": "<|pad|>"})
model = AutoModelForCausalLM.from_pretrained("$fixtures/models/tiny-untied", torch_dtype=torch.float32)
model.resize_token_embeddings(len(tok))
rows = load_dataset("json", data_files="$fixtures/article/train.jsonl", split="train").select(range(96))
marks = {"user": "<｜User｜>", "assistant": "<｜Assistant｜>"}
rows = rows.map(lambda e: {"text": "".join([marks[m["role"]] + m["content"] for m in e["messages"]])}).remove_columns("messages")
trainer = SFTTrainer(model=model, args=SFTConfig(output_dir="$1", num_train_epochs=$3, per_device_train_batch_size=2, gradient_accumulation_steps=4, learning_rate=1e-3, save_strategy="steps", save_steps=5, logging_steps=1, dataset_text_field="text", report_to="none", seed=7${4:-, save_total_limit=3}), peft_config=LoraConfig(r=8, lora_alpha=16, lora_dropout=0.1, target_modules=["q_proj","v_proj","embed_tokens","lm_head"]), processing_class=tok, data_collator=DataCollatorForCompletionOnlyLM(tokenizer=tok, instruction_template="<｜User｜>", response_template="<｜Assistant｜>"), train_dataset=rows, callbacks=[LossPlotCallback("$1/loss.png")])
trainer.train($2)
trainer.save_model("$1/final")
END
}

run() { "$tunebook" -c "$(training "$@")" --quiet >"$work/out" 2>"$work/err"; }
newest() { find "$1" -maxdepth 1 -name 'checkpoint-*' 2>/dev/null | sed 's/.*checkpoint-//' | sort -n | tail -1; }
# Waits for a run's first checkpoint: OUTPUT PROCESS.
await() { until [ -n "$(newest "$1")" ] || ! kill -0 "$2" 2>/dev/null; do sleep 0.05; done; }
# The end of a run: adapter, plot, and the log without times and rates.
ending() {
  sha256sum <"$1/final/adapter_model.safetensors"
  sha256sum <"$1/loss.png"
  grep -v 'runtime\|per_second\|best_model_checkpoint' "$1/checkpoint-$(newest "$1")/trainer_state.json" | sha256sum
}

kills() {
  local count=${KILLS:-100} whole survived=0 landed=0 try start took
  start=$(date +%s%N)
  run "$work/whole" "" 12 || { fail "the run that is not killed: $(tail -3 "$work/err")"; return; }
  took=$((($(date +%s%N) - start) / 1000000))
  whole=$(ending "$work/whole")
  for try in $(seq "$count"); do
    local out=$work/run resume="" rounds=0
    rm -rf "$out"
    while [ $rounds -lt 3 ]; do
      "$tunebook" -c "$(training "$out" "$resume" 12)" --quiet >"$work/out" 2>"$work/err" &
      local process=$!
      sleep "$(awk -v t=$took -v s=$RANDOM 'BEGIN { print t * (0.1 + 0.8 * s / 32768) / 1000 }')"
      kill -KILL $process 2>/dev/null && landed=$((landed + 1))
      wait $process 2>/dev/null
      rounds=$((rounds + 1))
      [ -n "$(newest "$out")" ] && resume="resume_from_checkpoint=True"
    done
    if run "$out" "$resume" 12 && [ "$(ending "$out")" = "$whole" ]; then
      survived=$((survived + 1))
    else
      fail "kill $try: $(tail -2 "$work/err")"
      [ -n "${KEEP:-}" ] && cp -r "$out" "$KEEP/kill-$try" && cp -r "$work/whole" "$KEEP"
    fi
  done
  say "kills: $survived of $count runs end bit-equal, $landed kills landed"
}

signals() {
  local signal out=$work/signalled
  for signal in INT TERM; do
    rm -rf "$out"
    "$tunebook" -c "$(training "$out" "" 400)" --quiet >"$work/out" 2>"$work/err" &
    local process=$!
    await "$out" $process
    kill -$signal $process
    wait $process
    local code=$? step
    step=$(newest "$out")
    grep -q "training stopped at step $step" "$work/err" || fail "SIG$signal: $(tail -3 "$work/err")"
    [ $code = 130 ] || fail "SIG$signal ends with $code"
    say "signals: SIG$signal saved step $step and ended with $code"
  done
  rm -rf "$out"
  "$tunebook" -c "$(training "$out" "" 400)" --quiet >/dev/null 2>&1 &
  local first=$!
  await "$out" $first
  run "$out" "" 1 && fail "two runs write into one folder"
  grep -q "in use by another run" "$work/err" || fail "two runs: $(tail -2 "$work/err")"
  kill -KILL $first
  wait $first 2>/dev/null
  run "$out" "resume_from_checkpoint=True" 1 || fail "the lock outlives its process: $(tail -2 "$work/err")"
  say "signals: a second run is refused while the first lives, and not after"
}

disk() {
  local out code problem
  if [ "$(id -u)" = 0 ] && mkdir -p "$work/small" && mount -t tmpfs -o size=3m tmpfs "$work/small" 2>/dev/null; then
    out=$work/small/run
    run "$out" "" 400 ', save_total_limit=None' && fail "a full disk was not noticed"
    grep -qi "no space left\|disk space" "$work/err" || fail "full disk: $(tail -3 "$work/err")"
    problem=$(grep -i "no space left\|disk space" "$work/err" | tail -1)
    [ -n "$(newest "$out")" ] || fail "full disk: no checkpoint is left"
    find "$out" -name '*.partial' | grep -q . && fail "full disk: half a checkpoint is left"
    rm -rf "$work/away" && cp -r "$out" "$work/away"
    run "$work/away" "resume_from_checkpoint=True" 1 || fail "full disk: the last checkpoint is damaged: $(tail -2 "$work/err")"
    say "disk: full at step $(newest "$out"), which can be resumed: $problem"
    rm -rf "${out:?}" && mkdir "$out" && mount -o remount,ro "$work/small"
    run "$out" "" 1 && fail "a read-only folder was not noticed"
    grep -qi "read-only" "$work/err" || fail "read-only: $(tail -3 "$work/err")"
    say "disk: a read-only folder is refused: $(grep -i 'read-only' "$work/err" | tail -1)"
    umount "$work/small"
  else
    say "disk: no tmpfs can be mounted here (needs root): skipped"
  fi
  out=$work/vanishing
  "$tunebook" -c "$(training "$out" "" 400)" --quiet >"$work/out" 2>"$work/err" &
  local process=$!
  await "$out" $process
  mv "$out" "$work/moved"
  wait $process
  code=$?
  problem=$(grep 'error:' "$work/err" | tail -1)
  [ $code = 1 ] && [ -n "$problem" ] || fail "a vanished folder ends with $code"
  run "$work/moved" "resume_from_checkpoint=True" 1 || fail "vanished folder: $(tail -2 "$work/err")"
  say "disk: a folder that vanishes ends the run with an error, what was saved stays whole: $problem"
}

memory() {
  local steps=${STEPS:-2000} process early late
  "$tunebook" -c "$(training "$work/long" "" 1000 ", max_steps=$steps, save_strategy=\"no\"")" --quiet >"$work/out" 2>"$work/err" &
  process=$!
  early=0
  local samples=0 now
  while kill -0 $process 2>/dev/null; do
    now=$(awk '/VmRSS/ { print $2 }' /proc/$process/status 2>/dev/null)
    [ -n "${now:-}" ] && late=$now && samples=$((samples + 1))
    [ $samples = 20 ] && early=$late
    sleep 0.1
  done
  wait $process || fail "memory: $(tail -2 "$work/err")"
  [ "$early" -gt 0 ] && [ "$late" -gt $((early * 110 / 100)) ] && fail "memory grew from $early to $late kB"
  say "memory: $steps steps, $early kB after two seconds, $late kB at the end"
}

# Seconds of work and the most kB of memory: "U M", of a command whose output and errors go to $work/out and $work/err.
measured() { /usr/bin/env time -q -o "$work/taken" -f '%U %M' "$@" >"$work/out" 2>"$work/err"; }
taken() { awk '{ printf "%s s of work, %d MB at most", $1, $2 / 1024 }' "$work/taken"; }

load() {
  local rows before="" now
  for rows in 25000 50000 100000; do
    awk -v n=$rows 'BEGIN { for (i = 0; i < n; i++) printf "{\"messages\": [{\"role\": \"user\", \"content\": \"问题 %d: 钟离来自哪个国家?\"}, {\"role\": \"assistant\", \"content\": \"璃月 %d\"}]}\n", i, i }' >"$work/rows.jsonl"
    measured "$tunebook" -c "
tok = AutoTokenizer.from_pretrained('mini')
rows = load_dataset('json', data_files='$work/rows.jsonl', split='train')
rows = rows.map(lambda e: {'text': tok.apply_chat_template(e['messages'], tokenize=False)})
rows = rows.map(lambda e: tok(e['text']))
split = rows.train_test_split(test_size=0.1, seed=1)
print(len(split['train']), len(split['test']))" --quiet || fail "$rows rows: $(tail -2 "$work/err")"
    now=$(cut -d' ' -f1 "$work/taken")
    say "load: $rows rows through load, map, tokenise and split: $(taken)"
    [ -n "$before" ] && awk -v a="$before" -v b="$now" 'BEGIN { exit !(b > 2.6 * a + 1) }' && fail "twice the rows take $before s, then $now s"
    before=$now
  done
  local cells=$work/cells.nb
  awk 'BEGIN { for (i = 0; i < 10000; i++) printf "# %%%%\nx%d = %d\nx%d\n\n", i % 50, i, i % 50 }' >"$cells"
  measured "$tunebook" run "$cells" --save "$work/cells.ipynb" --quiet || fail "10,000 cells: $(tail -2 "$work/err")"
  say "load: 10,000 cells, saved with their outputs: $(taken)"
  awk 'BEGIN { printf "text = \"\"\"\n"; for (i = 0; i < 50000; i++) print "一行 with some words, enough for a hundred bytes of pasted text, and then a little more of it, so there"; print "\"\"\"\nlen(text)" }' >"$work/paste.py"
  measured "$tunebook" <"$work/paste.py" || fail "a paste of $(stat -c %s "$work/paste.py") bytes: $(tail -2 "$work/err")"
  say "load: a paste of $(stat -c %s "$work/paste.py") bytes through a pipe: $(taken)"
}

for part in ${*:-kills signals disk memory load}; do $part; done
"$tunebook" doctor >"$work/doctor" 2>&1
grep -rlq "$HF_TOKEN" "$work" && fail "the token stands in $(grep -rl "$HF_TOKEN" "$work" | head -3)"
[ $failures = 0 ] && say "all holds"
exit $((failures > 0))
