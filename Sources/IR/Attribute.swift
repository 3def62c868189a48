/// The value of an attribute, independent of the op that has it.
package enum AttributeValue: Hashable, Sendable {
  case integers([Int])
  case float(Float)
  case axis(Axis)
  case activation(Activation)
  case weight(WeightID)
  case requantization(Requantization)
}

/// What an attribute spells as a list of integers.
package protocol IntegerList: Hashable, Sendable {
  /// Nil where these are not as many as it has, or none it can have.
  init?(integers: [Int])
  var integers: [Int] { get }
}

/// One attribute of an op: its name and how to read and set it, shared by printer and parser.
package struct Attribute<Payload>: Sendable {
  package let name: String
  package let isRequired: Bool
  /// The value, or nil when it is the default and need not be printed.
  package let get: @Sendable (Payload) -> AttributeValue?
  /// Sets the value; false when it is of the wrong kind.
  package let set: @Sendable (inout Payload, AttributeValue) -> Bool
}

package typealias AttributePath<Payload, Value> =
  any WritableKeyPath<Payload, Value> & Sendable

extension Attribute {
  package static func weight(_ name: String, _ path: AttributePath<Payload, WeightID>) -> Self {
    Attribute(name: name, isRequired: true) {
      .weight($0[keyPath: path])
    } set: {
      guard case .weight(let id) = $1 else { return false }
      $0[keyPath: path] = id
      return true
    }
  }

  package static func optionalWeight(
    _ name: String, _ path: AttributePath<Payload, WeightID?>
  ) -> Self {
    Attribute(name: name, isRequired: false) {
      $0[keyPath: path].map(AttributeValue.weight)
    } set: {
      guard case .weight(let id) = $1 else { return false }
      $0[keyPath: path] = id
      return true
    }
  }

  package static func activation(
    _ name: String, _ path: AttributePath<Payload, Activation?>
  ) -> Self {
    Attribute(name: name, isRequired: false) {
      $0[keyPath: path].map(AttributeValue.activation)
    } set: {
      guard case .activation(let activation) = $1 else { return false }
      $0[keyPath: path] = activation
      return true
    }
  }

  package static func requiredActivation(
    _ name: String, _ path: AttributePath<Payload, Activation>
  ) -> Self {
    Attribute(name: name, isRequired: true) {
      .activation($0[keyPath: path])
    } set: {
      guard case .activation(let activation) = $1 else { return false }
      $0[keyPath: path] = activation
      return true
    }
  }

  package static func requantization(
    _ name: String, _ path: AttributePath<Payload, Requantization?>
  ) -> Self {
    Attribute(name: name, isRequired: false) {
      $0[keyPath: path].map(AttributeValue.requantization)
    } set: {
      guard case .requantization(let output) = $1 else { return false }
      $0[keyPath: path] = output
      return true
    }
  }

  package static func axis(_ name: String, _ path: AttributePath<Payload, Axis>) -> Self {
    Attribute(name: name, isRequired: true) {
      .axis($0[keyPath: path])
    } set: {
      guard case .axis(let axis) = $1 else { return false }
      $0[keyPath: path] = axis
      return true
    }
  }

  package static func integers<Value: IntegerList>(
    _ name: String, _ path: AttributePath<Payload, Value>
  ) -> Self {
    Attribute(name: name, isRequired: true) {
      .integers($0[keyPath: path].integers)
    } set: {
      guard case .integers(let n) = $1, let value = Value(integers: n) else { return false }
      $0[keyPath: path] = value
      return true
    }
  }

  package static func optionalIntegers<Value: IntegerList>(
    _ name: String, _ path: AttributePath<Payload, Value?>
  ) -> Self {
    Attribute(name: name, isRequired: false) {
      $0[keyPath: path].map { .integers($0.integers) }
    } set: {
      guard case .integers(let n) = $1, let value = Value(integers: n) else { return false }
      $0[keyPath: path] = value
      return true
    }
  }

  package static func float(_ name: String, _ path: AttributePath<Payload, Float>) -> Self {
    Attribute(name: name, isRequired: true) {
      .float($0[keyPath: path])
    } set: {
      guard case .float(let value) = $1 else { return false }
      $0[keyPath: path] = value
      return true
    }
  }

  package static func optionalFloat(
    _ name: String, _ path: AttributePath<Payload, Float>, _ usual: Float
  ) -> Self {
    Attribute(name: name, isRequired: false) {
      $0[keyPath: path] == usual ? nil : .float($0[keyPath: path])
    } set: {
      guard case .float(let value) = $1 else { return false }
      $0[keyPath: path] = value
      return true
    }
  }

  package static func optionalIntegers(
    _ name: String, _ path: AttributePath<Payload, [Int]?>
  ) -> Self {
    Attribute(name: name, isRequired: false) {
      $0[keyPath: path].map(AttributeValue.integers)
    } set: {
      guard case .integers(let values) = $1 else { return false }
      $0[keyPath: path] = values
      return true
    }
  }

  /// `NAME = [height, width]`, [1, 1] unless given.
  package static func stride(
    _ name: String, _ path: AttributePath<Payload, Stride>
  ) -> Self {
    Attribute(name: name, isRequired: false) {
      let stride = $0[keyPath: path]
      return stride == Stride() ? nil : .integers([stride.height, stride.width])
    } set: {
      guard case .integers(let n) = $1, n.count == 2 else { return false }
      $0[keyPath: path] = Stride(height: n[0], width: n[1])
      return true
    }
  }

  /// `padding = [top, left, bottom, right]`, none unless given.
  package static func padding(_ path: AttributePath<Payload, Padding>) -> Self {
    Attribute(name: "padding", isRequired: false) {
      let p = $0[keyPath: path]
      return p == Padding() ? nil : .integers([p.top, p.left, p.bottom, p.right])
    } set: {
      guard case .integers(let n) = $1, n.count == 4 else { return false }
      $0[keyPath: path] = Padding(top: n[0], left: n[1], bottom: n[2], right: n[3])
      return true
    }
  }
}
