import Basics

/// The operands of opcodes, and what torch puts into a pickle.
extension PickleMachine {
  mutating func long() throws(Rejection) -> PickleValue {
    let count = Int(try reader.byte("the length of an integer"))
    let digits = try reader.take(count, "an integer")
    guard count <= 8 else { return .bigInt(Array(digits)) }
    let sign: Int = digits.last.map { $0 & 0x80 != 0 } == true ? -1 : 0
    return .int(digits.reversed().reduce(sign) { $0 << 8 | Int($1) })
  }

  mutating func unicode() throws(Rejection) -> PickleValue {
    let count = try reader.integer(UInt32.self, "the length of a string")
    guard let text = String(validating: try reader.take(Int(count), "a string"), as: UTF8.self)
    else { throw refuse("torch.utf8", "expected a string in UTF-8") }
    return .string(text)
  }

  mutating func global() throws(Rejection) -> PickleGlobal {
    let newline = UInt8(ascii: "\n")
    let module = String(
      decoding: try reader.take(through: newline, "a module name"), as: UTF8.self)
    let name = String(decoding: try reader.take(through: newline, "a global name"), as: UTF8.self)
    guard let global = PickleGlobal(rawValue: "\(module).\(name)") else {
      throw refuse(
        "torch.global",
        "the pickle asks for \(quoted("\(module).\(name)")), which is none of the globals a state "
          + "dict needs; save model.state_dict() instead of the model")
    }
    return global
  }

  /// `('storage', class, key, location, count)`, in legacy files followed by a view, which is None.
  mutating func storage(named identifier: PickleValue) throws(Rejection) -> PickleValue {
    guard case .tuple(let tuple) = identifier else {
      throw refuse("torch.storage", "expected a tuple that names a storage")
    }
    let fields = objects[tuple].items
    guard fields.count == 5 || fields.count == 6 && fields[5] == .none,
      fields[0] == .string("storage"), case .global(let storageClass) = fields[1],
      let type = storageClass.elementType, case .string(let key) = fields[2],
      case .int(let count) = fields[4], count >= 0
    else {
      let found = summary(of: fields)
      throw refuse(
        "torch.storage", "expected ('storage', class, key, location, count), found (\(found))")
    }
    storages.append(PickledStorage(key: key, type: type, count: count))
    return .storage(storages.count - 1)
  }

  /// `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)`.
  mutating func tensor(from arguments: [PickleValue]) throws(Rejection) -> PickleValue {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      case .int(let offset) = arguments[1], let shape = integers(in: arguments[2]),
      let strides = integers(in: arguments[3])
    else {
      let found = summary(of: arguments)
      throw refuse(
        "torch.tensor", "expected a tensor of (storage, offset, shape, strides), found (\(found))")
    }
    tensors.append(PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    return .tensor(tensors.count - 1)
  }

  private func integers(in value: PickleValue) -> [Int]? {
    // Any number of tensors may share one tuple, so a long one must not be copied for each.
    guard case .tuple(let tuple) = value, objects[tuple].items.count <= TensorLayout.highestRank
    else { return nil }
    let integers = objects[tuple].items.compactMap { item in
      if case .int(let integer) = item { integer } else { nil }
    }
    return integers.count == objects[tuple].items.count ? integers : nil
  }
}
