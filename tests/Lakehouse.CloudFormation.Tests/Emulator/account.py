"""An empty account on the emulator: prints READY and its address, ends when standard input closes."""
import sys

import emulator
import strict

strict.patch()

import api

api.ENDPOINT = emulator.start()
print(f"READY {api.ENDPOINT}", flush=True)
sys.stdin.read()
