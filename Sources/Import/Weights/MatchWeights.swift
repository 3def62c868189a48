import Basics
import Formats
import IR

func match(
  _ tensors: TensorFile, of file: String, to architecture: Architecture
) throws(Rejection) -> (weights: [WeightSlot: Weight], notes: [Diagnostic]) {
  throw Rejection(
    .unsupported, "weights.unsupported", at: .file(file), "weights from files are not read yet")
}
