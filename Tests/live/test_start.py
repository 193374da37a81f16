"""How quickly it starts and how little it needs: measured and printed, asserted only as far as any machine holds."""

import statistics
import time

from ringback import IN_PROGRESS

ROUNDS = 5


def test_it_is_ready_soon_after_its_start(launch, record_property):
    seconds = []
    for number in range(ROUNDS):
        server = launch(f"server-{number}")
        since = time.monotonic()
        server.launch()
        # The port file is written when `/readyz` answers 200.
        server.port = server.await_port()
        seconds.append(time.monotonic() - since)
        assert server.control("GET", "/readyz").status == 200
        assert server.stop() == 0
    median = statistics.median(seconds)
    record_property("start_seconds", median)
    print(f"ready after {1000 * median:.0f} ms, median of {ROUNDS}; slowest {1000 * max(seconds):.0f} ms")
    assert median < 2


def test_it_idles_in_little_memory(start, record_property):
    server = start()
    assert server.call(IN_PROGRESS)["status"] == "in-progress"
    memory = server.resident_memory
    record_property("idle_rss", memory)
    print(f"idle resident memory: {memory / 1024**2:.1f} MiB")
    assert memory < 64 * 1024**2
