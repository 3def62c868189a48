import Basics

/// Where the bytes of an arena stand from the bottom up.
struct AddressAxis {
  let byteCount: Int
  let top: Double
  let bottom: Double

  func y(_ byte: Double) -> Double {
    bottom - byte / Double(max(byteCount, 1)) * (bottom - top)
  }

  func y(_ byte: Int) -> Double { y(Double(byte)) }

  /// About eight round addresses and what to write beside them.
  var ticks: [(byte: Int, text: String)] {
    var step = 1
    while byteCount / step > 8, step < Int.max / 2 { step *= 2 }
    return stride(from: 0, through: byteCount, by: step).map { byte in
      (byte, step < 1024 ? "\(grouped(byte)) B" : "\(grouped(byte / 1024)) KiB")
    }
  }
}
