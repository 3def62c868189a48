#!/bin/sh
# Draws the pictures of docs/planning.md anew.
set -eu
mncc=${MNCC:-.build/release/mncc}
v2() { "$mncc" inspect Graphs/v2.json "$@" >/dev/null; }
v2 --rings none --ways 1 --svg docs/pictures/v2-layers.svg
v2 --optimize ram --input rows --recompute 1 --svg docs/pictures/v2-rows.svg
v2 --optimize ram --svg docs/pictures/v2-stripes.svg
v2 --pareto --svg docs/pictures/v2-curve.svg
