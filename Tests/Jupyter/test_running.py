"""Interrupt, shutdown, restart, death, and messages from strangers."""

import glob
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import zmq
from kernels import is_alive, kernel, messages, process_id, resident_bytes, run, text, wait_until

TRAINING = """
tokenizer = AutoTokenizer.from_pretrained("mini")
model = AutoModelForCausalLM.from_pretrained("mini")
tokenizer.add_special_tokens({"additional_special_tokens": ["<｜User｜>", "<｜Assistant｜>"]})
tokenizer.add_special_tokens({"pad_token": "<|pad|>"})
model.resize_token_embeddings(len(tokenizer))
characters = json.load(open(asset_path("genshin/characters.json")))
questions = json.load(open(asset_path("genshin/questions.json")))
rows = question_answer_dataset(characters, questions, per_character=4, test_share=0.2, seed=42)
trainer = SFTTrainer(
    model=model, args=SFTConfig(output_dir="out", num_train_epochs=1000, logging_steps=1, report_to="none"),
    train_dataset=rows["train"], peft_config=LoraConfig(r=4), processing_class=tokenizer,
    data_collator=DataCollatorForCompletionOnlyLM(
        tokenizer=tokenizer, instruction_template="<｜User｜>", response_template="<｜Assistant｜>"),
    callbacks=[LossPlotCallback("loss.png")])
"""


class Interrupting(unittest.TestCase):
    def test_a_cell_stops_and_the_session_stays(self):
        with kernel() as (manager, client):
            ways = {"message": manager.interrupt_kernel, "signal": lambda: os.kill(process_id(manager), signal.SIGINT)}
            run(client, "kept = 41")
            for name, interrupt in ways.items():
                with self.subTest(way=name):
                    request = client.execute("print('running')\nwhile True: pass")
                    found = messages(client, request)
                    self.assertTrue(any(text([message]) == "running\n" for message in found))
                    start = time.monotonic()
                    interrupt()
                    errors = [m for m in found if m["msg_type"] == "error"]
                    self.assertEqual([e["content"]["ename"] for e in errors], ["KeyboardInterrupt"])
                    self.assertLess(time.monotonic() - start, 2)
                    _, after = run(client, "kept + 1")
                    results = [m["content"]["data"]["text/plain"] for m in after if m["msg_type"] == "execute_result"]
                    self.assertEqual(results, ["42"])

    def test_a_training_finishes_its_step_and_saves_a_checkpoint(self):
        with tempfile.TemporaryDirectory() as folder, kernel() as (manager, client):
            code = TRAINING.replace('"out"', repr(f"{folder}/out")).replace('"loss.png"', repr(f"{folder}/loss.png"))
            reply, found = run(client, code)
            self.assertEqual(reply["status"], "ok", text(found, "stderr") + str(reply))
            request = client.execute("trainer.train()")
            updates = 0
            error = None
            for message in messages(client, request, timeout=120):
                if message["msg_type"] == "update_display_data" and "image/png" in message["content"]["data"]:
                    updates += 1
                    if updates == 2:
                        manager.interrupt_kernel()
                if message["msg_type"] == "error":
                    error = message["content"]
            self.assertEqual(error and error["ename"], "KeyboardInterrupt")
            _, found = run(client, "print(trainer.state.global_step)")
            step = int(text(found))
            self.assertGreater(step, 0)
            saved = [os.path.basename(path) for path in glob.glob(f"{folder}/out/checkpoint-*")]
            self.assertIn(f"checkpoint-{step}", saved)


class Ending(unittest.TestCase):
    def test_shutdown_leaves_no_process(self):
        for code in ["1", "print('on')\nwhile True: pass"]:
            with self.subTest(code=code), kernel() as (manager, client):
                pid = process_id(manager)
                client.execute(code)
                time.sleep(0.5)
                client.shutdown()
                self.assertTrue(wait_until(lambda: not is_alive(pid), 5))

    def test_restart_begins_anew_in_one_process(self):
        with kernel() as (manager, client):
            for code in ["x = 1", "x = 1\nwhile True: pass"]:
                pid = process_id(manager)
                client.execute(code)
                time.sleep(0.5)
                manager.restart_kernel()
                client.wait_for_ready(timeout=30)
                self.assertFalse(is_alive(pid))
                reply, _ = run(client, "x")
                self.assertEqual(reply["ename"], "NameError")

    def test_the_end_of_the_front_is_the_kernels_too(self):
        script = (
            "import sys, time\nfrom jupyter_client.manager import KernelManager\n"
            "manager = KernelManager(kernel_name='tunebook')\nmanager.start_kernel()\n"
            "print(manager.provisioner.process.pid, flush=True)\ntime.sleep(60)\n")
        front = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        pid = int(front.stdout.readline())
        self.assertTrue(is_alive(pid))
        time.sleep(0.5)
        front.kill()
        front.wait()
        front.stdout.close()
        self.assertTrue(wait_until(lambda: not is_alive(pid), 5))

    def test_a_kernel_killed_in_the_middle_of_a_message_is_replaced(self):
        with kernel() as (manager, client):
            request = client.execute("while True: print('x' * 1000000)")
            for count, _ in enumerate(messages(client, request)):
                if count == 5:
                    break
            pid = process_id(manager)
            os.kill(pid, signal.SIGKILL)
            self.assertTrue(wait_until(lambda: not manager.is_alive()))
            manager.restart_kernel(now=True)
            client.wait_for_ready(timeout=30)
            _, found = run(client, "print('again')")
            self.assertEqual(text(found), "again\n")
            self.assertNotEqual(process_id(manager), pid)


class Strangers(unittest.TestCase):
    def test_the_kernel_listens_where_the_file_says_and_nowhere_else(self):
        with kernel() as (manager, client):
            pid = process_id(manager)
            own = {os.readlink(path) for path in glob.glob(f"/proc/{pid}/fd/*")}
            listening = set()
            for name in ["tcp", "tcp6"]:
                with open(f"/proc/{pid}/net/{name}") as file:
                    for line in file.readlines()[1:]:
                        fields = line.split()
                        if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                            address, port = fields[1].split(":")
                            listening.add((address, int(port, 16)))
            self.assertEqual(listening, {("0100007F", port) for port in manager.ports})

    def test_heartbeats_come_back_while_a_cell_runs(self):
        with kernel() as (manager, client):
            client.execute("while True: pass")
            context = zmq.Context()
            request = context.socket(zmq.REQ)
            request.connect(f"tcp://127.0.0.1:{manager.hb_port}")
            for number in range(20):
                request.send(b"ping %d" % number)
                self.assertTrue(request.poll(1000))
                self.assertEqual(request.recv(), b"ping %d" % number)
            context.destroy(linger=0)

    def test_ten_thousand_malformed_messages_do_no_harm(self):
        generator = random.Random(7)
        with kernel() as (manager, client):
            key = manager.session.key
            pid = process_id(manager)

            def sign(parts, key):
                code = hmac.new(key, digestmod=hashlib.sha256)
                for part in parts:
                    code.update(part)
                return code.hexdigest().encode()

            def header(kind):
                return json.dumps({"msg_id": str(generator.random()), "msg_type": kind, "session": "s"}).encode()

            def frames():
                parts = [header("execute_request"), b"{}", b"{}", b'{"code": "owned = 1"}']
                forms = [
                    lambda: [generator.randbytes(generator.randrange(200)) for _ in range(generator.randrange(8))] or [b""],
                    lambda: [b"<IDS|MSG>", b""] + parts,
                    lambda: [b"<IDS|MSG>", sign(parts, b"another key")] + parts,
                    lambda: [b"<IDS|MSG>", sign(parts, key)] + parts[:generator.randrange(4)],
                    lambda: [b"<IDS|MSG>", sign(parts, key)] + parts[:3] + [b'{"code": "owned = 2"}'],
                    lambda: [b"x"] * 100 + [b"<IDS|MSG>", sign(parts, key)] + parts,
                    lambda: self.signed([b"[" * 5000, b"{}", b"{}", b"{}"], key, sign),
                    lambda: self.signed([b"{}", b"{}", b"{}", b"{}"], key, sign),
                    lambda: self.signed([header("execute_request"), b"[]", b"{}", b'{"code": "owned = 3"}'], key, sign),
                    lambda: self.signed([header("execute_request"), b"{}", b"{}", generator.randbytes(60)], key, sign),
                    lambda: self.signed([header("dance"), b"{}", b"{}", b"{}"], key, sign),
                    lambda: self.signed(
                        [header("complete_request"), b"{}", b"{}",
                         json.dumps({"code": "pri", "cursor_pos": generator.choice([-5, 10**30, None, "x", 1e300])}).encode()],
                        key, sign),
                ]
                return generator.choice(forms)()

            run(client, "1")
            before = resident_bytes(pid)
            context = zmq.Context()
            sockets = []
            for port in [manager.shell_port, manager.control_port, manager.stdin_port]:
                stranger = context.socket(zmq.DEALER)
                stranger.connect(f"tcp://127.0.0.1:{port}")
                sockets.append(stranger)
            for number in range(10_000):
                sockets[number % 3].send_multipart(frames())
            for port in manager.ports:
                with socket.create_connection(("127.0.0.1", port)) as raw:
                    raw.sendall(generator.randbytes(3000))
                with socket.create_connection(("127.0.0.1", port)) as raw:
                    # A greeting, and then a frame that claims more bytes than there are.
                    raw.sendall(b"\xff" + b"\0" * 8 + b"\x7f\x03\x00NULL" + b"\0" * 48 + b"\x02\x7f" + b"\xff" * 7 + b"x")
            for stranger in sockets:
                stranger.close(linger=10_000)
            context.term()
            reply, _ = run(client, "owned")
            self.assertEqual(reply["ename"], "NameError")
            self.assertTrue(is_alive(pid))
            self.assertLess(resident_bytes(pid) - before, 50e6)

    def signed(self, parts, key, sign):
        return [b"<IDS|MSG>", sign(parts, key)] + parts


if __name__ == "__main__":
    unittest.main()
