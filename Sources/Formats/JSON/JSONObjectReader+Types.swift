extension JSONObjectReader {
  package mutating func integer(
    _ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil
  ) -> Int? {
    read(
      key, expecting: "an integer from \(range.lowerBound) to \(range.upperBound)",
      default: fallback
    ) { value in
      guard let integer = value.integer, range.contains(integer) else { return nil }
      return integer
    }
  }

  package mutating func double(
    _ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil
  ) -> Double? {
    read(key, expecting: "a number\(spelled(range))", default: fallback) { value in
      guard let double = value.double, range.contains(double) else { return nil }
      return double
    }
  }

  package mutating func string(_ key: String, default fallback: String? = nil) -> String? {
    read(key, expecting: "a string", default: fallback) { $0.string }
  }

  package mutating func bool(_ key: String, default fallback: Bool? = nil) -> Bool? {
    read(key, expecting: "true or false", default: fallback) { value in
      guard case .bool(let bool) = value.content else { return nil }
      return bool
    }
  }

  /// An array of numbers, of `count` ones if that is given.
  package mutating func doubles(
    _ key: String, count: Int? = nil, in range: ClosedRange<Double> = everyNumber,
    default fallback: [Double]? = nil
  ) -> [Double]? {
    let numbers = count.map { "\($0) numbers" } ?? "numbers"
    return read(key, expecting: "an array of \(numbers)\(spelled(range))", default: fallback) {
      value in
      guard let values = value.array, values.count == count ?? values.count else { return nil }
      let doubles = values.compactMap { $0.double }.filter { range.contains($0) }
      return doubles.count == values.count ? doubles : nil
    }
  }

  /// An array of integers, of `count` ones if that is given.
  package mutating func integers(
    _ key: String, count: Int? = nil, in range: ClosedRange<Int>, default fallback: [Int]? = nil
  ) -> [Int]? {
    let numbers = count.map { "\($0) integers" } ?? "integers"
    return read(
      key, expecting: "an array of \(numbers) from \(range.lowerBound) to \(range.upperBound)",
      default: fallback
    ) { value in
      guard let values = value.array, values.count == count ?? values.count else { return nil }
      let integers = values.compactMap { $0.integer }.filter { range.contains($0) }
      return integers.count == values.count ? integers : nil
    }
  }

  /// An array of anything.
  package mutating func array(
    _ key: String, default fallback: [JSONValue]? = nil
  ) -> [JSONValue]? {
    read(key, expecting: "an array", default: fallback) { $0.array }
  }

  /// The members of an object whose keys are not known.
  package mutating func object(_ key: String) -> [JSONMember]? {
    read(key, expecting: "an object", default: nil) { value in
      guard case .object(let members) = value.content else { return nil }
      return members
    }
  }

  /// One of the raw values of `T`.
  package mutating func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: T? = nil
  ) -> T? where T.RawValue == String {
    let choices = T.allCases.map(\.rawValue)
    // The guess belongs to the message, which is made before the value is looked at again.
    let guess = peek(key)?.string.flatMap { nearestSpelling(to: $0, among: choices) }
    let hint = guess.map { " (did you mean \"\($0)\"?)" } ?? ""
    let listed = choices.map { "\"\($0)\"" }.joined(separator: ", ")
    return read(key, expecting: "one of \(listed)\(hint)", default: fallback) { value in
      value.string.flatMap { T(rawValue: $0) }
    }
  }
}

extension JSONValue {
  package var integer: Int? {
    guard case .number(let number) = content else { return nil }
    return number.integer
  }

  package var double: Double? {
    guard case .number(let number) = content else { return nil }
    return number.double
  }

  package var string: String? {
    guard case .string(let string) = content else { return nil }
    return string
  }

  package var array: [JSONValue]? {
    guard case .array(let values) = content else { return nil }
    return values
  }
}

/// The range that says nothing; every number a JSON text can hold is finite.
package let everyNumber = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

private func spelled(_ range: ClosedRange<Double>) -> String {
  range == everyNumber ? "" : " from \(range.lowerBound) to \(range.upperBound)"
}
