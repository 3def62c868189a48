import Basics

/// Images of more pixels are refused.
let mostPixels = 100_000_000

/// Reads a PNG or JPEG file, whichever its content is, as RGB.
///
/// As Pillow's `convert("RGB")` does it: grey is spread to three channels, alpha is dropped, and
/// neither gamma, colour profile nor orientation is applied.
package func readImage(_ bytes: [UInt8], file: String) throws(Rejection) -> PixelImage {
  if bytes.starts(with: pngSignature) { return try readPNG(bytes, file: file) }
  if bytes.starts(with: [0xff, 0xd8]) { return try readJPEG(bytes, file: file) }
  let digits = bytes.prefix(8).map { String(0x100 + UInt($0), radix: 16).dropFirst() }
  throw Rejection(
    .badFile, "image.format", at: .file(file),
    "found content that starts with the bytes \(digits.joined(separator: " ")), expected PNG or "
      + "JPEG")
}

/// Checks the size that a header claims before memory is asked for.
///
/// `mostPixelsPerByte` is what the compression can reach at best.
func checkSize(
  width: Int, height: Int, byteCount: Int, mostPixelsPerByte: Int, file: String
) throws(Rejection) {
  let (count, overflow) = width.multipliedReportingOverflow(by: height)
  guard width > 0 && height > 0 && !overflow && count <= mostPixels else {
    throw Rejection(
      .badFile, "image.size", at: .file(file),
      "is \(width)x\(height) pixels large, expected 1 to \(mostPixels) in all")
  }
  guard count / mostPixelsPerByte <= byteCount else {
    throw Rejection(
      .badFile, "image.truncated", at: .file(file),
      "claims \(width)x\(height) pixels, which \(byteCount) bytes cannot hold")
  }
}
