import Basics
import Formats
import Testing

/// Files of the wild, each of whose tables must be what another reader finds.
///
/// The figures are those of `Fixtures/dump_tflite.py --digest`; without the flag it prints what to
/// compare with `dump(_:)`.
@Suite(.enabled(if: hasSharedFolder)) struct TFLiteFilesTests {
  private static let files: [(name: String, lines: Int, digest: String)] = [
    (
      "coral_invalid_model_invoking_error.tflite", 6,
      "3ed081e79602018dd79f60847697871bfb44ff028952e81fb9cb32f3536d74f6"
    ),
    (
      "coral_mobilenet_v2_1.0_224_quant.tflite", 601,
      "9f0311bb967ff6524a5eb25c62dff47713a20802e56eae45584a8140119fa8a2"
    ),
    (
      "coral_tf2_mobilenet_v2_1.0_224_ptq.tflite", 613,
      "d12612956bfc0a1bd7795c59a0bcf880fb1393d47a1c725ea85ae360e5d875ae"
    ),
    (
      "mediapipe_selfie_segmentation.tflite", 737,
      "80283674ccb388d859a8d73f4dc4dadcc34c31f8040875c3d9a623b604018ffe"
    ),
    (
      "mlperftiny_kws_ref_model.tflite", 129,
      "3b51735bed198a2e89457e5334986462492afb5b3e89fc06424753542a4ec214"
    ),
    (
      "mlperftiny_kws_ref_model_float32.tflite", 129,
      "95b5b88544ce53a8ff0947600251287765a3766f37596a98e894d62f2ff37232"
    ),
    (
      "mlperftiny_vww_96_float.tflite", 309,
      "eee30f1e4464f85fd9dffdd66c7e9edc3ae4f23137abb70caf82988133a3a484"
    ),
    (
      "mlperftiny_vww_96_int8.tflite", 311,
      "554c799b04c8c70148be918409a7ac29e01e72fe103e55ff6a4d192b0f85bdf7"
    ),
    (
      "tflite2onnx_mobilenet_v1_0.25_128_quant.tflite", 306,
      "329a267d246bbc6509acea18ca4a99ccbcc039eda62e9edf9dc8242b5acf80e7"
    ),
    (
      "tflm_person_detect.tflite", 306,
      "bbb4c04b7d2532db5618c7272e32e4853cd3f391bdcd37ef8cb2f9bf8a1f5f5e"
    ),
    (
      "tinymaix_mbnet128_0.25_f.tflite", 354,
      "6e93cd92396fd65ffd54fa0f471f16e4d0c9f7f6f01051493a50ac78d68b8a6c"
    ),
    (
      "tinymaix_mbnet128_0.25_q.tflite", 354,
      "87e39d06fbfe073fba6b3ecc5dd2958236376c33f4909bc9d0f4e565e478838a"
    ),
    (
      "tinymaix_mnist_dw_f.tflite", 76,
      "2677a010b5dd213a87085963dfb931ceb329c9bc6bdbb68a9a8f081eac8b4b98"
    ),
    (
      "tinymaix_mnist_dw_q.tflite", 74,
      "1f5d474fe650403e74f0d4e721e1773e7a8c6f470316bfcd017db29ae26b4a35"
    ),
  ]

  @Test(arguments: files)
  func hasTheTablesThatAnotherReaderFinds(name: String, lines: Int, digest: String) throws {
    let model = try readTFLite(readFile("\(sharedFolder)/models/\(name)"), file: name)
    let text = dump(model)
    #expect(text.count { $0 == "\n" } == lines)
    var sum = SHA256()
    sum.update(Array(text.utf8))
    #expect(sum.hexDigest() == digest, "\(text.prefix(2000))")
  }

  /// Data that fills its tensor's shape in every file, and of the types that the schema has.
  @Test(arguments: files)
  func hasDataThatFitsItsShapes(name: String, lines: Int, digest: String) throws {
    let model = try readTFLite(readFile("\(sharedFolder)/models/\(name)"), file: name)
    #expect(isTFLite(model.bytes))
    for tensor in model.subgraphs[0].tensors where model.data(of: tensor) != nil {
      #expect(try elementCount(of: tensor, in: model) == tensor.shape.reduce(1, *))
    }
  }
}
