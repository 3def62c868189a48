#!/bin/sh
# Draws the pictures of docs/planning.md anew.
set -eu
mncc=.build/release/mncc
$mncc inspect Graphs/v2.json --rings none --ways 1 --svg docs/pictures/v2-layers.svg >/dev/null
$mncc inspect Graphs/v2.json --optimize ram --input rows --svg docs/pictures/v2-rows.svg >/dev/null
$mncc inspect Graphs/v3-large.json --pareto --svg docs/pictures/v3-large-curve.svg >/dev/null
