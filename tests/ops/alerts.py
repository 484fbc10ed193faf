"""Ask Prometheus' own promtool whether a rule of prometheus-alerts.yml fires."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.ops.stack import ROOT

RULES = ROOT / "kimportal/deploy/prometheus-alerts.yml"
PROMTOOL = shutil.which("promtool")


def fires(alert, series):
    """Return whether the alert fires once these {series: value} have stood for 30 minutes."""
    question = f'count(ALERTS{{alertname="{alert}", alertstate="firing"}}) > 0 or vector(0)'
    test = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": name, "values": f"{value}+0x30"} for name, value in series.items()
                ],
                "promql_expr_test": [
                    {
                        "expr": question,
                        "eval_time": "30m",
                        "exp_samples": [{"labels": "{}", "value": 0}],
                    }
                ],
            }
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.yml"
        path.write_text(json.dumps(test))  # JSON is YAML
        done = subprocess.run([PROMTOOL, "test", "rules", path], capture_output=True, text=True)
    output = done.stdout + done.stderr
    if done.returncode and "got:" not in output:
        raise RuntimeError(output)
    return done.returncode != 0


def disk_alert_fires(folder):
    """Return whether the alert fires on the disk of this folder as it is now."""
    disk = os.statvfs(folder)
    return fires(
        "PortalDiskNearlyFull", disk_series(*(disk.f_frsize * n for n in blocks(disk)), folder)
    )


def blocks(disk):
    return disk.f_blocks, disk.f_bfree, disk.f_bavail


def disk_series(size, free, available, mountpoint="/srv"):
    labels = f'{{instance="db", mountpoint="{mountpoint}", fstype="ext4"}}'
    return {
        f"node_filesystem_size_bytes{labels}": size,
        f"node_filesystem_free_bytes{labels}": free,
        f"node_filesystem_avail_bytes{labels}": available,
    }
