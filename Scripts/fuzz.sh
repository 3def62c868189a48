#!/bin/sh
# Feeds the importers with what libFuzzer thinks of, MINUTES (5) long, both at once:
#
#   MINUTES=60 sh Scripts/fuzz.sh [tflite|onnx]
#   sh Scripts/fuzz.sh --keep     adds what was found worth keeping to Tests/Files/fuzz
#
# Starts from Tests/Files/fuzz and from what earlier runs found (.build-fuzz/corpus). What traps, takes a second
# or a GB ends up in .build-fuzz/found; the last lines say how much was tried.
set -eu
cd "$(dirname "$0")/.."

build=.build-fuzz
fuzz=$build/release/Fuzz
runtime=$(dirname "$(dirname "$(command -v swiftc)")")/lib/swift/clang/lib/linux
fuzzer=$runtime/libclang_rt.fuzzer_no_main-$(uname -m).a
test -f "$fuzzer" || { echo "fuzz.sh: this toolchain has no libFuzzer ($fuzzer)" >&2; exit 1; }

# Only the frontend is told to count branches: the driver would link libFuzzer's own `main`, too.
MNCC_FUZZ=1 swift build -c release --scratch-path $build --product Fuzz \
  -Xswiftc -Xfrontend -Xswiftc -sanitize=fuzzer \
  -Xlinker "$fuzzer" -Xlinker -lstdc++ -Xlinker -lm

# A trap is for libFuzzer to see. An allocation of a GB fails, and with it the process.
export SWIFT_BACKTRACE=enable=no
ulimit -v 1500000

keep() {
  seeds=Tests/Files/fuzz/$1
  # The fewest files that between them go everywhere; how often is not for a small folder.
  "$fuzz" "--$1" -set_cover_merge=1 -use_counters=0 -max_len=2048 "$seeds" "$build/corpus/$1"
  for file in "$seeds"/*; do
    case $file in *."$1") ;; *) mv "$file" "$file.$1" ;; esac
  done
}

run() {
  mkdir -p "$build/corpus/$1" "$build/found/$1"
  log=$build/$1.log
  "$fuzz" "--$1" "$build/corpus/$1" "Tests/Files/fuzz/$1" -fork=1 -ignore_crashes=1 \
    -ignore_timeouts=1 -ignore_ooms=1 -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
    -max_total_time=$((${MINUTES:-5} * 60)) -artifact_prefix="$build/found/$1/" >"$log" 2>&1 || true
  echo "$1: $(grep '^#' "$log" | tail -n 1)"
}

if [ "${1:-}" = --keep ]; then
  for format in tflite onnx; do keep $format; done
  exit
fi
for format in ${1:-tflite onnx}; do run "$format" & done
wait
find $build/found -type f
test -z "$(find $build/found -type f)"
