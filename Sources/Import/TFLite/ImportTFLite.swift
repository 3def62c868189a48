import Basics
import Formats
import IR

/// Makes the graph of a TFLite model.
///
/// Inside, maps are [height, width, channels] of floats or of `i8`: unsigned integers of the file
/// are less 128, as are their zero points. All operators that have no place in a graph are told at
/// once.
package func importTFLite(_ bytes: [UInt8], file: String) throws(Rejection) -> ImportedModel {
  var importer = TFLiteImporter(try readTFLite(bytes, file: file))
  return try importer.run()
}
