#!/bin/sh
# Prints the tables of README's "Memory": `modes`, the arenas of four networks under the options that
# matter, or `peers`, beside what other tools need; both without an argument. `make build` first.
#
# A figure for 32-bit floats is the constant in the header of the generated code, one for one-byte
# activations that of the plan. Both come with how many times the multiply-adds of the model their
# plan takes, unless that is 1. A plan that does not exist is a dash. What others need is as they, or
# the papers named, give it.
set -eu

mncc=${MNCC:-.build/release/mncc}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# grouped NUMBER: 303744 as 303,744.
grouped() { echo "$1" | sed -e ':a' -e 's/^\([0-9]*[0-9]\)\([0-9]\{3\}\)/\1,\2/' -e 'ta'; }

# number KEY FILE: the number of a key of the report, of the report itself and not of its parts.
number() { sed -n "s/^  \"$1\" : \([0-9]*\),*\$/\1/p" "$2"; }

# factor FILE: the multiply-adds of a plan by those of the model, `, x1.25`, or nothing if that is 1.
factor() {
  awk -v plan="$(number plannedMultiplyAdds "$1")" -v model="$(number multiplyAdds "$1")" \
    'BEGIN { if (plan > model) printf ", x%.2f", plan / model }'
}

# generated MODEL OPTION...: the arena of generated code.
generated() {
  model=$1
  shift
  "$mncc" compile "Graphs/$model.json" "$@" --name model -o "$scratch/model.c" \
    >/dev/null 2>&1 || { echo - && return; }
  "$mncc" inspect "Graphs/$model.json" "$@" --json >"$scratch/report" 2>/dev/null
  size=$(sed -n 's/^#define MODEL_ARENA_SIZE \([0-9]*\).*/\1/p' "$scratch/model.h")
  echo "$(grouped "$size")$(factor "$scratch/report")"
}

# planned MODEL OPTION...: the arena of a plan for one-byte activations.
planned() {
  model=$1
  shift
  "$mncc" inspect "Graphs/$model.json" "$@" --activations int8 --json >"$scratch/report" \
    2>/dev/null || { echo - && return; }
  echo "$(grouped "$(number arenaSize "$scratch/report")")$(factor "$scratch/report")"
}

# modes MODEL NAME: a line of the first table.
modes() {
  echo "| $2 | $(generated "$1" --rings none --ways 1) | $(generated "$1")" \
    "| $(generated "$1" --optimize ram --recompute 1) | $(generated "$1" --optimize ram)" \
    "| $(generated "$1" --optimize ram --input rows --recompute 1)" \
    "| $(generated "$1" --optimize ram --input arena --recompute 1) |"
}

# peers NETWORK MODE OTHERS MODEL OPTION...: a line of the second table.
peers() {
  network=$1 mode=$2 others=$3 name=$4
  shift 4
  echo "| $network | $mode | $(generated "$name" "$@") | $(planned "$name" "$@") | $others" \
    "| \`$name.json $*\` |"
}

table=${1:-both}
if [ "$table" != peers ]; then
  echo "| network | layer by layer | default | least, all computed once | least | least, rows delivered | least, image in the arena |"
  echo "|---|---|---|---|---|---|---|"
  echo "| options | \`--rings none --ways 1\` | | \`--optimize ram --recompute 1\` | \`--optimize ram\` | \`--optimize ram --input rows --recompute 1\` | \`--optimize ram --input arena --recompute 1\` |"
  modes v1 "V1 1.0"
  modes v2 "V2 1.0"
  modes v3-large "V3-Large 1.0"
  modes v3-small "V3-Small 1.0"
fi
[ "$table" = both ] && echo
[ "$table" = modes ] && exit
echo "| network | plan | f32, generated | int8, planned | others, int8 | \`mncc compile Graphs/...\` |"
echo "|---|---|---|---|---|---|"
peers "V2 1.0 at 224" "rows delivered, rings of rows" "" \
  v2 --input rows --optimize ram --rings rows --recompute 1
peers "V2 1.0 at 224" "rows delivered, least" \
  "MCUNetV2 172 kB, with recomputation; X-CUBE-AI 1,727 KiB" \
  v2 --input rows --optimize ram --recompute 1
peers "V2 1.0 at 224" "image in the arena" "TFLM 1,509,744; ExecuTorch 1,505,280" \
  v2 --input arena --optimize ram --recompute 1
peers "V2 1.0 at 224" "image with the caller" "" v2 --optimize ram --recompute 1.06
peers "V2 1.0 at 96" "rows delivered, least" "" \
  v2 --resolution 96 --input rows --optimize ram --recompute 1
peers "V2 0.35 at 144" "rows delivered, least" \
  "msf-CNN 15,199 at x1.38 and 67,996 at x1.10, a narrower network without residuals" \
  v2 --width 0.35 --resolution 144 --input rows --optimize ram --recompute 1
peers "V2 0.35 at 144" "image with the caller" "msf-CNN 8,560 at x1.68, the same narrower network" \
  v2 --width 0.35 --resolution 144 --optimize ram --recompute 1.27
peers "V1 1.0 at 224" "rows delivered, least" "X-CUBE-AI 1,331 KiB; TFLM 1,204,224" \
  v1 --input rows --optimize ram --recompute 1
peers "V1 0.25 at 96" "rows delivered, least" "X-CUBE-AI 66.96 KiB; TFLM 73,728, measured" \
  v1 --width 0.25 --resolution 96 --input rows --optimize ram --recompute 1
peers "V3-Large 1.0 at 224" "rows delivered, least" "TFLM 1,003,520" \
  v3-large --input rows --optimize ram --recompute 1
peers "V3-Large 1.0 at 224" "two passes over squeeze-excite" "" \
  v3-large --optimize ram --recompute 1.27
peers "V3-Small 1.0 at 224" "rows delivered, least" "" \
  v3-small --input rows --optimize ram --recompute 1
