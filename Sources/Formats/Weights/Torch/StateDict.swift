import Basics

/// The names and tensors of a state dict, in its order.
typealias StateDict = [(name: String, tensor: PickledTensor)]

extension PickleMachine {
  /// Finds the state dict in the result of a pickle.
  ///
  /// It is the result itself or, as training scripts like to save it, the dict that the result
  /// holds under `state_dict` or `model`.
  func stateDict(in result: PickleValue) throws(Rejection) -> StateDict {
    guard case .dictionary(var handle) = result else {
      throw reject(["expected a state dict, found \(result.summary)"])
    }
    for key in ["state_dict", "model"] {
      if case .dictionary(let inner)? = objects[handle][.string(key)] {
        handle = inner
        break
      }
    }
    let dictionary = objects[handle]
    var entries: StateDict = []
    var problems: [String] = []
    for (key, value) in zip(dictionary.keys, dictionary.items) where problems.count < mostProblems {
      switch (key, value) {
      case (.string(let name), .tensor(let index)): entries.append((name, tensors[index]))
      case (.string(let name), _):
        problems.append("expected a tensor under \(quoted(name)), found \(value.summary)")
      default: problems.append("expected names as keys of the state dict, found \(key.summary)")
      }
    }
    guard !entries.isEmpty || !problems.isEmpty else {
      throw reject(["expected a state dict with tensors, found an empty dict"])
    }
    guard problems.isEmpty else { throw reject(problems) }
    return entries
  }

  private func reject(_ problems: [String]) -> Rejection {
    Rejection(
      .badFile, problems.map { Diagnostic("torch.state-dict", at: reader.origin(at: 0), $0) })
  }

  /// Checks the tensors of a state dict against the bytes of their storages and reads them.
  func read(
    _ entries: StateDict, file: String, byteCount: Int,
    elements: (PickledStorage) throws(Rejection) -> StoredElements
  ) throws(Rejection) -> [TensorRecord] {
    var collector = TensorCollector(file: file, byteCount: byteCount)
    for (name, tensor) in entries {
      let stored = try elements(storages[tensor.storage])
      let layout: TensorLayout
      do {
        layout = try TensorLayout(
          shape: tensor.shape, strides: tensor.strides, offset: tensor.offset,
          storageCount: stored.count)
      } catch {
        throw Rejection(
          .badFile, "torch.layout", at: .record(file: file, path: name),
          "shape \(tensor.shape), strides \(tensor.strides), offset \(tensor.offset) of a storage "
            + "of \(stored.count) elements: \(error.rawValue)")
      }
      try collector.add(name, spelling: stored.type.rawValue, layout: layout, from: stored)
    }
    return collector.tensors
  }
}
