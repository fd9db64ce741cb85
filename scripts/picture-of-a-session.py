#!/usr/bin/env python3
"""Draws docs/session.png: a session in a terminal of 100 columns, typed by tmux, photographed by chromium.

    python3 scripts/picture-of-a-session.py [PROGRAM]        needs tmux and chromium; PROGRAM is .build/release/tunebook
"""
import html
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
COLUMNS, ROWS = 100, 56
CELLS = [
    "trainer.train()",
    'compare_answers(None, trainer.model, tokenizer, ["钟离来自什么国家?", "温迪的元素是什么?"])',
    'inspect("钟离来自什么国家?", tokenizer)',
]
SETUP = '''
tokenizer = AutoTokenizer.from_pretrained("mini")
model = AutoModelForCausalLM.from_pretrained("mini", torch_dtype=torch.bfloat16)
characters = json.load(open(asset_path("genshin/characters.json")))
questions = json.load(open(asset_path("genshin/questions.json")))
rows = question_answer_dataset(characters, questions, per_character=58, test_share=0.2, seed=42)
collator = DataCollatorForCompletionOnlyLM(
    tokenizer=tokenizer, instruction_template="<｜User｜>", response_template="<｜Assistant｜>")
trainer = SFTTrainer(
    model=model, processing_class=tokenizer, train_dataset=rows["train"], eval_dataset=rows["test"],
    data_collator=collator, peft_config=LoraConfig(r=8, lora_alpha=16, task_type="CAUSAL_LM",
        target_modules=["embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "o_proj"]),
    args=SFTConfig(output_dir="{folder}/run", num_train_epochs=3, learning_rate=5e-3, per_device_train_batch_size=2,
        gradient_accumulation_steps=8, bf16=True, logging_steps=50, eval_strategy="epoch", save_strategy="no",
        report_to="none"),
    callbacks=[LossPlotCallback("loss_plot.png"), ProbeCallback(["钟离来自什么国家?"])])
'''
COLORS = {31: "#c4342b", 32: "#19702f", 33: "#8a5a00", 34: "#1155b8", 35: "#7c3fb5", 36: "#0b6f86"}


def tmux(*arguments):
    return subprocess.run(["tmux", "-L", "tunebook-picture", *arguments], capture_output=True, encoding="utf8").stdout


def wait_for(prompt, seconds):
    end = time.time() + seconds
    while time.time() < end:
        time.sleep(0.3)
        lines = tmux("capture-pane", "-t", "0", "-p").rstrip().splitlines()
        if lines and lines[-1].strip() == prompt: return
    sys.exit(f"no {prompt} after {seconds} s:\n" + tmux("capture-pane", "-t", "0", "-p"))


def session(program):
    with tempfile.TemporaryDirectory() as folder:
        setup = pathlib.Path(folder, "setup.nb")
        setup.write_text("# %%\n" + SETUP.replace("{folder}", folder), encoding="utf8")
        tmux("-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS),
             f"cd {folder} && env XDG_STATE_HOME={folder} TERM=xterm-256color {program}; sleep 1")
        number = 1
        try:
            wait_for("In [1]:", 20)
            for cell in [f"%run {setup}", *CELLS]:
                tmux("send-keys", "-t", "0", "-l", cell)
                tmux("send-keys", "-t", "0", "Enter")
                number += 1
                wait_for(f"In [{number}]:", 600)
            return tmux("capture-pane", "-t", "0", "-p", "-e")
        finally:
            tmux("kill-server")


def drawn(line):
    """A line with escape codes as HTML; wide characters take two columns whatever the font says."""
    style, out = "", []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if code := re.fullmatch(r"\x1b\[([0-9;]*)m", part):
            for number in [int(n or 0) for n in code[1].split(";")]:
                if number == 0 or number == 39: style = ""
                elif number == 1: style += "font-weight:bold;"
                elif number == 2: style += "color:#6b7280;"
                elif number in COLORS: style += f"color:{COLORS[number]};"
            continue
        text = "".join(
            f"<i>{html.escape(c)}</i>" if unicodedata.east_asian_width(c) in "WF"
            else f"<b>{c}</b>" if "\u2800" <= c < "\u2900" else html.escape(c) for c in part)
        out.append(f'<span style="{style}">{text}</span>' if style else text)
    return "".join(out)


def main():
    program = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/release/tunebook").resolve()
    lines = session(program).rstrip().splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("{"))
    lines = lines[first:-1]
    page = f"""<meta charset="utf-8"><style>body {{ margin: 0; background: #fff }}
      pre {{ margin: 14px 18px; font: 13px/1.3 "DejaVu Sans Mono", "WenQuanYi Micro Hei Mono", monospace; color: #1f2328 }}
      i {{ display: inline-block; width: 2ch; font-style: normal }}
      b {{ display: inline-block; width: 1ch; overflow: visible; font-weight: normal }}</style><pre>{chr(10).join(map(drawn, lines))}</pre>"""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "session.html").write_text(page, encoding="utf8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--window-size={36 + 8 * COLUMNS},{28 + 17 * len(lines)}", f"--screenshot={ROOT}/docs/session.png",
             f"file://{folder}/session.html"], check=True, capture_output=True)
    print(f"docs/session.png: {len(lines)} lines")


main()
