/// A value on the stack of the pickle machine.
///
/// What can contain other values lies in the machine's list of objects and is referred to by its
/// place there: a hostile pickle nests a million deep or in a circle, and neither may cost stack
/// or leak.
enum PickleValue: Hashable {
  case none
  case bool(Bool)
  case int(Int)
  /// An integer of more than 64 bits, as its little-endian two's complement.
  case bigInt([UInt8])
  case float(Double)
  case string(String)
  case global(PickleGlobal)
  case storage(Int)
  case tensor(Int)
  case tuple(Int)
  case list(Int)
  case dictionary(Int)

  /// How a message calls it.
  var summary: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): "\(value)"
    case .bigInt: "a large integer"
    case .float(let value): "\(value)"
    case .string(let text): "the string \(quoted(text))"
    case .global(let global): global.rawValue
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dict"
    }
  }
}

/// The content of a tuple, list or dict.
struct PickleObject {
  /// The items, or the values of a dict in the order in which their keys first came.
  var items: [PickleValue] = []
  var keys: [PickleValue] = []
  private var places: [PickleValue: Int] = [:]

  init(_ items: [PickleValue] = []) { self.items = items }

  /// Sets the value of a key of a dict.
  mutating func set(_ key: PickleValue, to value: PickleValue) {
    if let place = places[key] {
      items[place] = value
    } else {
      places[key] = keys.count
      keys.append(key)
      items.append(value)
    }
  }

  /// The value of a key of a dict.
  subscript(key: PickleValue) -> PickleValue? { places[key].map { items[$0] } }
}

/// The globals a state dict may name; nothing is ever looked up or called by name.
enum PickleGlobal: String {
  case orderedDict = "collections.OrderedDict"
  case rebuildTensor = "torch._utils._rebuild_tensor_v2"
  case rebuildParameter = "torch._utils._rebuild_parameter"
  case doubleStorage = "torch.DoubleStorage"
  case floatStorage = "torch.FloatStorage"
  case halfStorage = "torch.HalfStorage"
  case bfloat16Storage = "torch.BFloat16Storage"
  case longStorage = "torch.LongStorage"
  case intStorage = "torch.IntStorage"
  case shortStorage = "torch.ShortStorage"
  case charStorage = "torch.CharStorage"
  case byteStorage = "torch.ByteStorage"
  case boolStorage = "torch.BoolStorage"

  /// What the elements of a storage class are; nil for what is no storage class.
  var elementType: ElementType? {
    switch self {
    case .orderedDict, .rebuildTensor, .rebuildParameter: nil
    case .doubleStorage: .float64
    case .floatStorage: .float32
    case .halfStorage: .float16
    case .bfloat16Storage: .bfloat16
    case .longStorage: .int64
    case .intStorage: .int32
    case .shortStorage: .int16
    case .charStorage: .int8
    case .byteStorage: .uint8
    case .boolStorage: .bool
    }
  }
}

/// A storage that a pickle names by persistent id; its bytes lie elsewhere.
struct PickledStorage: Hashable {
  let key: String
  let type: ElementType
  let count: Int
}

/// A tensor as its pickle describes it, nothing of it checked against the storage yet.
struct PickledTensor {
  let storage: Int
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}

/// Values for use in a message: the first eight of them.
func summary(of values: [PickleValue]) -> String {
  values.prefix(8).map(\.summary).joined(separator: ", ") + (values.count > 8 ? ", ..." : "")
}
