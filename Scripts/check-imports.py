#!/usr/bin/env python3
"""Compares every `import` with the dependencies that Package.swift declares for its target.

The package manager accepts an import of anything that is built along; this does not: arrows
between the rooms of the house are those of Package.swift and no others. And only tests look behind
`package`: what else does, such as what the fuzzer is made of, would not build without -enable-testing.
"""

import json
import pathlib
import re
import subprocess
import sys

SYSTEM = {"Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Testing", "FoundationXML", "Dispatch"}

description = json.loads(
    subprocess.run(
        ["swift", "package", "describe", "--type", "json"],
        check=True, capture_output=True, text=True,
    ).stdout
)
faults = 0
for target in description["targets"]:
    if target["module_type"] != "SwiftTarget":
        continue
    allowed = set(target.get("target_dependencies", [])) | SYSTEM
    allowed |= {product for product in target.get("product_dependencies", [])}
    for source in target["sources"]:
        path = pathlib.Path(target["path"]) / source
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r"(?:@\w+ )*import (?:struct |func |enum |class )?(\w+)", line)
            if match and match.group(1) not in allowed:
                print(f"{path}:{number}: error: {target['name']} imports {match.group(1)}"
                      " and does not declare it")
                faults += 1
            if line.startswith("@testable") and target["type"] != "test":
                print(f"{path}:{number}: error: {target['name']} is no test and has an @testable import")
                faults += 1
sys.exit(1 if faults else 0)
