import Basics

/// What a TFLite file holds; every index in it is in range.
package struct TFLiteModel: Sendable {
  package let file: String
  /// The whole file, into which buffers and custom options are ranges.
  package let bytes: [UInt8]
  /// Of the schema: 3 in every file since 2017.
  package let version: Int
  package let description: String
  package let operatorCodes: [TFLiteOperatorCode]
  /// At least one; the first is the one that runs.
  package let subgraphs: [TFLiteSubgraph]
  /// Where the data of tensors and metadata is, nil where there is none.
  package let buffers: [Range<Int>?]
  package let metadata: [TFLiteMetadata]
  package let signatures: [TFLiteSignature]
}

/// A function of the model: operators in an order in which they can run.
package struct TFLiteSubgraph: Sendable {
  package let name: String
  package let tensors: [TFLiteTensor]
  /// Indices of `tensors`.
  package let inputs: [Int]
  package let outputs: [Int]
  package let operators: [TFLiteOperator]
}

/// Something about the model that is not needed to run it.
package struct TFLiteMetadata: Sendable, Hashable {
  package let name: String
  /// An index of `TFLiteModel.buffers`.
  package let buffer: Int
}

/// The names under which a program calls a subgraph and hands it tensors.
package struct TFLiteSignature: Sendable, Hashable {
  package let key: String
  package let subgraph: Int
  package let inputs: [Argument]
  package let outputs: [Argument]

  package struct Argument: Sendable, Hashable {
    package let name: String
    package let tensor: Int
  }
}
