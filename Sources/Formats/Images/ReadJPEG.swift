import Basics
import CTurboJPEG

/// Reads through libjpeg-turbo's own interface, because libjpeg's exits on errors.
func readJPEG(_ bytes: [UInt8], file: String) throws(Rejection) -> PixelImage {
  guard let decoder = tjInitDecompress() else {
    throw Rejection(.badFile, "image.jpeg", at: .file(file), "libjpeg-turbo cannot be started")
  }
  defer { tjDestroy(decoder) }
  func refuse() -> Rejection {
    let message = String(cString: tjGetErrorStr2(decoder))
    return Rejection(
      .badFile, "image.jpeg", at: .file(file), "libjpeg-turbo refuses it: \(message)")
  }

  return try bytes.withUnsafeBufferPointer { (buffer) throws(Rejection) in
    let size = UInt(buffer.count)
    var (width, height, subsampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    guard
      tjDecompressHeader3(
        decoder, buffer.baseAddress, size, &width, &height, &subsampling, &space) == 0
    else { throw refuse() }
    guard space != TJCS_CMYK.rawValue && space != TJCS_YCCK.rawValue else {
      throw Rejection(
        .badFile, "image.jpeg", at: .file(file), "has four inks (CMYK), expected RGB or grey")
    }
    // A block of 64 pixels costs at least a bit.
    try checkSize(
      width: Int(width), height: Int(height), byteCount: bytes.count, mostPixelsPerByte: 8 * 64,
      file: file)
    let byteCount = Int(width) * Int(height) * 3
    var finished = false
    let pixels = [UInt8](unsafeUninitializedCapacity: byteCount) { pixels, count in
      // Warnings mean missing or damaged data, and scans without end mean an attack.
      let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
      finished =
        tjDecompress2(
          decoder, buffer.baseAddress, size, pixels.baseAddress, width, 0, height,
          Int32(TJPF_RGB.rawValue), flags) == 0
      count = finished ? byteCount : 0
    }
    guard finished else { throw refuse() }
    return PixelImage(width: Int(width), height: Int(height), pixels: pixels)
  }
}
