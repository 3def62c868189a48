import Formats
import Glibc

/// The bytes of a file in the folder Fixtures.
func fixture(_ name: String) throws -> [UInt8] {
  let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
  return try readFile("/\(folder)/Fixtures/\(name)")
}

/// The folder of models and photos that is not part of the repository.
///
/// It is `MNCC_SHARED`, or `shared` beside the checkout.
let sharedFolder: String = {
  if let path = getenv("MNCC_SHARED") { return String(cString: path) }
  let checkout = #filePath.split(separator: "/").dropLast(5)
  return "/" + (checkout + ["shared"]).joined(separator: "/")
}()

/// Whether the tests that need that folder can run.
let hasSharedFolder = access("\(sharedFolder)/images/coffee.png", R_OK) == 0
