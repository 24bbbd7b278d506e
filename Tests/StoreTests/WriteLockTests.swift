import Foundation
import Synchronization
import TestSupport
import Testing

// The lock is the room's own business.
@testable import Store

@Suite struct WriteLockTests {
  @Test func `whoever draws a ticket first is served first`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("lock")
      let served = Mutex<[Int]>([])
      let waiting = DispatchGroup()
      let lock = try WriteLock(path: path, within: .seconds(180))
      for number in 0..<12 {
        let before = tickets(path)
        onThread(in: waiting) { holding(path) { served.withLock { $0.append(number) } } }
        // The next one comes only when this one stands in line.
        while tickets(path) == before { sched_yield() }
      }
      _ = consume lock
      #expect(waiting.wait(timeout: .now() + 180) == .success)
      #expect(served.withLock { $0 } == Array(0..<12))
    }
  }

  @Test func `only one holds it`() throws {
    try StorePlace.memory.withFolder { folder in
      let count = folder + "/count"
      try Data("0".utf8).write(to: URL(fileURLWithPath: count))
      let workers = DispatchGroup()
      for _ in 0..<6 {
        onThread(in: workers) {
          for _ in 0..<50 { holding(folder + "/lock") { addOne(to: count) } }
        }
      }
      #expect(workers.wait(timeout: .now() + 180) == .success)
      try #expect(String(contentsOfFile: count, encoding: .utf8) == "300")
    }
  }

  @Test func `a killed holder lets go, and a killed waiter is passed over`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("lock")
      let holder = try stranger(fixture, path)
      try #expect(holder.line() == Array("holds 1".utf8))
      let waiter = try stranger(fixture, path, isWaiting: true)
      try #expect(waiter.line() == Array("waits 2".utf8))
      let last = try stranger(fixture, path, isWaiting: true)
      try #expect(last.line() == Array("waits 3".utf8))

      let isServed = Mutex(false)
      let ours = DispatchGroup()
      onThread(in: ours) { holding(path) { isServed.withLock { $0 = true } } }
      while tickets(path) == 3 { sched_yield() }

      // The one just before us dies: those further ahead still come first.
      last.signal(SIGKILL)
      try last.end()
      #expect(!isServed.withLock { $0 })
      holder.signal(SIGKILL)
      try holder.end()
      try #expect(waiter.line() == Array("holds 2".utf8))
      #expect(!isServed.withLock { $0 })
      waiter.signal(SIGKILL)
      #expect(ours.wait(timeout: .now() + 180) == .success)
      #expect(isServed.withLock { $0 })
    }
  }

  @Test func `waiting has an end that says what to do, and whoever gave up is in nobody's way`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("lock")
      do {
        let lock = try WriteLock(path: path, within: .seconds(180))
        #expect(throws: StoreError.busy(path: path, seconds: 0)) {
          _ = try WriteLock(path: path, within: .milliseconds(1))
        }
        try #expect(isFree(path) == false)
        _ = consume lock
      }
      _ = try WriteLock(path: path, within: .seconds(180))
      try #expect(isFree(path))
      let words = "\(StoreError.busy(path: "/p/.reckon/lock", seconds: 30))"
      #expect(
        words
          == "/p/.reckon/lock has been held by another process for 30 s. Wait for a running import to end, or end the "
          + "process that holds it (`fuser /p/.reckon/lock` names it), and try again."
      )
    }
  }

  @Test(arguments: [[UInt8](repeating: 0xff, count: 8), [UInt8](repeating: 0, count: 8), [1], []])
  func `a damaged counter costs the order at most`(_ bytes: [UInt8]) throws {
    try Fixture.with { fixture in
      let path = fixture.path("lock")
      for _ in 0..<3 { _ = try WriteLock(path: path, within: .seconds(180)) }
      let lock = try WriteLock(path: path, within: .seconds(180))
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: bytes)
      #expect(throws: StoreError.busy(path: path, seconds: 0)) {
        _ = try WriteLock(path: path, within: .milliseconds(1))
      }
      _ = consume lock
      _ = try WriteLock(path: path, within: .seconds(180))
    }
  }

  @Test func `a removed file is noticed`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("lock")
      let lock = try WriteLock(path: path, within: .seconds(180))
      let isServed = DispatchGroup()
      onThread(in: isServed) { _ = try? WriteLock(path: path, within: .seconds(180)) }
      while tickets(path) == 1 { sched_yield() }
      try FileManager.default.removeItem(atPath: path)
      _ = consume lock
      #expect(isServed.wait(timeout: .now() + 180) == .success)
      // Whoever was served has made a new one.
      #expect(tickets(path) == 1)
    }
  }

  @Test func `where no file can be, the reason is given`() throws {
    try Fixture.with { fixture in
      let folder = try fixture.makeFolder("folder")
      #expect(throws: StoreError.unreadable(path: folder, reason: "Is a directory")) {
        _ = try WriteLock(path: folder, within: .seconds(180))
      }
      let nowhere = fixture.path("none/lock")
      #expect(throws: StoreError.unreadable(path: nowhere, reason: "No such file or directory")) {
        _ = try WriteLock(path: nowhere, within: .seconds(180))
      }
      #expect(throws: StoreError.unreadable(path: nowhere, reason: "No such file or directory")) {
        _ = try isFree(nowhere)
      }
    }
  }
}

private func isFree(_ path: String) throws -> Bool {
  let lock = try WriteLock(ifFreeAt: path)
  return lock != nil
}

/// Does something while the lock is held; nothing where it cannot be had.
private func holding(_ path: String, _ body: () -> Void) {
  guard let lock = try? WriteLock(path: path, within: .seconds(180)) else { return }
  body()
  _ = consume lock
}

/// Reads a number, adds one and writes it: this loses counts as soon as two do it at once.
private func addOne(to path: String) {
  let number = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int($0) } ?? -1_000_000
  try? Data("\(number + 1)".utf8).write(to: URL(fileURLWithPath: path))
}

/// The number of tickets drawn so far.
private func tickets(_ path: String) -> UInt64 {
  bytes(of: path).reversed().reduce(0) { $0 << 8 | UInt64($1) }
}

private func onThread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
  group.enter()
  Thread.detachNewThread {
    body()
    group.leave()
  }
}

/// Another process at the lock, written anew from the description of the protocol: it says where it stands, and holds on.
private func stranger(_ fixture: Fixture, _ path: String, isWaiting: Bool = false) throws -> Program {
  let script = """
    import fcntl, os, struct, sys, time
    SET, WAIT = 37, 38
    file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
    def lock(call, kind, first, length):
        fcntl.fcntl(file, call, struct.pack("@hhqqi0q", kind, os.SEEK_SET, first, length, 0))
    lock(WAIT, fcntl.F_WRLCK, 0, 1)
    ticket = int.from_bytes(os.pread(file, 8, 0), "little") + 1
    lock(WAIT, fcntl.F_WRLCK, ticket, 1)
    os.pwrite(file, ticket.to_bytes(8, "little"), 0)
    lock(SET, fcntl.F_UNLCK, 0, 1)
    if sys.argv[2] == "waits":
        print("waits", ticket, flush=True)
    if ticket > 1:
        lock(WAIT, fcntl.F_RDLCK, ticket - 1, 1)
        lock(WAIT, fcntl.F_RDLCK, 1, ticket - 1)
    lock(WAIT, fcntl.F_WRLCK, 1 << 62, 1)
    print("holds", ticket, flush=True)
    sys.stdin.read()
    """
  var launch = Launch()
  launch.arguments = ["python3", "-c", script, path, isWaiting ? "waits" : "holds"]
  launch.environment = try fixture.environment()
  return try fixture.start("/usr/bin/env", launch)
}
