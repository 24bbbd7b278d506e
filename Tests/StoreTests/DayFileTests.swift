import Foundation
import TestSupport
import Testing

// Files of blocks are the room's own business.
@testable import Store

@Suite struct DayFileTests {
  @Test func `blocks are added at the end, also by the next writer`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("day.blocks")
      var file = try DayFile(path: path, length: 0, isNew: true)
      #expect(try file.append([1, 2, 3]) == 0)
      #expect(try file.append([4, 5]) == 3)
      #expect(file.length == 5)
      try file.settle()
      var next = try DayFile(path: path, length: 5, isNew: false)
      #expect(try next.append([6]) == 5)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3, 4, 5, 6]))
    }
  }

  @Test func `what a crash has left behind the registered end is cut off`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("day.blocks")
      try Data([1, 2, 3, 9, 9, 9, 9]).write(to: URL(fileURLWithPath: path))
      var file = try DayFile(path: path, length: 3, isNew: false)
      #expect(try file.append([4]) == 3)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3, 4]))
    }
  }

  @Test func `a new file does not take over what was there`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("day.blocks")
      try Data([9, 9]).write(to: URL(fileURLWithPath: path))
      let old = try SignalFile(path: path, for: .reading)
      var file = try DayFile(path: path, length: 0, isNew: true)
      _ = try file.append([1])
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1]))
      // Whoever had the old one open still has it.
      var bytes: [UInt8] = []
      try old.read(0..<2, into: &bytes)
      #expect(bytes == [9, 9])
    }
  }

  @Test func `a file that is missing or too short is damage`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("day.blocks")
      #expect(throws: StoreError.corrupt(path: path, detail: "the file is missing")) {
        _ = try DayFile(path: path, length: 3, isNew: false)
      }
      try Data([1, 2]).write(to: URL(fileURLWithPath: path))
      #expect(throws: StoreError.corrupt(path: path, detail: "it ends before byte 3")) {
        _ = try DayFile(path: path, length: 3, isNew: false)
      }
      let file = try SignalFile(path: path, for: .reading)
      var bytes: [UInt8] = []
      #expect(throws: StoreError.corrupt(path: path, detail: "it ends before byte 4")) {
        try file.read(1..<4, into: &bytes)
      }
    }
  }

  @Test(arguments: [
    (0, "1970-01-01"), (20_777, "2026-11-20"), (-1, "1969-12-31"), (-719_529, "-0001-12-31"),
    (106_751_991, "294247-01-10"),
  ])
  func `files are named by their day`(_ day: Int32, _ name: String) {
    #expect(SignalFolder.name(day) == name)
    #expect(SignalFolder("/a/signals").blocks(day, 7) == "/a/signals/\(name).7.blocks")
    #expect(SignalFolder("/a/signals").keys(day, 8) == "/a/signals/\(name).8.keys")
  }

  @Test func `files nobody needs go once nobody reads`() throws {
    try Fixture.with { fixture in
      let folder = SignalFolder(fixture.path("signals"))
      try folder.make()
      try folder.make()
      for name in ["2026-11-20.1.blocks", "2026-11-20.2.keys", "2026-11-20.3.keys", "notes.txt"] {
        try fixture.write("x", to: "signals/\(name)")
      }
      let kept: Set = [folder.blocks(20_777, 1), folder.keys(20_777, 3)]
      do {
        let reader = SignalPresence(folder.presence)
        #expect(try !folder.removeAll(but: kept, settling: {}))
        #expect(fixture.listing("signals").count == 5)
        _ = consume reader
      }
      // Nothing goes before the log is settled, and nothing at all where that fails.
      #expect(throws: StoreError.diskFull(path: "log")) {
        try folder.removeAll(but: kept) { () throws(StoreError) in throw StoreError.diskFull(path: "log") }
      }
      var seen = 0
      #expect(try folder.removeAll(but: kept) { seen = fixture.listing("signals").count })
      #expect(seen == 5)
      let left = fixture.listing("signals")
      #expect(left == ["2026-11-20.1.blocks", "2026-11-20.3.keys", "notes.txt", "readers"])
    }
  }

  @Test func `two readers do not stand in each other's way`() throws {
    try Fixture.with { fixture in
      let path = try fixture.write("", to: "readers")
      #expect(SignalPresence.isNobody(path))
      let one = SignalPresence(path)
      let other = SignalPresence(path)
      #expect(!SignalPresence.isNobody(path))
      _ = consume one
      #expect(!SignalPresence.isNobody(path))
      _ = consume other
      #expect(SignalPresence.isNobody(path))
      let none = SignalPresence(path + "x")
      let isThere = none != nil
      #expect(!isThere)
    }
  }
}
