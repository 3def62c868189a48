import IR
import Plan
import Targets

/// The kernel that runs one stage of a region on one slice, and the weights it reads there.
package struct StageKernel {
  package let kernel: any Kernel
  package let weights: [Float]?
  /// The weights of a kernel of integers, and what it has of larger numbers.
  package let int8s: [Int8]?
  package let int32s: [Int32]?

  init(kernel: any Kernel, weights: [Float]?) {
    self.kernel = kernel
    self.weights = weights
    int8s = nil
    int32s = nil
  }

  init(kernel: any Kernel, int8s: [Int8]? = nil, int32s: [Int32]? = nil) {
    self.kernel = kernel
    weights = nil
    self.int8s = int8s
    self.int32s = int32s
  }
}

/// What a slice of a split region is to its stages.
package struct SlicePass: Hashable, Sendable {
  /// The channels of the slice; nil in an unsplit region.
  package var channels: Range<Int>?
  package var isFirst: Bool
  package var isLast: Bool

  package init(channels: Range<Int>?, isFirst: Bool, isLast: Bool) {
    self.channels = channels
    self.isFirst = isFirst
    self.isLast = isLast
  }
}

extension Plan {
  /// Elements between neighbouring pixels of a value in memory.
  package func pitch(of value: ValueID) -> Int {
    if planePixels(of: value) > 1 { return 1 }
    let shape = graph.shape(of: value)
    let (buffer, pixels): (Int, Int)
    switch memory.placements[value] {
    case .slice(let index): (buffer, pixels) = (index, shape.height * shape.width)
    case .ring(let index, let ring, _): (buffer, pixels) = (index, ring.pixels * ring.copies)
    case .input, .output, .arena, nil: return shape.channels
    }
    return memory.buffers[buffer].byteCount / pixels / elementBytes(of: value)
  }

  /// Chooses the kernel for a stage on a slice: one that makes pixels where the stage has a grain or
  /// takes up its operand while that is made, else one that makes rows.
  package func kernel(for stage: Stage, on pass: SlicePass, target: Target) -> StageKernel {
    let work = StageWork(stage, on: pass, self, target)
    if stage.gathers {
      let grid = StepGrid(stage.grain, height: work.input.height, columns: 0..<work.input.width)
      return work.gatheringKernel(steps: grid.count)
    }
    if let grain = stage.grain { return work.pixelKernel(grain, target: target) }
    return rowKernel(for: work, target: target)
  }
}
