"""What pip-audit found (its JSON reports), said plainly: silence of the registry is no clean bill.

Ends with 1 if a package is known to be vulnerable, with 2 if any could not be checked.
"""

import json
import sys
from pathlib import Path


def dependencies(reports):
    """Each package once, whatever the number of locks that name it."""
    told = {}
    for report in reports:
        for one in json.loads(Path(report).read_text())["dependencies"]:
            told[one["name"], one.get("version", one.get("skip_reason"))] = one
    return list(told.values())


def main(reports):
    packages = dependencies(reports)
    unknown = [one for one in packages if "skip_reason" in one]
    vulnerable = [one for one in packages if one.get("vulns")]
    for one in vulnerable:
        for found in one["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{one['name']} {one['version']}: {found['id']}, mended in {mended}")
    print(f"{len(packages)} packages: {len(vulnerable)} vulnerable, {len(unknown)} not checked.")
    if unknown:
        print("NOT SHOWN: this registry gives no vulnerability data for what was not checked.")
    return 1 if vulnerable else 2 if unknown or not packages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
