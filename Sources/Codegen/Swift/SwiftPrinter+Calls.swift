import Kernels

/// Calls of the functions on numbers that kernels know, all of which take and give 32-bit integers and
/// floats.
extension SwiftPrinter {
  /// The type of what a function gives.
  func type(ofCall name: String, _ operands: [Expression]) -> ValueType {
    if name == RegionCode.unsignedPlace { return .place(.uint8) }
    if FloatFunction(rawValue: name) != nil { return .float }
    switch IntegerFunction(rawValue: name) {
    case .real, .realSum: return .float
    case nil: Self.refuseVectors()
    default: return .scalar(.int32)
    }
  }

  /// A call, or an operator of Swift that does the same.
  func call(_ name: String, _ operands: [Expression], above: Int) -> String {
    func bound(_ level: Int, _ text: String) -> String { level <= above ? "(\(text))" : text }
    if name == RegionCode.unsignedPlace {
      return "UnsafeMutableRawPointer(\(text(operands[0])))"
        + ".assumingMemoryBound(to: UInt8.self)"
    }
    if let function = FloatFunction(rawValue: name) {
      // Each lane by itself, of which compilers make vectors.
      return isVector(operands[0])
        ? "\(text(operands[0], above: 4)).each(\(function))" : "\(function)(\(text(operands[0])))"
    }
    switch IntegerFunction(rawValue: name) {
    case .wrappingSum: return text(.binary(.add, operands[0], operands[1]), above: above)
    case .unsigned: return bound(4, "\(text(operands[0], above: 3)) & 255")
    case .narrowed: return "Int32(truncatingIfNeeded: \(text(operands[0])))"
    case let function?:
      precondition(!operands.contains(where: isVector), "\(name) takes lanes one by one")
      return "\(function)(\(operands.map { text($0) }.joined(separator: ", ")))"
    case nil: Self.refuseVectors()
    }
  }

  /// A variable for sums of which each lane becomes an integer of 8 bits, and what becomes of it: code
  /// for one lane.
  func storedLanes(
    _ value: Expression, in lanes: Lanes
  ) -> (variable: String, code: String) {
    var variable: String?
    let code = value.replacing { part in
      if case .element(.name(let name), .name(lanes.variable)) = part,
        case .lanes = self.scope[name]
      {
        precondition(variable == nil || variable == name, "one variable has all lanes")
        variable = name
        return .name(name)
      }
      guard part == .name(lanes.variable) else { return nil }
      return .name(lanes.variable) + .integer(lanes.chunk.first)
    }
    guard let variable else { preconditionFailure("lanes that come from nowhere") }
    var single = self
    single.lanes = nil
    single.scope[variable] = .value(.scalar(.int32))
    single.scope[lanes.variable] = .value(.index)
    return (variable, single.text(code))
  }
}
