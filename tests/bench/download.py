"""A download through the library against curl, of the same file from the same server.

Both at the least priority, as the library always runs."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from engine.library.protocol import Done, Download, decode_event, encode
from engine.library.records import Access, Downloaded, HubFile

BYTES = 512 << 20

# A server in a process of its own that answers one file as fast as the system can.
SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
path = sys.argv[1]
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *words): pass
    def do_GET(self):
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.send_header("ETag", '"one"')
            self.end_headers()
            self.wfile.flush()
            self.connection.sendfile(file)
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def _curl(address: str, target: Path) -> float:
    started = time.perf_counter()
    command = ["nice", "-n", "19", "curl", "--silent", "--output", str(target), address]
    subprocess.run(command, check=True)
    taken = time.perf_counter() - started
    target.unlink()
    return taken


def _ours(endpoint: str, file: HubFile, folder: Path) -> float:
    """Seconds from the request to the end, verified; the process is there already."""
    child = subprocess.Popen(
        [sys.executable, "-m", "engine.library"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdout.readline()
    started = time.perf_counter()
    request = Download(1, "a/b", "main", (file,), str(folder), Access(endpoint))
    child.stdin.write(encode(request))
    child.stdin.flush()
    for line in child.stdout:
        if isinstance(end := decode_event(line), Done):
            break
    taken = time.perf_counter() - started
    child.stdin.close()
    child.wait()
    assert isinstance(end, Done)
    assert isinstance(end.result, Downloaded)
    assert end.result.verified
    shutil.rmtree(folder / "a")
    return taken


def measure(rounds: int) -> Iterator[str]:
    """Interleaved rounds. Ours hashes and flushes to the disk besides; curl does neither."""
    if shutil.which("curl") is None:
        yield "no curl on this machine"
        return
    with tempfile.TemporaryDirectory() as name:
        folder, source = Path(name), Path(name, "model.gguf")
        digest = hashlib.sha256()
        with source.open("wb") as written:
            for _ in range(BYTES >> 20):
                block = os.urandom(1 << 20)
                digest.update(block)
                written.write(block)
        file = HubFile("model.gguf", BYTES, digest.hexdigest())
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(source)], stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        endpoint = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        try:
            pairs = [
                (_curl(f"{endpoint}/x", folder / "curl"), _ours(endpoint, file, folder))
                for _ in range(rounds)
            ]
        finally:
            server.kill()
            server.wait()
    curl, ours = (BYTES / 1e6 / statistics.median(p[i] for p in pairs) for i in (0, 1))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    yield f"{BYTES >> 20} MB: curl {curl:,.0f} MB/s, ours {ours:,.0f} MB/s"
    yield f"ratio {statistics.median(c / o for c, o in pairs):.2f} (goal 0.9)"
    yield f"largest child of this process: {peak:,.0f} MB"
