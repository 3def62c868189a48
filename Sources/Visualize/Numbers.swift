import Basics

/// A number with a fixed count of decimals, the same on every machine and in every locale.
func fixed(_ value: Double, _ decimals: Int) -> String {
  let unit = (0..<decimals).reduce(1) { power, _ in power * 10 }
  let scaled = Int((value * Double(unit)).rounded())
  let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt(unit))
  let sign = scaled < 0 ? "-" : ""
  guard decimals > 0 else { return "\(sign)\(whole)" }
  let digits = String(rest)
  return "\(sign)\(whole)." + String(repeating: "0", count: decimals - digits.count) + digits
}

/// A length in a picture, to a tenth of a pixel.
func pixels(_ value: Double) -> String {
  let text = fixed(value, 1)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A count the way papers give it, in powers of 1000: `10.8 M`.
func decimal(_ count: Int) -> String {
  let units = [(1_000_000_000, "G"), (1_000_000, "M"), (1000, "K")]
  // The half of the last digit early: 999,950 is 1.0 M and not 1000.0 K.
  guard let (unit, name) = units.first(where: { unit, _ in count >= unit - unit / 20_000 })
  else { return "\(count)" }
  return "\(fixed(Double(count) / Double(unit), 1)) \(name)"
}

/// A size of memory, in units of 1024 bytes from there on.
func binary(_ bytes: Int) -> String {
  bytes < 1024 ? "\(bytes) bytes" : "\(fixed(Double(bytes) / 1024, 1)) KiB"
}

/// A size with both of its spellings: `1,204,224 bytes (1176.0 KiB)`.
func size(_ bytes: Int) -> String {
  bytes < 1024 ? "\(bytes) bytes" : "\(grouped(bytes)) bytes (\(binary(bytes)))"
}
