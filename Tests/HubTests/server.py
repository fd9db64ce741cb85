"""A hub on this machine's loopback, for tests: python3 server.py LOG. Prints its port; a line of LOG per request.

What it does follows the repository's name: see `Handler.do_GET`. Files larger than 64 bytes are "large": named by
their SHA-256 and reached by a redirect to another port, as the public hub's are."""
import hashlib, http.server, json, sys, threading
from urllib.parse import unquote

TOKEN = "hf_right"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = bytes((i * 7 + i // 251) & 255 for i in range(300_000))
MODEL = {
    "config.json": b'{"model_type": "qwen2"}',
    "generation_config.json": b"{}",
    "tokenizer.json": b'{"version": "1.0"}',
    "tokenizer_config.json": b"{}",
    "model.safetensors": WEIGHTS,
    "pytorch_model.bin": b"not wanted" * 100,
    "README.md": b"# not wanted",
    ".gitattributes": b"",
}
SHARDS = {
    "config.json": b"{}",
    "model.safetensors.index.json": b'{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}',
    "model-1.safetensors": WEIGHTS[:1000],
    "model-2.safetensors": WEIGHTS[1000:2000],
}
DATA = {"data/train.jsonl": b'{"text": "a"}\n', "data/test.jsonl": b'{"text": "b"}\n', "README.md": b"# rows"}
ODD = {"../../outside.json": b"{}", "a/../../b.json": b"{}", "/etc/x.json": b"{}", "fine.json": b"{}", "温 迪.json": b"[]"}
attempts, lock, log = {}, threading.Lock(), open(sys.argv[1], "a", encoding="utf8")


def files(name):
    if name == "org/shards":
        return SHARDS
    if name == "org/odd":
        return ODD
    if name == "org/parquet":
        return {"data/train.parquet": b"PAR1"}
    return DATA if name.startswith("org/rows") else MODEL


def large(data):
    return len(data) > 64


def git(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def name_of(data):
    return hashlib.sha256(data).hexdigest() if large(data) else git(data)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def count(self, key):
        with lock:
            attempts[key] = attempts.get(key, 0) + 1
            return attempts[key]

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with lock:
            log.write(json.dumps([self.server.server_port, self.path, self.headers.get("Range"), self.headers.get("Authorization")]) + "\n")
            log.flush()
        path, _, query = self.path.partition("?")
        parts = path.strip("/").split("/")
        if parts[0] == "cdn":
            return self.send("/".join(parts[1:3]), files("/".join(parts[1:3]))["/".join(parts[3:])])
        if parts[0] == "api":
            return self.listing("/".join(parts[2:4]), parts[4], query)
        if parts[0] == "datasets":
            parts = parts[1:]
        self.file("/".join(parts[:2]), "/".join(parts[4:]))

    def refused(self, name):
        if name == "org/private" and self.headers.get("Authorization") != "Bearer " + TOKEN:
            self.answer(401, b'{"error": "Repository not found"}')
        elif name == "org/gated":
            self.answer(403)
        elif name == "org/gone":
            self.answer(404)
        elif name == "org/busy":
            self.answer(429, headers=[("Retry-After", "60")])
        elif name == "org/short-busy" and self.count(name) == 1:
            self.answer(429, headers=[("Retry-After", "0")])
        elif name == "org/down":
            self.answer(503)
        else:
            return False
        return True

    def listing(self, name, route, query):
        if self.refused(name):
            return
        if name == "org/nonsense":
            return self.answer(200, b"<html>")
        if route == "revision":
            if name == "org/tree-only":
                return self.answer(404)
            siblings = [self.sibling(path, data) for path, data in files(name).items()]
            if name in ("org/bare", "org/rows-bare"):
                siblings = [{"rfilename": s["rfilename"]} for s in siblings]
            return self.answer(200, json.dumps({"id": name, "sha": COMMIT, "siblings": siblings}).encode())
        if name == "org/rows-bare":
            return self.answer(404)
        entries = [self.entry(path, data) for path, data in files(name).items()] + [{"type": "directory", "path": "data", "oid": "0" * 40, "size": 0}]
        half, more = len(entries) // 2, []
        if "cursor=1" in query:
            entries = entries[half:]
        else:
            entries, more = entries[:half], [("Link", f'<http://127.0.0.1:{self.server.server_port}{self.path}&cursor=1>; rel="next"')]
        self.answer(200, json.dumps(entries).encode(), [*more, ("X-Repo-Commit", COMMIT)])

    def sibling(self, path, data):
        about = {"rfilename": path, "size": len(data), "blobId": git(data)}
        return about | ({"lfs": {"sha256": name_of(data), "size": len(data), "pointerSize": 130}} if large(data) else {})

    def entry(self, path, data):
        about = {"type": "file", "path": path, "size": len(data), "oid": git(data)}
        return about | ({"lfs": {"oid": name_of(data), "size": len(data), "pointerSize": 130}} if large(data) else {})

    def file(self, name, path):
        if self.refused(name):
            return
        data = files(name).get(unquote(path))
        if data is None:
            return self.answer(404)
        if large(data):
            about = [("X-Repo-Commit", COMMIT), ("X-Linked-Etag", f'"{name_of(data)}"'), ("X-Linked-Size", str(len(data)))]
            return self.answer(302, headers=[*about, ("Location", f"http://127.0.0.1:{cdn.server_port}/cdn/{name}/{path}?signed=1")])
        self.send(name, data)

    def send(self, name, data):
        tag = name_of(data)
        if name == "org/wrong":
            data = data[:-1] + bytes([data[-1] ^ 1])
        if name == "org/long":
            data = data + b"more" * 1000
        start = 0
        asked = self.headers.get("Range")
        if asked and name != "org/no-ranges":
            start = int(asked[6:].split("-")[0])
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("ETag", f'"{tag}"')
        self.end_headers()
        rest = data[start:]
        breaks = name == "org/broken" or name == "org/no-ranges" and large(data) and self.count("no-ranges") == 1
        if large(data) and (breaks and len(rest) > 120_000 or name == "org/dead"):
            self.wfile.write(rest[:100_000] if name != "org/dead" else b"")
            self.close_connection = True
            return
        self.wfile.write(rest)


hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
cdn = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=cdn.serve_forever, daemon=True).start()
threading.Thread(target=lambda: (sys.stdin.read(), hub.shutdown()), daemon=True).start()  # ends with the test
print(hub.server_port, flush=True)
hub.serve_forever()
