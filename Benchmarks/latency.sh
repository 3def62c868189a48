#!/bin/sh
# Times the generated code: each network under four plans, one thread, the compilers in turn.
#
# Rounds are interleaved, so that a slow moment of the machine hits all alike; a figure is the
# median over the rounds of the median over the calls of a round.
#
#   sh Benchmarks/latency.sh [ROUNDS]
set -eu
rounds=${1:-7}
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

runs=""
for net in v1 v2 v3-large v3-small; do
  for plan in layers latency balanced ram; do
    out=$folder/$net-$plan
    mkdir -p "$out"
    case $plan in
      layers) options="--rings none --ways 1" ;;
      *) options="--optimize $plan" ;;
    esac
    # shellcheck disable=SC2086
    "$mncc" compile "Graphs/$net.json" $options -o "$out/net.c" >/dev/null
    for cc in gcc clang; do
      command -v $cc >/dev/null || continue
      $cc -O3 -march=native -I"$out" "$folder/main.c" "$out/net.c" -o "$out/$cc" -lm
      runs="$runs $net-$plan/$cc"
    done
  done
done

for round in $(seq "$rounds"); do
  for run in $runs; do "$folder/$run" >>"$folder/$run.times"; done
done

printf '%-24s %-6s %10s %14s\n' 'network and plan' cc 'median ms' 'arena bytes'
for run in $runs; do
  median=$(sort -n "$folder/$run.times" | sed -n "$(((rounds + 1) / 2))p")
  arena=$(sed -n 's/#define NET_ARENA_SIZE \([0-9]*\)u/\1/p' "$folder/${run%/*}/net.h")
  printf '%-24s %-6s %10s %14s\n' "${run%/*}" "${run#*/}" "$median" "$arena"
done
