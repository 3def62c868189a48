/// An axis of a feature map.
package enum Axis: String, CaseIterable, Hashable, Sendable {
  case height, width, channels
}

extension Shape: IntegerList {
  package init?(integers: [Int]) {
    guard integers.count == 3 else { return nil }
    self.init(integers[0], integers[1], integers[2])
  }

  package var integers: [Int] { [height, width, channels] }

  package subscript(axis: Axis) -> Int {
    get {
      switch axis {
      case .height: height
      case .width: width
      case .channels: channels
      }
    }
    set {
      switch axis {
      case .height: height = newValue
      case .width: width = newValue
      case .channels: channels = newValue
      }
    }
  }
}
