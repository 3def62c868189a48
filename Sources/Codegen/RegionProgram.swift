import Kernels

/// The code of a region: the functions of its stages, if it is pulled, and the one that runs it.
struct RegionProgram {
  /// What the functions of the stages count; nil where there is nothing to count.
  var record: Record?
  /// Numbers that differ from stripe to stripe; nil where there are none.
  var table: NumberTable?
  /// Makers before those that ask them.
  var functions: [Function] = []
  /// Runs the region.
  var run: Function
}
