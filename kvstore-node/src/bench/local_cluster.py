"""A cluster of deploy/local/up, for the measurements in this folder: its processes, and what its nodes say."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
GRPC = "localhost:5000,localhost:5001,localhost:5002"


class LocalCluster:
    """Three nodes on the usual ports, with data in an empty directory; stopped at the end of a `with` block."""

    def __init__(self, work: pathlib.Path) -> None:
        self.data = work / "data"
        shutil.rmtree(work, ignore_errors=True)
        self.data.mkdir(parents=True)

    def __enter__(self) -> "LocalCluster":
        subprocess.run([ROOT / "deploy/local/up", "--detach", "--data", self.data], check=True)
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run([ROOT / "deploy/local/down", "--data", self.data], check=False)

    def pids(self) -> list[int]:
        """The nodes' processes, as deploy/local/up notes them, in the order of their number."""
        return [int(line.split()[0]) for line in (self.data / "local.processes").read_text().splitlines()]

    def directories(self) -> list[pathlib.Path]:
        return sorted(path for path in self.data.iterdir() if path.is_dir() and (path / "LOCK").exists())


def view(node: int) -> dict:
    """What a node (from 0) says of itself and its cluster; empty if it does not answer."""
    try:
        with urllib.request.urlopen(f"http://localhost:{4000 + node}/api/v1/cluster", timeout=5) as reply:
            return json.load(reply)
    except (OSError, ValueError):
        return {}


def bench(result: pathlib.Path, *options: object) -> subprocess.Popen:
    """Starts `paxoskv bench` with the etcd API; its result goes to a file, as JSON."""
    command = [ROOT / "deploy/local/paxoskv", "bench", "-o", "json", *options]
    with result.open("w") as out:
        return subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.DEVNULL)
