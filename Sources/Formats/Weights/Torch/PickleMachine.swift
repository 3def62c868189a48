import Basics

/// Runs a pickle of protocol 2 as far as a state dict needs, and executes nothing.
///
/// Memory stays in proportion to the number of opcodes: each makes one object at most.
struct PickleMachine {
  /// A tensor costs about 50 opcodes, so this is a state dict of 80,000 tensors.
  private static let mostOpcodes = 4 << 20

  var reader: ByteReader
  private(set) var objects: [PickleObject] = []
  var storages: [PickledStorage] = []
  var tensors: [PickledTensor] = []
  private var stack: [PickleValue] = []
  /// Heights of the stack at which a mark lies, lowest first.
  private var marks: [Int] = []
  private var memo: [UInt32: PickleValue] = [:]
  /// Where the current opcode stands.
  private var opcodeOffset = 0

  init(_ reader: ByteReader) { self.reader = reader }

  func refuse(_ id: String, _ message: String) -> Rejection {
    Rejection(.badFile, id, at: reader.origin(at: opcodeOffset), message)
  }

  /// Runs one pickle up to its STOP; the reader then stands behind it.
  mutating func run() throws(Rejection) -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    for _ in 0..<Self.mostOpcodes {
      opcodeOffset = reader.offset
      let code = try reader.byte("a pickle opcode")
      guard let opcode = PickleOpcode(rawValue: code) else {
        throw refuse(
          "torch.opcode",
          "the pickle opcode 0x\(String(code, radix: 16)) is none a state dict needs")
      }
      if opcode == .stop { return try pop() }
      try execute(opcode)
    }
    throw refuse("torch.pickle", "the pickle has more than \(Self.mostOpcodes) opcodes")
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(Rejection) {
    switch opcode {
    case .stop: preconditionFailure("STOP ends the loop")
    case .proto:
      let version = try reader.byte("a protocol version")
      guard version == 2 else {
        throw refuse("torch.protocol", "found pickle protocol \(version), expected 2")
      }
    case .mark: marks.append(stack.count)
    case .none: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .binInt: stack.append(.int(Int(try reader.integer(Int32.self, "an integer"))))
    case .binInt1: stack.append(.int(Int(try reader.byte("an integer"))))
    case .binInt2: stack.append(.int(Int(try reader.integer(UInt16.self, "an integer"))))
    case .long1: stack.append(try long())
    case .binFloat:
      let bits = try reader.integer(UInt64.self, "a float").byteSwapped
      stack.append(.float(Double(bitPattern: bits)))
    case .binUnicode: stack.append(try unicode())
    case .emptyDictionary: stack.append(newObject(PickleValue.dictionary))
    case .emptyList: stack.append(newObject(PickleValue.list))
    case .emptyTuple: stack.append(newObject(PickleValue.tuple))
    case .tuple: try pushTuple(popToMark())
    case .tuple1: try pushTuple(pop(1))
    case .tuple2: try pushTuple(pop(2))
    case .tuple3: try pushTuple(pop(3))
    case .binPut: memo[UInt32(try reader.byte("a memo index"))] = try top()
    case .longBinPut: memo[try reader.integer(UInt32.self, "a memo index")] = try top()
    case .binGet: try recall(UInt32(try reader.byte("a memo index")))
    case .longBinGet: try recall(try reader.integer(UInt32.self, "a memo index"))
    case .global: stack.append(.global(try global()))
    case .reduce: try reduce()
    case .build:
      // The state of an OrderedDict is its attributes (_metadata), which are no weights.
      _ = try pop()
      guard case .dictionary = try top() else {
        throw refuse("torch.pickle", "expected BUILD on a dict, found \(try top().summary)")
      }
    case .append: try extend(by: pop(1))
    case .appends: try extend(by: popToMark())
    case .setItem: try set(pop(2))
    case .setItems: try set(popToMark())
    case .binPersistentID: stack.append(try storage(named: pop()))
    }
  }

  // MARK: The stack

  private mutating func pop() throws(Rejection) -> PickleValue { try pop(1)[0] }

  /// Takes the topmost values, deepest first, but none below the topmost mark.
  private mutating func pop(_ count: Int) throws(Rejection) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else {
      throw refuse("torch.pickle", "expected \(count) values on the pickle stack, found fewer")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private func top() throws(Rejection) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else {
      throw refuse("torch.pickle", "expected a value on the pickle stack, found none")
    }
    return value
  }

  private mutating func popToMark() throws(Rejection) -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw refuse("torch.pickle", "expected a mark on the pickle stack, found none")
    }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ index: UInt32) throws(Rejection) {
    guard let value = memo[index] else {
      throw refuse("torch.pickle", "nothing was memorised under \(index)")
    }
    stack.append(value)
  }

  // MARK: Containers

  private mutating func newObject(
    _ kind: (Int) -> PickleValue, _ items: [PickleValue] = []
  ) -> PickleValue {
    objects.append(PickleObject(items))
    return kind(objects.count - 1)
  }

  private mutating func pushTuple(_ items: [PickleValue]) {
    stack.append(newObject(PickleValue.tuple, items))
  }

  private mutating func extend(by items: [PickleValue]) throws(Rejection) {
    guard case .list(let list) = try top() else {
      throw refuse("torch.pickle", "expected a list to append to, found \(try top().summary)")
    }
    objects[list].items += items
  }

  private mutating func set(_ pairs: [PickleValue]) throws(Rejection) {
    guard case .dictionary(let dictionary) = try top(), pairs.count.isMultiple(of: 2) else {
      throw refuse("torch.pickle", "expected keys and values for a dict")
    }
    for i in stride(from: 0, to: pairs.count, by: 2) {
      objects[dictionary].set(pairs[i], to: pairs[i + 1])
    }
  }

  /// Calls one of the few functions of a state dict, by knowing what it means.
  private mutating func reduce() throws(Rejection) {
    let operands = try pop(2)
    guard case .global(let function) = operands[0], case .tuple(let tuple) = operands[1] else {
      throw refuse("torch.pickle", "expected a call with a tuple, found \(operands[0].summary)")
    }
    let arguments = objects[tuple].items
    switch function {
    case .orderedDict where arguments.isEmpty:
      stack.append(newObject(PickleValue.dictionary))
    case .rebuildTensor: stack.append(try tensor(from: arguments))
    case .rebuildParameter:
      guard let tensor = arguments.first, case .tensor = tensor else {
        throw refuse("torch.pickle", "expected a parameter to be made of a tensor")
      }
      stack.append(tensor)
    case .orderedDict, .doubleStorage, .floatStorage, .halfStorage, .bfloat16Storage, .longStorage,
      .intStorage, .shortStorage, .charStorage, .byteStorage, .boolStorage:
      throw refuse("torch.pickle", "\(function.rawValue) is called as no state dict calls it")
    }
  }
}
