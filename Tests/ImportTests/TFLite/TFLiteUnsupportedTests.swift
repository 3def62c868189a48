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
      "operators[1]: error: SQRT \"root\" of float32",
      "operators[3]: error: CONV_2D \"conv\" of float32: found a stride of 2000, expected one from 1",
      "operators[4]: error: CONV_2D \"end\" of float32: fused_activation_function is tanh, expected"
        + " none, relu, relu6 or relu_n1_to_1",
    ] { #expect(refusal.contains(part), "\(refusal)") }
    #expect(refusal.split(separator: "\n").count == 3, "\(refusal)")
  }

  @Test(.enabled(if: sharedFolder != nil, "needs models in MNCC_SHARED"))
  func refusesFilesWithCustomOperators() throws {
    let folder = try #require(sharedFolder)
    for (name, parts) in [
      ("coral_invalid_model_invoking_error", ["fake-op-double"]),
      (
        "mediapipe_selfie_segmentation",
        ["Convolution2DTransposeBias"]
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
        "fused_activation_function is relu, expected none",
        { model in
          let (map, other) = (model.input([1, 2, 2, 3]), model.input([1, 2, 2, 3]))
          model.operation(
            2, [map, other], model.result("joined", [1, 2, 2, 6]), (10, [0: .int(3), 1: .byte(1)]))
        }
      ),
      (
        "it pads [1, 2, 2, 3] to [2, 2, 2, 3], expected three axes and a batch of 1",
        { model in
          let map = model.input([1, 2, 2, 3])
          let amounts = model.ints("amounts", [1, 0, 0, 0, 0, 0, 0, 0], [4, 2])
          model.operation(34, [map, amounts], model.result("padded", [2, 2, 2, 3]))
        }
      ),
      (
        "it moves elements along more than three axes to make [1, 2, 2, 2, 2]",
        { model in
          let map = model.input([1, 4, 4, 1])
          let shaped = model.map("shaped", [1, 2, 2, 2, 2])
          model.operation(22, [map, model.ints("shape", [1, 2, 2, 2, 2])], shaped)
          let order = model.ints("order", [0, 4, 3, 2, 1])
          model.operation(39, [shaped, order], model.result("turned", [1, 2, 2, 2, 2]))
        }
      ),
      (
        "it has an ellipsis or new axes",
        { model in
          let map = model.input([1, 2, 2, 3])
          let ranges = [[0, 0, 0, 0], [1, 2, 2, 3], [1, 1, 1, 1]].map { model.ints("range", $0) }
          model.operation(
            45, [map] + ranges, model.result("slice", [1, 2, 2, 3]), (32, [2: .int(1)]))
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
        "it reduces the axes [1] of [1, 2, 2, 3], expected all but the first and the last",
        { model in
          let map = model.input([1, 2, 2, 3])
          model.operation(
            40, [map, model.ints("axes", [1])], model.result("mean", [1, 2, 3]), (27, [:]))
        }
      ),
      (
        "expected a single convolution of stride 1 and VALID padding between SPACE_TO_BATCH_ND and",
        { model in
          let map = model.input([1, 2, 2, 3])
          let parted = model.map("parted", [4, 1, 1, 3])
          let around = model.ints("around", [0, 0, 0, 0], [2, 2])
          model.operation(38, [map, model.ints("size", [2, 2]), around], parted)
          model.operation(19, [parted], model.result("relu", [4, 1, 1, 3]))
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
    let interpolated = refusal(.unsupported, .uint8) { model in
      let map = model.input([1, 2, 2, 3])
      model.operation(
        23, [map, model.ints("size", [4, 3])], model.result("large", [1, 4, 3, 3]), (15, [:]))
    }
    #expect(interpolated.contains("from 2x2 to 4x3 pixels the runtime's floats"), "\(interpolated)")
    let joined = refusal(.unsupported, .int8) { model in
      let (map, other) = (model.input([1, 2, 2, 3]), model.input([1, 2, 2, 3], range: 3))
      model.operation(
        2, [map, other], model.result("joined", [1, 2, 2, 6]), (10, [0: .int(3)]))
    }
    #expect(joined.contains("operand 1 has another scale than the result"), "\(joined)")
    let mixed = refusal(.unsupported, .int8) { model in
      let map = model.input([1, 2, 2, 3])
      model.operation(19, [map], model.result("relu", [1, 2, 2, 3], numbers: .uint8))
    }
    #expect(mixed.contains("expected operand and result of one type"), "\(mixed)")
  }

  /// What a small file can make large is refused before it is made.
  @Test func refusesWeightsFromNothing() {
    let channels = (1 << 23) + 1
    let wide = refusal(.unsupported, .float) { model in
      let map = model.input([1, channels])
      model.operation(0, [map, model.weights([1])], model.result("sum", [1, channels]), (11, [:]))
    }
    #expect(wide.contains("for each of \(channels) channels take too much memory"), "\(wide)")
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
