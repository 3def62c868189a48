import Basics
import Formats
import Import
import TestSupport
import Testing

/// Models that are refused, and what is said of them.
@Suite struct TFLiteUnsupportedTests {
  /// What importing says of a model of floats.
  private func refusal(
    _ kind: Rejection.Kind = .unsupported, _ numbers: TinyTFLite.Numbers = .float,
    _ build: (inout TinyTFLite) -> Void
  ) -> String {
    var model = TinyTFLite("refused", numbers)
    build(&model)
    do {
      _ = try importTFLite(model.finish().bytes, file: "m.tflite")
      return "accepted"
    } catch {
      #expect(error.kind == kind)
      return error.description
    }
  }

  @Test func tellsAllUnsupportedOperatorsAtOnce() {
    let refusal = refusal { model in
      let image = model.input([1, 4, 4, 2])
      let (large, root) = (model.map("large", [1, 8, 8, 2]), model.map("root", [1, 8, 8, 2]))
      model.operation(23, [image, model.ints("size", [8, 8])], large, (15, [:]))
      model.operation(75, [large], root)
      let joined = model.map("joined", [1, 8, 8, 4])
      model.operation(2, [root, large], joined, (10, [0: .int(3)]))
      let weights = model.weights([1, 1, 1, 4])
      let conv = model.map("conv", [1, 8, 8, 1])
      model.operation(3, [joined, weights], conv, (1, [1: .int(2000), 2: .int(1)]))
      model.operation(
        3, [conv, model.weights([1, 1, 1, 1])], model.result("end", [1, 8, 8, 1]),
        (1, [1: .int(1), 2: .int(1), 3: .byte(4)]))
    }
    for part in [
      "m.tflite: subgraphs[0].operators[0]: error: RESIZE_BILINEAR \"large\" of float32: it resizes"
        + " a map to [8, 8], expected maps to keep their size",
      "operators[1]: error: SQRT \"root\" of float32",
      "operators[2]: error: CONCATENATION \"joined\" of float32: it joins 2 maps along axis 3",
      "operators[3]: error: CONV_2D \"conv\" of float32: found a stride of 2000, expected one from 1",
      "operators[4]: error: CONV_2D \"end\" of float32: fused_activation_function is tanh, expected"
        + " none, relu, relu6 or relu_n1_to_1",
    ] { #expect(refusal.contains(part), "\(refusal)") }
    #expect(refusal.split(separator: "\n").count == 5, "\(refusal)")
  }

  @Test(.enabled(if: sharedFolder != nil, "needs models in MNCC_SHARED"))
  func refusesFilesWithCustomOperators() throws {
    let folder = try #require(sharedFolder)
    for (name, parts) in [
      ("coral_invalid_model_invoking_error", ["fake-op-double"]),
      (
        "mediapipe_selfie_segmentation",
        ["Convolution2DTransposeBias", "RESIZE_BILINEAR"]
      ),
    ] {
      let path = "\(folder)/models/\(name).tflite"
      let error = #expect(throws: Rejection.self) {
        _ = try importTFLite(try readFile(path), file: path)
      }
      let text = error?.description ?? ""
      for part in parts { #expect(text.contains(part), "\(text)") }
    }
  }

  @Test func refusesWhatHasNoPlace() {
    let cases: [(says: String, build: (inout TinyTFLite) -> Void)] = [
      (
        "it adds [1, 2, 2, 3] and [1, 1, 1, 3], expected two maps of one shape",
        { model in
          let (map, row) = (model.input([1, 2, 2, 3]), model.input([1, 1, 1, 3]))
          model.operation(0, [map, row], model.result("sum", [1, 2, 2, 3]), (11, [:]))
        }
      ),
      (
        "it multiplies [1, 2, 2, 3] and [1, 2, 2, 3], expected one of them to be",
        { model in
          let (map, other) = (model.input([1, 2, 2, 3]), model.input([1, 2, 2, 3]))
          model.operation(18, [map, other], model.result("product", [1, 2, 2, 3]), (21, [:]))
        }
      ),
      (
        "PAD \"padded\" of float32: its result is read by RELU, expected CONV_2D and DEPTHWISE",
        { model in
          let map = model.input([1, 2, 2, 3])
          let amounts = model.ints("amounts", [0, 0, 1, 1, 1, 1, 0, 0], [4, 2])
          let padded = model.map("padded", [1, 4, 4, 3])
          model.operation(34, [map, amounts], padded)
          model.operation(19, [padded], model.result("relu", [1, 4, 4, 3]))
        }
      ),
      (
        "expected padding of height and width only",
        { model in
          let map = model.input([1, 2, 2, 3])
          let amounts = model.ints("amounts", [0, 0, 1, 1, 1, 1, 0, 1], [4, 2])
          model.operation(34, [map, amounts], model.result("padded", [1, 4, 4, 4]))
        }
      ),
      (
        "has the shape [2, 2, 2, 3], expected [1, height, width, channels]",
        { model in
          let map = model.input([2, 2, 2, 3])
          model.operation(19, [map], model.result("relu", [2, 2, 2, 3]))
        }
      ),
      (
        "has the shape [1, 1, 2, 2, 3], expected [1, height, width, channels]",
        { model in
          let map = model.input([1, 1, 2, 2, 3])
          model.operation(19, [map], model.result("relu", [1, 1, 2, 2, 3]))
        }
      ),
      (
        "it makes [1, 3, 4] of [1, 2, 2, 3], expected the channels to stay the last axis",
        { model in
          let (map, relu) = (model.input([1, 2, 2, 3]), model.map("relu", [1, 2, 2, 3]))
          model.operation(19, [map], relu)
          model.operation(
            22, [relu, model.ints("shape", [1, 3, 4])], model.result("shaped", [1, 3, 4]))
        }
      ),
      (
        "it orders the axes of [1, 2, 2, 3] as [0, 3, 1, 2], expected only axes of 1 to move",
        { model in
          let map = model.input([1, 2, 2, 3])
          model.operation(
            39, [map, model.ints("order", [0, 3, 1, 2])], model.result("turned", [1, 3, 2, 2]))
        }
      ),
      (
        "it reduces the axes [1] of [1, 2, 2, 3], expected all but the first and the last",
        { model in
          let map = model.input([1, 2, 2, 3])
          model.operation(
            40, [map, model.ints("axes", [1])], model.result("mean", [1, 2, 3]), (27, [:]))
        }
      ),
      (
        "is computed, expected a plain constant",
        { model in
          let (map, kernel) = (model.input([1, 2, 2, 3]), model.input([4, 1, 1, 3]))
          model.operation(
            3, [map, kernel], model.result("conv", [1, 2, 2, 4]),
            (1, [1: .int(1), 2: .int(1)]))
        }
      ),
      (
        "operand 1 is the constant \"weights\" of [1, 2, 2, 3], expected a map or a",
        { model in
          let (map, weights) = (model.input([1, 2, 2, 3]), model.weights([1, 2, 2, 3]))
          model.operation(0, [map, weights], model.result("sum", [1, 2, 2, 3]), (11, [:]))
        }
      ),
      (
        "only another shape of an input",
        { model in
          let map = model.input([1, 2, 2, 3])
          model.operation(
            22, [map, model.ints("shape", [1, 12])], model.result("shaped", [1, 12]))
        }
      ),
    ]
    for (says, build) in cases {
      let refusal = refusal(.unsupported, .float, build)
      #expect(refusal.contains(says), "\(refusal)")
    }
  }

  @Test func refusesOddIntegers() {
    let naked = refusal(.unsupported, .int8) { model in
      let map = model.input([1, 2, 2, 3])
      let naked = model.tensor("naked", [1, 2, 2, 3], type: 9)
      model.operation(19, [map], naked)
      model.operation(19, [naked], model.result("relu", [1, 2, 2, 3]))
    }
    #expect(naked.contains("needs one scale and one zero point"), "\(naked)")
    let scaled = refusal(.unsupported, .int8) { model in
      let map = model.input([1, 2, 2, 3], range: 2)
      model.operation(
        17, [map], model.result("pool", [1, 2, 2, 3], range: 3),
        (5, [1: .int(1), 2: .int(1), 3: .int(1), 4: .int(1)]))
    }
    #expect(scaled.contains("the result is quantised as"), "\(scaled)")
    let mixed = refusal(.unsupported, .int8) { model in
      let map = model.input([1, 2, 2, 3])
      model.operation(19, [map], model.result("relu", [1, 2, 2, 3], numbers: .uint8))
    }
    #expect(mixed.contains("expected operand and result of one type"), "\(mixed)")
  }

  @Test func refusesTornWiring() {
    let cases: [(says: String, build: (inout TinyTFLite) -> Void)] = [
      (
        "\"late\", is read before it is made",
        { model in
          let map = model.input([1, 2])
          let (late, sum) = (model.map("late", [1, 2]), model.map("sum", [1, 2]))
          model.operation(0, [map, late], sum, (11, [:]))
          model.operation(19, [sum], late)
          model.operation(19, [sum], model.result("end", [1, 2]))
        }
      ),
      (
        "\"nothing\", is neither a constant nor made by an operator",
        { model in
          let (map, nothing) = (model.input([1, 2]), model.map("nothing", [1, 2]))
          model.operation(0, [map, nothing], model.result("sum", [1, 2]), (11, [:]))
        }
      ),
      (
        "\"twice\", is made and there already",
        { model in
          let (map, twice) = (model.input([1, 2]), model.result("twice", [1, 2]))
          model.operation(19, [map], twice)
          model.operation(21, [map], twice)
        }
      ),
      (
        "\"unread\", is read by nothing, and no output",
        { model in
          let map = model.input([1, 2])
          model.operation(19, [map], model.map("unread", [1, 2]))
          model.operation(19, [map], model.result("end", [1, 2]))
        }
      ),
    ]
    for (says, build) in cases {
      let refusal = refusal(.badFile, .float, build)
      #expect(refusal.contains("[tflite.wiring]") && refusal.contains(says), "\(refusal)")
    }
  }
}
