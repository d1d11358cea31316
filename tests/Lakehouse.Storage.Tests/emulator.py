"""An S3 emulator for tests: prints READY and its address, ends when standard input closes."""
import sys
import threading

try:
    from moto.server import ThreadedMotoServer
except ImportError as missing:
    print(f"MISSING {missing}", flush=True)
    sys.exit(0)

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"READY http://{host}:{port}", flush=True)
sys.stdin.read()
server.stop()
