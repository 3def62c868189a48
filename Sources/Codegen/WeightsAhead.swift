/// Which weights of regions to come the kernels of a program bring nearer while they compute.
///
/// A run reads each weight from memory that is far, as there are more of them than the second-level cache
/// holds, and kernels wait for them. Dense kernels have time to bring those of others; but what comes too
/// early is gone again when it is wanted. So shares are dealt out from the end of a program to its start: each
/// kernel gets the last of what nobody brings yet, as much as it has time for. Threads have caches of their
/// own, and each brings what it will read itself.
struct WeightsAhead {
  /// A kernel that can bring something.
  struct Host {
    /// The threads that run it, and the steps that one of them makes in a run at most.
    let threads: Range<Int>
    let steps: Int
    /// The most bytes for which a step has time, and the bytes that a step can bring no parts of.
    let most: Int
    let unit: Int
  }

  /// What a host brings: for each of its threads from which byte of all weights on, and how many with each
  /// step.
  struct Share: Equatable {
    let starts: [Int]
    let bytesOfStep: Int

    /// The prefetches of a step, each of at most a line and all of the same bytes.
    var prefetches: Int { (bytesOfStep + WeightsAhead.lineBytes - 1) / WeightsAhead.lineBytes }
  }

  /// A region, by the weights that each thread reads in it and the hosts in the order in which they run.
  struct Reader {
    let weights: [[Range<Int>]]
    let hosts: [Host]
  }

  /// A line of a cache, and the most of them that a step brings.
  private static let lineBytes = 64
  private static let mostLines = 2
  /// The fewest bytes with which a step is worth its prefetch.
  private static let fewest = 4
  /// The bytes that whoever reads them may as well wait for.
  private static let small = 16 * 1024

  /// What nobody brings yet, for each thread in the order in which it is read.
  private var wanted: [[Range<Int>]]

  /// The share of each host of each region; nil of those that bring nothing.
  ///
  /// At most `reach` bytes are on their way or wait in the cache of a thread at one time.
  static func shares(of regions: [Reader], reach: Int) -> [[Share?]] {
    guard let threads = regions.first?.weights.count else { return [] }
    var ahead = WeightsAhead(wanted: Array(repeating: [], count: threads))
    let shares = regions.reversed().map { region in
      let own = region.hosts.reversed().map { ahead.share(of: $0) }
      for thread in 0..<threads { ahead.want(region.weights[thread], by: thread, reach: reach) }
      return Array(own.reversed())
    }
    return shares.reversed()
  }

  private mutating func share(of host: Host) -> Share? {
    let steps = max(1, host.steps)
    var most = min(host.most, Self.mostLines * Self.lineBytes)
    for thread in host.threads {
      // The rest of something large, too little for each step to bring of it, stands in nobody's way.
      while wanted[thread].count > 1, let last = wanted[thread].last,
        last.count < min(Self.fewest * steps, Self.small)
      {
        wanted[thread].removeLast()
      }
      most = min(most, (wanted[thread].last?.count ?? 0) / steps)
    }
    let unit = host.unit * (most > Self.lineBytes ? Self.mostLines : 1)
    let bytes = most / unit * unit
    guard bytes >= Self.fewest else { return nil }
    let starts = host.threads.map { thread in
      let last = wanted[thread].removeLast()
      let start = last.upperBound - bytes * steps
      if start > last.lowerBound { wanted[thread].append(last.lowerBound..<start) }
      return start
    }
    return Share(starts: starts, bytesOfStep: bytes)
  }

  /// Puts what a region reads before what is wanted after it.
  private mutating func want(_ weights: [Range<Int>], by thread: Int, reach: Int) {
    var (all, room) = ([] as [Range<Int>], reach)
    for range in weights + wanted[thread] where !range.isEmpty && room > 0 {
      let kept = range.prefix(room)
      room -= kept.count
      if let last = all.last, (0..<Self.lineBytes).contains(kept.lowerBound - last.upperBound) {
        all[all.count - 1] = last.lowerBound..<kept.upperBound
      } else {
        all.append(kept)
      }
    }
    wanted[thread] = all
  }
}
