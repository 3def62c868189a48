#!/bin/sh
# Generates Sources/Formats/ONNX/Protobuf/onnx.pb.swift from Scripts/onnx.proto: needed only after
# that has changed. Wants Debian's protobuf-compiler, and builds the plug-in from the checkout of
# swift-protobuf that `swift build` has made.
set -eu
cd "$(dirname "$0")/.."
sh Scripts/install-dependencies.sh protobuf-compiler
checkout=.build/checkouts/swift-protobuf
[ -d "$checkout" ] || swift package resolve
swift build -c release --package-path "$checkout" --scratch-path .build/protoc-gen-swift \
  --product protoc-gen-swift
plugin=$(swift build -c release --package-path "$checkout" --scratch-path .build/protoc-gen-swift \
  --show-bin-path)/protoc-gen-swift
protoc --plugin="$plugin" --proto_path=Scripts --swift_opt=Visibility=Internal \
  --swift_out=Sources/Formats/ONNX/Protobuf onnx.proto
