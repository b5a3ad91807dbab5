#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""
Measures the images as they were and as they are, side by side, and writes what came of it into the README, between two marks.

    measure.py [--rounds N] [--write README.md]

In each round both fleets are built from nothing in a home of their own, then each image again after a change of its source; every image is pulled from a registry on this
machine into an empty home, started, asked until it answers, and looked at. A round takes some minutes, root, and the network. `SLIPWAY` names the program; the default is
`slipway` on the PATH. What stands in the table as the document's is what HA-Ingestor's own document promised, in MB or per cent.
"""
import argparse
import http.client
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- measured by measure.py -->", "<!-- /measured -->"
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Service:
    """A service: its image, its port, and the document's sizes in MB."""

    name: str
    image: str
    port: int
    before: int
    after: int
    source: str = "src/main.py"


SERVICES = (
    Service("websocket-ingestion", "homeiq-websocket", 8001, 200, 60),
    Service("admin-api", "homeiq-admin-api", 8003, 180, 50),
    Service("enrichment-pipeline", "homeiq-enrichment", 8002, 220, 70),
    Service("weather-api", "homeiq-weather-api", 8004, 150, 40),
    Service("data-retention", "homeiq-data-retention", 8080, 200, 60),
    Service("health-dashboard", "homeiq-dashboard", 3000, 300, 80, "src/main.js"),
)
STATES = {"before": ("before.yaml", "before"), "after": ("slipway.yaml", "optimized")}


@dataclass
class Measures:
    """What was measured of one image; times in seconds, sizes in bytes."""

    size: int = 0
    compressed: int = 0
    packages: int = 0
    rebuild: list = field(default_factory=list)
    pull: list = field(default_factory=list)
    first: list = field(default_factory=list)
    again: list = field(default_factory=list)
    memory: list = field(default_factory=list)


class Slipway:
    """The program, with a home."""

    def __init__(self, program, home):
        self._program = program
        self._environment = {**os.environ, "SLIPWAY_HOME": str(home), "REGISTRY_AUTH_FILE": f"{home}.auth.json"}

    def run(self, *words, input=None, cwd=None):
        """What a command answers; its failure ends the measurement."""
        done = subprocess.run([self._program, *map(str, words)], env=self._environment, input=input, cwd=cwd, capture_output=True)
        if done.returncode:
            raise SystemExit(f"slipway {' '.join(map(str, words))} ended with {done.returncode}:\n{done.stderr.decode()[-2000:]}")
        return done.stdout

    def time(self, *words, cwd=None):
        """How many seconds a command takes."""
        start = time.monotonic()
        self.run(*words, cwd=cwd)
        return time.monotonic() - start

    def serve_registry(self):
        """Starts a registry on a free port; the process and its address."""
        process = subprocess.Popen(
            [self._program, "registry", "serve", "--address", "127.0.0.1:0", "--anonymous", "push"], env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in process.stdout:
            if "http://" in line:
                return process, line.split("http://")[1].split()[0].strip("/")
        raise SystemExit("the registry ended before it listened")


def measure(program, folder, rounds):
    """Measures all images of both fleets, round by round; after each, what came of all so far: by state and service, and the seconds that each whole fleet took from nothing."""
    tree = folder / "tree"
    shutil.copytree(HERE, tree, ignore=shutil.ignore_patterns("__pycache__", "dist"))
    slipway = Slipway(program, folder / "home")
    measures = {(state, service.name): Measures() for state in STATES for service in SERVICES}
    from_nothing = {state: [] for state in STATES}
    registry, address = slipway.serve_registry()
    try:
        for number in range(1, rounds + 1):
            for state, (fleet, _) in STATES.items():
                tell(f"round {number} of {rounds}: building all as {state} from nothing")
                from_nothing[state].append(slipway.time("build", "--fleet", fleet, "--no-cache", "--progress", "quiet", cwd=tree))
            if number == 1:
                read_sizes(slipway, tree, measures)
                push(slipway, address)
            for service in SERVICES:
                tell(f"round {number} of {rounds}: {service.name}")
                rebuild(slipway, tree, service, number, measures)
                for state, (_, tag) in STATES.items():
                    measure_run(program, folder, f"{address}/{service.image}:{tag}", service, measures[state, service.name])
            yield measures, from_nothing
    finally:
        registry.terminate()
        registry.wait()


def push(slipway, address):
    """Pushes all images to a registry."""
    for _, tag in STATES.values():
        for service in SERVICES:
            name = f"{address}/{service.image}:{tag}"
            slipway.run("tag", f"{service.image}:{tag}", name)
            slipway.run("push", name)


def read_sizes(slipway, tree, measures):
    """Sizes as `slipway report` has them, and how many packages are recorded in each image."""
    for state, (fleet, tag) in STATES.items():
        rows = json.loads(slipway.run("report", "--fleet", fleet, "--format", "json", cwd=tree))["images"]
        for service in SERVICES:
            row = next(row for row in rows if row["image"] == service.name)
            found = measures[state, service.name]
            found.size, found.compressed = row["size"], row["compressedSize"]
            found.packages = count_packages(slipway, f"{service.image}:{tag}")


def count_packages(slipway, image):
    """How many of Debian's packages an image holds, by its own records."""
    container = slipway.run("create", image, "true").decode().strip()
    try:
        with tarfile.open(fileobj=io.BytesIO(slipway.run("cp", f"{container}:/var/lib/dpkg", "-"))) as records:
            status = records.extractfile("dpkg/status").read().decode()
            single = [entry for entry in records.getmembers() if entry.isfile() and entry.name.startswith("dpkg/status.d/")]
    finally:
        slipway.run("rm", container)
    return sum(line.startswith("Package: ") for line in status.splitlines()) + len(single)


def rebuild(slipway, tree, service, number, measures):
    """Builds a service's images again after a change of its source, which is taken back."""
    source = tree / "services" / service.name / service.source
    mark = "//" if source.suffix == ".js" else "#"
    original = source.read_text()
    for state, (fleet, _) in STATES.items():
        source.write_text(f"{original}{mark} {state} {number}\n")
        measures[state, service.name].rebuild.append(slipway.time("build", "--fleet", fleet, service.name, "--progress", "quiet", cwd=tree))
    source.write_text(original)


def measure_run(program, folder, image, service, found):
    """Pulls an image into an empty home, and starts it there until it answers."""
    home = folder / "empty"
    slipway = Slipway(program, home)
    found.pull.append(slipway.time("pull", image))
    # What keeps containers is there before: it is the machine's, and no image's.
    slipway.run("ps")
    # The first time, layers are unpacked.
    for times in (found.first, found.again):
        start = time.monotonic()
        container = slipway.run("run", "-d", "-p", f"0:{service.port}", "-e", "HA_TOKEN=x", image).decode().strip()
        address = slipway.run("port", container, str(service.port)).decode().split()[0]
        wait_until_it_answers(address, start)
        times.append(time.monotonic() - start)
        if times is found.again:
            time.sleep(1)
            found.memory.append(read_memory(slipway, container))
        slipway.run("rm", "-f", "-v", container)
    stop_agent(home)
    shutil.rmtree(home)


def wait_until_it_answers(address, start):
    """Asks for /health until it is there."""
    while time.monotonic() - start < PATIENCE_SECONDS:
        connection = http.client.HTTPConnection(address, timeout=2)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            connection.close()
    raise SystemExit(f"{address} did not answer within {PATIENCE_SECONDS} s")


def read_memory(slipway, container):
    """The memory that a container uses, in bytes."""
    text = slipway.run("stats", "--no-stream", "--format", "{{.MemUsage}}", container).decode().split("/")[0].strip()
    units = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
    number = text.rstrip("BKMGi")
    return float(number) * units[text[len(number):]]


def stop_agent(home):
    """Ends the process that kept the home's containers."""
    try:
        pid = int((home / "run" / "agent.pid").read_text())
        os.kill(pid, 15)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.02)
    except (OSError, ValueError):
        pass


def tell(what):
    print(f"{what}…", file=sys.stderr)


def render(measures, from_nothing, rounds):
    """The tables, as Markdown."""
    def row(cells):
        return f"| {' | '.join(cells)} |"

    def of(state, name, get):
        return get(measures[state, name])

    def total(state, get):
        return sum(get(measures[state, service.name]) for service in SERVICES)

    def change(before, after):
        return f"−{1 - after / before:.0%}" if after <= before else f"+{after / before - 1:.0%}"

    lines = [
        row(["Service", "Before", "After", "Saving", "The document's", "Compressed", "Packages"]),
        row(["---"] + ["---:"] * 6),
    ]
    for service in SERVICES:
        before, after = (measures[state, service.name] for state in STATES)
        lines.append(row([
            service.name, megabytes(before.size), megabytes(after.size), change(before.size, after.size),
            f"{service.before} → {service.after} MB, {change(service.before, service.after)}",
            f"{megabytes(before.compressed)} → {megabytes(after.compressed)}", f"{before.packages} → {after.packages}",
        ]))
    documented = sum(service.before for service in SERVICES), sum(service.after for service in SERVICES)
    sizes = total("before", lambda m: m.size), total("after", lambda m: m.size)
    packages = total("before", lambda m: m.packages), total("after", lambda m: m.packages)
    lines.append(row([
        "**All**", megabytes(sizes[0]), megabytes(sizes[1]), change(*sizes), f"{documented[0]} → {documented[1]} MB, {change(*documented)}",
        f"{megabytes(total('before', lambda m: m.compressed))} → {megabytes(total('after', lambda m: m.compressed))}", f"{packages[0]} → {packages[1]}, {change(*packages)}",
    ]))
    kinds = (
        ("Build after a change", lambda m: statistics.median(m.rebuild), seconds),
        ("Pull", lambda m: statistics.median(m.pull), seconds),
        ("First start to answer", lambda m: statistics.median(m.first), seconds),
        ("Start again to answer", lambda m: statistics.median(m.again), seconds),
        ("Memory", lambda m: statistics.median(m.memory), lambda value: f"{value / 2**20:.1f} MiB"),
    )
    lines += ["", row(["Service"] + [name for name, _, _ in kinds]), row(["---"] + ["---:"] * len(kinds))]
    for service in SERVICES:
        lines.append(row([service.name] + [f"{show(of('before', service.name, get))} → {show(of('after', service.name, get))}" for _, get, show in kinds]))
    lines.append(row(["**All**"] + [change(total("before", get), total("after", get)) for _, get, _ in kinds]))
    lines.append(row(["The document's", "−30 to 40%", "−60%", "−40%", "−40%", "−20 to 30%"]))
    before, after = (statistics.median(from_nothing[state]) for state in STATES)
    lines += [
        "",
        f"All six from nothing, with what they stand on: {seconds(before)} → {seconds(after)}, {change(before, after)} (the document's: −30 to 40%). "
        f"{'One round' if rounds == 1 else f'Medians of {rounds} rounds'} on {processor()}. Ratios say more than seconds.",
    ]
    return "\n".join(lines)


def megabytes(size):
    return f"{size / 1e6:.1f} MB"


def seconds(value):
    return f"{value:.1f} s" if value >= 10 else f"{value:.2f} s"


def processor():
    names = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{len(names)} cores ({names[0]})" if names else f"{os.cpu_count()} cores"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--write", type=Path, help="the file whose marked section is written after each round; the tables go to standard output as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="homeiq-") as folder:
        home = Path(folder)
        for number, results in enumerate(measure(os.environ.get("SLIPWAY", "slipway"), home, options.rounds), 1):
            table = render(*results, number)
            if options.write:
                write(options.write, table)
        stop_agent(home / "home")
    print(table)


def write(file, table):
    """Puts the tables between a file's marks."""
    text = file.read_text()
    if BEGIN not in text or END not in text:
        sys.exit(f"{file} has no section between '{BEGIN}' and '{END}'")
    file.write_text(f"{text[:text.index(BEGIN)]}{BEGIN}\n{table}\n{text[text.index(END):]}")


if __name__ == "__main__":
    main()
