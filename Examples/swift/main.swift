// Names what a compiled model sees.
//
//   mncc compile Graphs/v2.json --weights mobilenet_v2-b0353104.pth -o MobileNetV2.swift
//   mncc preprocess Graphs/v2.json photo.png -o photo.f32
//   swiftc -O -Xcc -march=native -D MNCC_FMA MobileNetV2.swift main.swift -o classify
//   ./classify MobileNetV2.weights photo.f32 Graphs/imagenet-labels.txt

import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  print("usage: classify WEIGHTS INPUT LABELS")
  exit(1)
}

/// The input as `mncc preprocess` writes it: little-endian floats.
let bytes = try Data(contentsOf: URL(fileURLWithPath: arguments[2]))
let pixels = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
let labels = try String(contentsOfFile: arguments[3], encoding: .utf8).split(separator: "\n")

let model = try MobileNetV2(weights: arguments[1])
let clock = ContinuousClock()
let start = clock.now
let scores = try model.predict(pixels)
print("\(clock.now - start), \(MobileNetV2.arenaSize) bytes of memory")

let largest = scores.max() ?? 0
let exponentials = scores.map { exp(Double($0 - largest)) }
let sum = exponentials.reduce(0, +)
for index in scores.indices.sorted(by: { scores[$0] > scores[$1] }).prefix(5) {
  let label = labels.indices.contains(index) ? String(labels[index]) : "class \(index)"
  print(String(format: "%6.2f %%  ", 100 * exponentials[index] / sum) + label)
}
