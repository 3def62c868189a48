/// The passes of a compilation, in order.
package let standardPipeline: [Pass] = [
  foldBatchNorm,
  lowerBatchNorm,
  fuseActivation,
  dropTapsInPadding,
]
