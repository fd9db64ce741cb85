"""Kernels for the tests: started, asked, watched."""

import contextlib
import os
import time

from jupyter_client.manager import KernelManager

TIMEOUT = 60


@contextlib.contextmanager
def kernel(**options):
    """A running kernel with its client: (manager, client)."""
    manager = KernelManager(kernel_name="tunebook", **options)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def messages(client, request, timeout=TIMEOUT):
    """The published messages that answer a request, up to `idle`; they come as they are sent."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        with contextlib.suppress(Exception):
            message = client.get_iopub_msg(timeout=1)
            if message["parent_header"].get("msg_id") != request:
                continue
            yield message
            if message["content"].get("execution_state") == "idle":
                return
    raise AssertionError(f"the kernel is not idle after {timeout} seconds")


def run(client, code, timeout=TIMEOUT):
    """Runs a cell to its end: (reply's content, published messages)."""
    request = client.execute(code)
    found = list(messages(client, request, timeout))
    while True:
        reply = client.get_shell_msg(timeout=timeout)
        if reply["parent_header"].get("msg_id") == request:
            return reply["content"], found


def text(found, name="stdout"):
    """What a cell printed."""
    return "".join(m["content"]["text"] for m in found if m["msg_type"] == "stream" and m["content"]["name"] == name)


def process_id(manager):
    return manager.provisioner.process.pid


def is_alive(pid):
    """Whether a process is there and is no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=10):
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def resident_bytes(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
