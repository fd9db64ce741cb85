#!/usr/bin/env python3
"""One run shared by several ranks: the same bits, deaths and hangs, two hosts, wrong shims. Run by `make cluster-test`.

    run.py TUNEBOOK [CASE...]     only cases whose name holds one of the words
"""
import contextlib
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TUNEBOOK = os.path.abspath(sys.argv[1])
WORK = tempfile.mkdtemp(prefix="tunebook-cluster-")
FAILED = []

NOTEBOOK = """# %% parameters tags="parameters"
slices = None
bf16 = False
output = "out"
steps = 8
resume = False

# %% train
tokenizer = AutoTokenizer.from_pretrained("mini")
model = AutoModelForCausalLM.from_pretrained("mini", torch_dtype=torch.bfloat16)
tokenizer.add_special_tokens({"additional_special_tokens": ["<｜User｜>", "<｜Assistant｜>"], "pad_token": "<|pad|>"})
model.resize_token_embeddings(len(tokenizer))
data = question_answer_dataset(
    json.load(open(asset_path("genshin/characters.json"))), json.load(open(asset_path("genshin/questions.json"))),
    per_character=2, test_share=0.2, seed=42)
collator = DataCollatorForCompletionOnlyLM(
    tokenizer=tokenizer, instruction_template="<｜User｜>", response_template="<｜Assistant｜>")
started = time.time()
trainer = SFTTrainer(
    model=model,
    args=SFTConfig(
        output_dir=output, per_device_train_batch_size=4, gradient_accumulation_steps=2, max_steps=steps, bf16=bf16,
        learning_rate=2e-3, logging_steps=1, eval_strategy="steps", eval_steps=4, save_strategy="steps", save_steps=2,
        data_parallel_slices=slices, report_to="none"),
    peft_config=LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "embed_tokens"], task_type="CAUSAL_LM"),
    train_dataset=data["train"], eval_dataset=data["test"], processing_class=tokenizer, data_collator=collator,
    callbacks=[LossPlotCallback(output + ".png")])
trainer.train(resume_from_checkpoint=resume)
trainer.save_model(output + "/final")

# %% what was written is read by all, and answers are shared
base = AutoModelForCausalLM.from_pretrained("mini", torch_dtype=torch.bfloat16)
base.resize_token_embeddings(len(tokenizer))
again = PeftModel.from_pretrained(base, output + "/final")
merged = again.merge_and_unload()
merged.save_pretrained(output + "/merged")
tokenizer.save_pretrained(output + "/merged")
reread = AutoModelForCausalLM.from_pretrained(output + "/merged", torch_dtype=torch.bfloat16)
report = evaluate_answers(reread, tokenizer, data["test"])
assert time.time() >= started
print(report, report.wrong[:2])
"""


def mpirun(ranks, *more):
    """The launcher's words for so many ranks, by whichever MPI is there."""
    version = subprocess.run(["mpirun", "--version"], capture_output=True, text=True).stdout
    local = ["--allow-run-as-root", "--oversubscribe"] if "Open MPI" in version else []
    return ["mpirun", *local, *more, "-n", str(ranks)]


def words(output, **parameters):
    given = {"output": output, **parameters}
    return [part for name, value in given.items() for part in ("-p", f"{name}={value!r}" if not isinstance(value, str) else f"{name}={value}")]


def run(name, ranks=0, launcher=None, environment=None, **parameters):
    output = os.path.join(WORK, name)
    command = [*(launcher or (mpirun(ranks) if ranks else [])), TUNEBOOK, "run", SCRIPT, *words(output, **parameters)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment, stdin=subprocess.DEVNULL)
    return output, ended


def end(output):
    """Adapter, log (times aside), plot and printed answers of a run."""
    def digest(path):
        return hashlib.sha256(open(path, "rb").read()).hexdigest()[:12]
    last = max(glob.glob(output + "/checkpoint-*"), key=lambda path: int(path.rsplit("-", 1)[1]))
    log = [{k: v for k, v in record.items() if not re.search("runtime|per_second", k)}
           for record in json.load(open(last + "/trainer_state.json"))["log_history"]]
    return digest(output + "/final/adapter_model.safetensors"), json.dumps(log), digest(output + ".png"), digest(
        glob.glob(output + "/merged/*.safetensors")[0])


def problem(ended):
    """The errors that a run has shown, or its last words."""
    if ended.returncode == 0:
        return ""
    return [line for line in ended.stderr.splitlines() if "rror: " in line][:3] or ended.stderr[-300:]


def note(case, ok, seen):
    print(f"{case:<66} {'ok' if ok else 'FAILED'}  {seen}", flush=True)
    if not ok:
        FAILED.append(case)


def case_same_bits():
    """1, 2, 3 and 4 ranks, and one process alone, end in the same bits."""
    for bf16 in (False, True):
        ends = {}
        for ranks in (0, 1, 2, 3, 4):
            output, ended = run(f"bits-{bf16}-{ranks}", ranks, slices=4, bf16=bf16)
            if ended.returncode:
                return note(f"{ranks} ranks", False, problem(ended))
            ends[ranks] = end(output), ended.stdout.splitlines()[-1]
        note(f"ranks 0 to 4, {'bf16' if bf16 else 'float32'}: adapter, log, plot, merged model, answers",
             len(set(ends.values())) == 1, ends[0][1][:60])


def case_resume():
    """A checkpoint of some ranks goes on with others, and with none."""
    whole = end(run("whole", slices=3)[0])
    for first, second in ((3, 0), (0, 2), (2, 4)):
        name = f"resume-{first}-{second}"
        _, half = run(name, first, slices=3)
        for checkpoint in glob.glob(f"{WORK}/{name}/checkpoint-*"):
            if int(checkpoint.rsplit("-", 1)[1]) > 4:
                shutil.rmtree(checkpoint)
        output, rest = run(name, second, resume=True)
        note(f"begun with {first} ranks, resumed with {second}", rest.returncode == 0 and end(output) == whole, problem(rest))


def ranks_of(parent):
    """The processes that run the script below a launcher."""
    found = []
    for status in glob.glob("/proc/[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if open(status).read().split("\0")[:3] == [TUNEBOOK, "run", SCRIPT]:
                found.append(int(status.split("/")[2]))
    return sorted(found)


def loses(name, break_it, expected, ranks=3, limit=30, launcher=None):
    """Starts a long run, breaks it, and looks at how it ends."""
    output = os.path.join(WORK, name)
    log = open(output + ".log", "w+")
    command = [*(launcher or mpirun(ranks)), TUNEBOOK, "run", SCRIPT, *words(output, steps=100000, slices=ranks)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    deadline = time.time() + 120
    while time.time() < deadline and process.poll() is None and not glob.glob(output + "/checkpoint-*"):
        time.sleep(0.1)
    began = time.time()
    mend = break_it(ranks_of(process.pid))
    try:
        process.wait(limit)
        took = time.time() - began
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        took = None
    if mend:
        mend()
    time.sleep(1)
    left = ranks_of(process.pid)
    log.seek(0)
    said = [line for line in log.read().splitlines() if line.startswith("error: ")]
    half = glob.glob(output + "/checkpoint-*/*.partial") + [
        c for c in glob.glob(output + "/checkpoint-*") if not os.path.exists(c + "/tunebook_state.json")]
    fine = took is not None and not left and len(said) == 1 and expected in said[0] and "checkpoint-" in said[0] and not half
    note(f"{name}: all ranks end, one message", fine, f"{took and round(took, 1)} s; {said}; left {left}")
    for rank in left:
        os.kill(rank, signal.SIGKILL)


def case_deaths():
    """A rank that is killed or hangs ends the run within 30 s."""
    loses("killed-last", lambda ranks: os.kill(ranks[-1], signal.SIGKILL), "rank 2 of 3")
    loses("killed-first", lambda ranks: os.kill(ranks[0], signal.SIGKILL), "rank 0 of 3")
    loses("stopped", lambda ranks: os.kill(ranks[1], signal.SIGSTOP), "rank 1 of 3")
    output, ended = run("killed-last", resume=True, steps=4)
    note("after a death one process goes on from the checkpoint", ended.returncode == 0, problem(ended))


@contextlib.contextmanager
def two_hosts(ranks=4, rate=None):
    """Two network namespaces with a cable between them, a folder of its own for each, and a hostfile.

    rate: what the cable carries each way, in the words of tc: 1gbit.
    """
    def sh(line):
        subprocess.run(line, shell=True, check=True, capture_output=True)
    names = ("tba", "tbb")
    try:
        for index, name in enumerate(names):
            sh(f"ip netns add {name}")
        sh("ip link add tb0 netns tba type veth peer name tb1 netns tbb")
        for index, name in enumerate(names):
            sh(f"ip -n {name} addr add 10.77.0.{index + 1}/24 dev tb{index}; ip -n {name} link set tb{index} up; ip -n {name} link set lo up")
            if rate:
                sh(f"ip netns exec {name} tc qdisc add dev tb{index} root tbf rate {rate} burst 256kb latency 100ms")
        agent, hosts = WORK + "/agent", WORK + "/hosts"
        open(hosts, "w").write("10.77.0.1 slots=2\n10.77.0.2 slots=2\n")
        folders = {name: os.path.join(WORK, "host-" + name) for name in names}
        for folder in folders.values():
            os.makedirs(folder, exist_ok=True)
        shared = os.path.join(WORK, "shared")
        os.makedirs(shared, exist_ok=True)
        # Each host mounts a folder of its own at the place that all call by one name.
        open(agent, "w").write(
            "#!/bin/sh\nwhile [ \"${1#-}\" != \"$1\" ]; do shift; done\nhost=$1; shift\n"
            "case $host in 10.77.0.1) ns=tba;; *) ns=tbb;; esac\n"
            f"exec ip netns exec $ns unshare -u -m sh -c \"hostname $ns; mount --bind {WORK}/host-$ns {shared}; $*\"\n")
        os.chmod(agent, 0o755)
        launcher = ["ip", "netns", "exec", "tba", "unshare", "-u", "-m", "sh", "-c",
                    f"hostname tba; mount --bind {folders['tba']} {shared}; exec \"$@\"", "sh",
                    *mpirun(ranks, "--map-by", "node", "--hostfile", hosts, "--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self",
                            "--mca", "btl_tcp_if_include", "10.77.0.0/24", "--mca", "oob_tcp_if_include", "10.77.0.0/24")]
        yield launcher, folders, shared
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)


def case_two_hosts():
    """Two hosts, each with a folder of its own: what the run wrote is sent, the bits are the same."""
    alone = end(run("hosts-alone", slices=4)[0])
    with two_hosts() as (launcher, folders, shared):
        ended = subprocess.run(
            [*launcher, TUNEBOOK, "run", SCRIPT, *words(shared + "/out", slices=4)], capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
        ok = ended.returncode == 0 and end(folders["tba"] + "/out") == alone
        note("two hosts of 2 ranks: the bits of one process", ok, problem(ended))
        note("only rank 0's host has files", ok and os.listdir(folders["tbb"]) == [], os.listdir(folders["tbb"]))
    with two_hosts() as (launcher, folders, shared):
        def cut(ranks):
            subprocess.run("ip -n tba link set tb0 down", shell=True, check=True)
        loses("cut-link", cut, "rank", ranks=4, launcher=launcher)


def case_bench():
    """Bytes and seconds of a step that two hosts share, one rank on each: over a cable as it is, and over 1 Gbit/s."""
    for rate in (None, "1gbit"):
        with two_hosts(ranks=2, rate=rate) as (launcher, _, _):
            ended = subprocess.run([*launcher, TUNEBOOK, "bench", "cluster", "--json"], capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
        lines = [line for line in ended.stdout.splitlines() if line.startswith("{")]
        figures = {figure["name"]: figure for figure in map(json.loads, lines)}
        if os.environ.get("FIGURES"):
            with open(f"{os.environ['FIGURES']}-{rate or 'cable'}.jsonl", "w") as out:
                out.write("\n".join(lines) + "\n")
        least = [figures.get(f"cluster-{name}", {}).get("ratio", 0) for name in ("135m-step", "135m-bytes", "7b-bytes")]
        seen = ", ".join(f"{name} {figures[name]['value']:.4g} {figures[name]['unit']}" for name in figures if name.startswith("cluster-"))
        note(f"a step over two hosts, {rate or 'as the cable is'}: hardly a byte more than must be", ended.returncode == 0 and min(least) > 0.97, seen or problem(ended))


def case_estimate():
    """What an estimate measures is rank 0's on every rank: ranks whose configurations differed would be refused."""
    before = NOTEBOOK.split("trainer.train(resume_from_checkpoint=resume)\n")[0]
    again = before[before.index("trainer = SFTTrainer("):].replace(
        "learning_rate=2e-3", "learning_rate=1e-3 + 1e-9 * estimate.seconds, seed=estimate.memory % 1000003")
    path = WORK + "/estimate.nb"
    open(path, "w").write(before + "estimate = trainer.estimate()\n" + again + "trainer.train()\nprint(estimate)\n")
    ended = subprocess.run([*mpirun(3), TUNEBOOK, "run", path, *words(WORK + "/estimate", steps=2)], capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    note("an estimate is the same on every rank", ended.returncode == 0, problem(ended) or ended.stdout.strip().splitlines()[-1][:80])


def case_refusals():
    """What cannot work says so in one sentence."""
    other = dict(os.environ, TUNEBOOK_MPI=WORK + "/none.so")
    _, ended = run("no-shim", 2, environment=other)
    note("without a shim", ended.returncode != 0 and ended.stderr.count("make mpi") == 1, [l for l in ended.stderr.splitlines() if "make mpi" in l])
    _, ended = run("other-mpi", environment=dict(os.environ, PMI_SIZE="2", PMI_RANK="0"))
    note("a shim of another MPI than the launcher's", ended.returncode == 2 and "make mpi" in ended.stderr, ended.stderr.strip()[-160:])
    slurm = ["sh", "-c", "SLURM_NTASKS=$OMPI_COMM_WORLD_SIZE SLURM_PROCID=$OMPI_COMM_WORLD_RANK SLURM_STEP_ID=0; export SLURM_NTASKS SLURM_PROCID SLURM_STEP_ID; exec \"$@\"", "sh"]
    output, ended = run("slurm", launcher=[*mpirun(2), *slurm], slices=4)
    note("Slurm's variables", ended.returncode == 0 and end(output) == end(run("slurm-alone", slices=4)[0]), problem(ended))
    open(WORK + "/differ.nb", "w").write(open(SCRIPT).read().replace("seed=42)", "seed=42 + int(os.environ['OMPI_COMM_WORLD_RANK']))"))
    ended = subprocess.run([*mpirun(2), TUNEBOOK, "run", WORK + "/differ.nb", *words(WORK + "/differ")], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    note("ranks with other data", ended.returncode != 0 and "train_dataset" in ended.stderr, problem(ended))
    ended = subprocess.run([*mpirun(2), TUNEBOOK], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    note("the prompt on several ranks", ended.returncode != 0 and "run a script" in ended.stderr, [l for l in ended.stderr.splitlines() if "script" in l])


SCRIPT = os.path.join(WORK, "run.nb")
open(SCRIPT, "w").write(NOTEBOOK)
try:
    chosen = sys.argv[2:]
    for name, case in list(globals().items()):
        if name.startswith("case_") and (not chosen or any(word in name for word in chosen)):
            case()
finally:
    shutil.rmtree(WORK, ignore_errors=True)
print("failed: " + ", ".join(FAILED) if FAILED else "all held")
sys.exit(1 if FAILED else 0)
