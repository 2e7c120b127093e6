#!/usr/bin/env python3
"""Load on `inquit serve`: load.py BINARY [SECONDS] [REQUESTS A SECOND]. Sends texts of 2 KB at a steady rate over eight
connections, and beside them what goes wrong in the world: malformed JSON, bodies that are too large, connections that
drop. Fails at any answer that is not the right one, at a delay over a second for one in a hundred, and where the server's
memory grows. Only standard Python; everything stays on this machine."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time

BINARY = sys.argv[1]
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 10
RATE = float(sys.argv[3]) if len(sys.argv) > 3 else 200
CONNECTIONS = 8

SENTENCES = [
    "“We counted the boats twice,” harbour master Ana Lima told Reuters.",
    "The board said on Tuesday that the gates would open late.",
    "“Nobody asked us,” said Rui Quint, who keeps three boats on the north quay.",
    "According to a report by the county, the money was there from the beginning.",
    "Leila Haddad told the Harbor Lantern that a delay was not a failure.",
]


def text(number):
    parts = [f"Part {number}."]
    while sum(map(len, parts)) < 2000:
        parts.append(SENTENCES[(number + len(parts)) % len(SENTENCES)])
    return " ".join(parts)


def memory(pid):
    """Resident memory in MB."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def request(body, length=None, path="/v1/extract"):
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length or len(body)}\r\n\r\n"
    return head.encode() + body


async def answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(int(line.split(":")[1]) for line in head.lower().split("\r\n") if line.startswith("content-length"))
    return int(head.split()[1]), await reader.readexactly(length)


async def steady(port, first, times):
    """One connection's share of the requests, each sent at its own time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.monotonic()
    for number in range(first, int(SECONDS * RATE), CONNECTIONS):
        due = begun + number / RATE
        await asyncio.sleep(max(0, due - time.monotonic()))
        writer.write(request(json.dumps({"text": text(number)}).encode()))
        status, body = await answer(reader)
        assert status == 200, (status, body)
        assert len(json.loads(body)["quotations"]) > 5, body
        times.append(time.monotonic() - due)
    writer.close()


async def wrong(port, pid, peak):
    """What goes wrong, over and over."""
    end = time.monotonic() + SECONDS
    huge = b'{"text":"' + b"x" * (5 << 20) + b'"}'
    while time.monotonic() < end:
        for body, length, expected in [(b"{", None, 400), (b'{"text":7}', None, 422), (b"\xff\xfe", None, 400), (huge, None, 413)]:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(body, length))
            try:
                status, _ = await answer(reader)
                assert status == expected, (status, expected)
            except (ConnectionError, asyncio.IncompleteReadError):
                # A body that nobody wants may be cut off before the answer is read.
                assert expected == 413, expected
            writer.close()
        # Dropped half-way, before and within the body.
        for part in (20, -10):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(json.dumps({"text": text(1)}).encode())[:part])
            await writer.drain()
            writer.transport.abort()
        peak.append(memory(pid))
        await asyncio.sleep(0.5)


async def run(port, pid):
    times, peak = [], [memory(pid)]
    await asyncio.gather(wrong(port, pid, peak), *(steady(port, first, times) for first in range(CONNECTIONS)))
    return sorted(times), peak


def main():
    server = subprocess.Popen([BINARY, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        port = int(server.stdout.readline().decode().strip().rstrip("/").rsplit(":", 1)[1])
        begun = time.monotonic()
        times, peak = asyncio.run(run(port, server.pid))
        lasted = time.monotonic() - begun
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(10)
    at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]
    print(f"{len(times)} requests of 2 KB in {lasted:.1f} s ({len(times) / lasted:.0f}/s), no error; "
          f"median {at(0.5):.1f} ms, 99 in 100 under {at(0.99):.0f} ms, longest {at(1):.0f} ms; "
          f"memory {peak[0]:.0f} MB before, at most {max(peak):.0f} MB, {peak[-1]:.0f} MB after; exit status {code}")
    assert code == 0
    # Slower debug builds and busy machines are not held to a rate.
    assert RATE < 100 or len(times) / lasted > RATE * 0.95, "the rate was not held"
    assert max(peak) < 400, "memory"


main()
