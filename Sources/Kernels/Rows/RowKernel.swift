/// A kernel that makes one row of an op's result.
///
/// Its function takes, in this order: each operand (a pointer to the row that belongs to it; or,
/// where the op looks at several rows, a lookup of the rows of its window and the first and the
/// last-but-one tap that lie inside the image), the weights if it has any, and the row to write.
/// The rows it reads and the row it writes may not overlap, except element by element in place.
package protocol RowKernel: Kernel {}

/// How the elements of an operand's row lie, in names of kernels; nothing where they have no gaps.
func fromWord(pitch: Int, of channels: Int, plane: Int) -> String {
  if plane > 1 { return "_planar\(plane)" }
  return pitch == channels ? "" : "_from\(pitch)"
}
