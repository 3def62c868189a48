import Basics
import CPNG

let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/// Reads through libpng's simplified interface, the only one that needs no setjmp.
func readPNG(_ bytes: [UInt8], file: String) throws(Rejection) -> PixelImage {
  let essential = try essentialChunks(of: bytes, file: file)
  // libpng keeps the address from the first call to the last, so `&` on a variable is not enough.
  let image = UnsafeMutablePointer<png_image>.allocate(capacity: 1)
  image.initialize(to: png_image())
  image.pointee.version = png_uint_32(PNG_IMAGE_VERSION)
  defer {
    png_image_free(image)
    image.deallocate()
  }
  func refuse() -> Rejection {
    let message = withUnsafeBytes(of: image.pointee.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Rejection(.badFile, "image.png", at: .file(file), "libpng refuses it: \(message)")
  }

  return try essential.withUnsafeBufferPointer { (buffer) throws(Rejection) in
    guard png_image_begin_read_from_memory(image, buffer.baseAddress, buffer.count) != 0 else {
      throw refuse()
    }
    let (width, height) = (Int(image.pointee.width), Int(image.pointee.height))
    // Deflate shrinks to 1/1032 at best, and a byte holds 8 pixels of one bit.
    try checkSize(
      width: width, height: height, byteCount: bytes.count, mostPixelsPerByte: 8 * 1032, file: file)
    // 16 bits are taken to be linear light otherwise, and 8 bits are not.
    image.pointee.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let hasAlpha = image.pointee.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0
    // Asking for RGB would compose the image onto a background.
    image.pointee.format = png_uint_32(
      hasAlpha ? PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA : PNG_FORMAT_FLAG_COLOR)
    let size = width * height * (hasAlpha ? 4 : 3)
    var finished = false
    let samples = [UInt8](unsafeUninitializedCapacity: size) { samples, count in
      finished = png_image_finish_read(image, nil, samples.baseAddress, 0, nil) != 0
      count = finished ? size : 0
    }
    guard finished else { throw refuse() }
    return PixelImage(
      width: width, height: height, pixels: hasAlpha ? droppingAlpha(samples) : samples)
  }
}

private func droppingAlpha(_ rgba: [UInt8]) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: rgba.count / 4 * 3) { rgb, count in
    for pixel in 0..<rgba.count / 4 {
      for channel in 0..<3 {
        rgb.initializeElement(at: count, to: rgba[pixel * 4 + channel])
        count += 1
      }
    }
  }
}

/// The file without what would make libpng change colours, or spend memory on text.
///
/// libpng applies gAMA, cHRM, sRGB and iCCP, and makes alpha of tRNS; Pillow's RGB ignores them.
private func essentialChunks(of bytes: [UInt8], file: String) throws(Rejection) -> [UInt8] {
  var reader = ByteReader(bytes, file: file)
  var kept = Array(try reader.take(pngSignature.count, "the signature"))
  while true {
    let start = reader
    let length = Int(try reader.integer(UInt32.self, "a chunk length").byteSwapped)
    let type = String(decoding: try reader.take(4, "a chunk type"), as: UTF8.self)
    _ = try reader.take(length + 4, "the chunk \(quoted(type))")
    if ["IHDR", "PLTE", "IDAT", "IEND"].contains(type) {
      var chunk = start
      kept += try chunk.take(length + 12, "a chunk")
    } else if type.utf8.first.map({ $0 & 0x20 }) == 0 {
      throw start.refuse("image.png", "the critical chunk \(quoted(type)) is unknown")
    }
    if type == "IEND" { return kept }
  }
}
