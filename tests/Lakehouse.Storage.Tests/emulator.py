"""An S3 emulator for tests: prints READY and its address, ends when standard input closes."""
import socket
import sys
import threading

try:
    from moto.server import ThreadedMotoServer
except ImportError as missing:
    print(f"MISSING {missing}", flush=True)
    sys.exit(0)

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]

server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
server.start()
print(f"READY http://127.0.0.1:{port}", flush=True)
sys.stdin.read()
server.stop()
