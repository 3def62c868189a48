import Basics
import Kernels

/// Text that spells what kernels do with vectors of Swift's own.
enum SwiftVectors {
  /// Prints what kernels need of them: those with some words, on such elements.
  static func print(
    for scalars: [Scalar], _ words: CodeWords, to writer: inout CodeWriter
  ) {
    let widths = [2, 4, 8, 16].filter { words.names.contains("SIMD\($0)") }
    var parts: [String] = []
    if scalars.contains(.float) {
      let all = "SIMD where Scalar == Float"
      parts += [fusing, moves(.float), sums(.float, in: [all], sum: fusedSum)]
      if words.called.contains("each") { parts.append(each) }
    }
    if scalars.contains(.int8) {
      // Sums in an extension of all vectors would be a sum for each lane until late.
      let vectors = widths.map { "SIMD\($0)<Int32>" }
      parts += [moves(.int32), sums(.int32, in: vectors, sum: "self &+ a &* b"), narrow]
      parts += widths.map(wide)
    }
    writer.line(parts.joined(separator: "\n\n"))
  }

  private static let fusing = """
    // Every 64-bit Arm has instructions for fused multiply-adds. Of other processors the flag
    // -D MNCC_FMA says so; without the instruction each would be a call.
    """

  private static let fusedSum = """
    #if arch(arm64) || MNCC_FMA
    addingProduct(a, b)
    #else
    self + a * b
    #endif
    """

  /// What moves vectors to and from memory.
  private static func moves(_ scalar: Scalar) -> String {
    let element = SwiftPrinter.element(scalar)
    return """
      extension SIMD where Scalar == \(element) {
        /// The numbers from a place on, whatever its alignment.
        @inline(__always)
        fileprivate init(at place: UnsafePointer<\(element)>) {
          self = UnsafeRawPointer(place).loadUnaligned(as: Self.self)
        }

        @inline(__always)
        fileprivate func store(at place: UnsafeMutablePointer<\(element)>) {
          UnsafeMutableRawPointer(place).storeBytes(of: self, as: Self.self)
        }
      }
      """
  }

  /// What adds products, of vectors of some types and of single numbers.
  private static func sums(_ scalar: Scalar, in vectors: [String], sum: String) -> String {
    let element = SwiftPrinter.element(scalar)
    let body = sum.replacing("\n", with: "\n    ")
    let ofVectors = vectors.map { vector in
      """
      extension \(vector) {
        @inline(__always)
        fileprivate func adding(_ a: Self, times b: Self) -> Self {
          \(body)
        }

        @inline(__always)
        fileprivate func adding(_ a: Self, times b: \(element)) -> Self {
          adding(a, times: Self(repeating: b))
        }

        @inline(__always)
        fileprivate mutating func add(_ a: Self, times b: Self) { self = adding(a, times: b) }

        @inline(__always)
        fileprivate mutating func add(_ a: Self, times b: \(element)) { self = adding(a, times: b) }
      }
      """
    }
    let ofNumbers = """
      extension \(element) {
        @inline(__always)
        fileprivate func adding(_ a: \(element), times b: \(element)) -> \(element) {
          \(body)
        }

        @inline(__always)
        fileprivate mutating func add(_ a: \(element), times b: \(element)) { self = adding(a, times: b) }
      }
      """
    return (ofVectors + [ofNumbers]).joined(separator: "\n\n")
  }

  /// A loop over memory, of which LLVM makes vectors again.
  ///
  /// How short it is is not said in numbers: it would be no loop any more by then. Nothing is written beside
  /// the vector, which a guard on the stack would be for; bare metal has no handler for it.
  private static let each = """
    extension SIMD where Scalar == Float {
      /// What a function makes of each lane.
      @inline(__always)
      fileprivate func each(_ function: (Float) -> Float) -> Self {
        var results = self
        _withUnprotectedUnsafeMutableBytes(of: &results) { bytes in
          let lanes = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
          let end = lanes + Self.scalarCount
          var lane = lanes
          while lane < end {
            lane.pointee = function(lane.pointee)
            lane += 1
          }
        }
        return results
      }
    }
    """

  private static let narrow = """
    extension SIMD where Scalar == Int32 {
      /// Stores what a function makes of each lane, which has 8 bits.
      ///
      /// All of it is known before the first is written: nobody has to ask whether that changes what is
      /// read.
      @inline(__always)
      fileprivate func store(
        at place: UnsafeMutablePointer<Int8>, _ function: (_ lane: Int32, _ number: Int) -> Int32
      ) {
        var results = self
        _withUnprotectedUnsafeMutableBytes(of: &results) { bytes in
          let lanes = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Int32.self)
          let end = lanes + Self.scalarCount
          var (lane, j) = (lanes, 0)
          while lane < end {
            lane.pointee = function(lane.pointee, j)
            lane += 1
            j &+= 1
          }
          var to = place
          lane = lanes
          while lane < end {
            to.pointee = Int8(truncatingIfNeeded: lane.pointee)
            lane += 1
            to += 1
          }
        }
      }
    }
    """

  /// Spelled lane by lane it is one instruction; Swift's own conversion is a call.
  private static func wide(_ width: Int) -> String {
    let elements = (0..<width).map { "Int32(place[\($0)])" }
    let rows = stride(from: 0, to: width, by: 4).map {
      elements[$0..<min($0 + 4, width)].joined(separator: ", ")
    }
    return """
      extension SIMD\(width)<Int32> {
        /// Integers of 8 bits as wider ones.
        @inline(__always)
        fileprivate init(at place: UnsafePointer<Int8>) {
          self.init(
            \(rows.joined(separator: ",\n      ")))
        }
      }
      """
  }
}
