import Basics
import Formats
import IR
import Testing

@testable import Driver

/// The shapes in which a file of arrays may have inputs.
@Suite struct SamplesTests {
  private func inputs(_ extents: [Int], _ shape: Shape) throws -> [[Float]] {
    let values = (0..<extents.reduce(1, *)).map(Float.init)
    let record = TensorRecord(
      name: "x", shape: extents, values: values, elementType: "float32", origin: .unknown)
    return try arrays(record, shape, most: 8)
  }

  @Test(arguments: [[2, 3, 4], [1, 2, 3, 4]])
  func mapsAreTakenAsTheyLie(_ extents: [Int]) throws {
    #expect(try inputs(extents, Shape(2, 3, 4)) == [(0..<24).map(Float.init)])
  }

  @Test func planesAreInterleaved() throws {
    #expect(try inputs([2, 1, 3], Shape(1, 3, 2)) == [[0, 3, 1, 4, 2, 5]])
  }

  /// Of one channel, or one pixel, there is a single order: a vector is as good as a map.
  @Test(arguments: [[6], [1, 6], [2, 6], [2, 1, 1, 6]])
  func vectorsStandForMapsOfASingleOrder(_ extents: [Int]) throws {
    let count = extents.reduce(1, *) / 6
    let expected = (0..<count).map { index in (0..<6).map { Float(index * 6 + $0) } }
    for shape in [Shape(2, 3, 1), Shape(1, 1, 6)] {
      #expect(try inputs(extents, shape) == expected, "\(shape)")
    }
  }

  @Test(arguments: [[6], [3, 3], [2, 6], [3, 2, 2], [0]])
  func otherShapesAreRefused(_ extents: [Int]) {
    #expect(throws: Rejection.self) { try inputs(extents, Shape(1, 2, 3)) }
  }
}
