#!/bin/sh
# Times generated Swift beside generated C of the same plan: one thread, programs in turn.
#
# Rounds are interleaved, so that a slow moment of the machine hits all alike; a figure is the
# median over the rounds of the median over the calls of a round.
#
#   sh Benchmarks/swift.sh [ROUNDS] [NETWORKS] [PLANS] [MACHINES]
set -eu
rounds=${1:-7}
networks=${2:-v1 v2}
plans=${3:-latency ram}
machines=${4:-native x86-64-v3 x86-64}
mncc=.build/release/mncc
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/main.c" <<'C'
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "net.h"
static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
int main(void) {
  static float input[NET_INPUT_COUNT], output[NET_OUTPUT_COUNT];
  static double times[21];
  void *arena = NULL;
  if (posix_memalign(&arena, 64, NET_ARENA_SIZE)) return 1;
  for (size_t i = 0; i < NET_INPUT_COUNT; ++i) input[i] = (float)(i % 255) / 127.5f - 1.0f;
  for (int call = 0; call < 21; ++call) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (net_run(input, output, arena)) return 2;
    clock_gettime(CLOCK_MONOTONIC, &end);
    times[call] = (double)(end.tv_sec - start.tv_sec) * 1e3
      + (double)(end.tv_nsec - start.tv_nsec) * 1e-6;
  }
  qsort(times, 21, sizeof *times, compare);
  printf("%.3f\n", times[10]);
  return 0;
}
C

cat >"$folder/main.swift" <<'SWIFT'
let clock = ContinuousClock()
let net = try Net(weights: CommandLine.arguments[1])
let input = (0..<Net.inputCount).map { Float($0 % 255) / 127.5 - 1 }
var output = [Float](repeating: 0, count: Net.outputCount)
let arena = UnsafeMutableRawPointer.allocate(byteCount: Net.arenaSize, alignment: 64)
var times: [Duration] = []
for _ in 0..<21 {
  times.append(try clock.measure { try net.run(input: input, output: &output, arena: arena) })
}
let median = times.sorted()[10]
print(Double(median.components.attoseconds / 1_000_000_000_000) / 1000)
SWIFT

runs=""
for net in $networks; do
  for plan in $plans; do
    out=$folder/$net-$plan
    mkdir -p "$out"
    "$mncc" compile "Graphs/$net.json" --optimize "$plan" -o "$out/net.c" >/dev/null
    "$mncc" compile "Graphs/$net.json" --optimize "$plan" -o "$out/Net.swift" >/dev/null
    for machine in $machines; do
      case $machine in
        x86-64) fused="" ;;
        *) fused="-D MNCC_FMA" ;;
      esac
      for cc in gcc clang; do
        command -v $cc >/dev/null || continue
        $cc -O3 -march="$machine" -I"$out" "$folder/main.c" "$out/net.c" -o "$out/$cc-$machine" -lm
        runs="$runs $net-$plan/$cc-$machine"
      done
      # shellcheck disable=SC2086
      swiftc -O -Xcc -march="$machine" $fused "$out/Net.swift" "$folder/main.swift" \
        -o "$out/swift-$machine"
      runs="$runs $net-$plan/swift-$machine"
    done
  done
done

for round in $(seq "$rounds"); do
  for run in $runs; do
    "$folder/$run" "$folder/${run%/*}/Net.weights" >>"$folder/$run.times"
  done
done

printf '%-16s %-18s %10s\n' 'network and plan' 'compiler, machine' 'median ms'
for run in $runs; do
  median=$(sort -n "$folder/$run.times" | sed -n "$(((rounds + 1) / 2))p")
  printf '%-16s %-18s %10s\n' "${run%/*}" "${run#*/}" "$median"
done
