import Basics
import Testing

@Suite struct ArenaTests {
  @Test func handlesKeepTheirElements() {
    var arena = Arena<String>()
    let a = arena.insert("a")
    let b = arena.insert("b")
    #expect(arena.remove(a) == "a")
    let c = arena.insert("c")
    arena[b] += "!"
    #expect(arena[b] == "b!")
    #expect(arena[c] == "c")
    #expect(arena.handles == [b, c])
    #expect(!arena.contains(a))
    #expect(arena.contains(b))
    #expect(a != c)
  }

  @Test func aCopyIsIndependent() {
    var arena = Arena<Int>()
    let a = arena.insert(1)
    var copy = arena
    copy[a] = 2
    copy.remove(a)
    #expect(arena[a] == 1)
    #expect(!copy.contains(a))
  }

  @Test func aHandleOfAnotherArenaIsNotContained() {
    var arena = Arena<Int>()
    let a = arena.insert(1)
    #expect(!Arena<Int>().contains(a))
  }

  @Test func readingThroughAStaleHandleTraps() async {
    await #expect(processExitsWith: .failure) {
      var arena = Arena<Int>()
      let a = arena.insert(1)
      arena.remove(a)
      _ = arena.insert(2)
      print(arena[a])
    }
  }

  @Test func writingThroughAStaleHandleTraps() async {
    await #expect(processExitsWith: .failure) {
      var arena = Arena<Int>()
      let a = arena.insert(1)
      arena.remove(a)
      arena[a] = 3
    }
  }

  @Test func removingTwiceTraps() async {
    await #expect(processExitsWith: .failure) {
      var arena = Arena<Int>()
      let a = arena.insert(1)
      arena.remove(a)
      arena.remove(a)
    }
  }
}

@Suite struct SideTableTests {
  @Test func factsStandBesideTheirElements() {
    var arena = Arena<String>()
    let (a, b) = (arena.insert("a"), arena.insert("b"))
    var table = SideTable<String, [Int]>()
    table[a, default: []].append(1)
    table[a, default: []].append(2)
    #expect(table[a] == [1, 2])
    #expect(table[b] == nil)
    #expect(table[b, default: [7]] == [7])
    table[a] = nil
    #expect(table[a] == nil)
  }
}
