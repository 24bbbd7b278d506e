import Bytes
import Foundation
import Loop
import TestSupport
import Testing

@Suite struct FollowerTests {
  /// Follows paths of a shop while the body runs, and says then what has been kept.
  static func follow(
    _ shop: Shop,
    _ paths: [String],
    limit: Int64 = WatchPost.spoolLimit,
    _ body: (WatchPost) throws -> Void
  ) throws -> ImportReport {
    let post = try open(shop, paths, limit: limit)
    let follower = try #require(post.follower)
    let ended = Monitor(0)
    startThread {
      follower.run()
      ended.update { $0 += 1 }
    }
    startThread {
      post.drain.run()
      ended.update { $0 += 1 }
    }
    defer {
      follower.end()
      _ = ended.wait { $0 == 1 ? true : nil }
      post.drain.end()
      _ = ended.wait { $0 == 2 ? true : nil }
    }
    try body(post)
    var report = post.drain.progress.report
    report.merge(follower.progress.report)
    return report
  }

  private static func open(_ shop: Shop, _ paths: [String], limit: Int64 = WatchPost.spoolLimit) throws -> WatchPost {
    let deadline = ContinuousClock.now + Program.patience
    while true {
      do {
        return try WatchPost(
          workplace: shop.workplace(at: Shop.moment(day: 3)),
          desk: shop.desk,
          token: nil,
          spoolLimit: limit,
          following: paths,
          every: .milliseconds(1),
          // Only the end of a watch ends a record.
          quiet: .seconds(3_600),
          grace: .zero
        )
      } catch LoopError.watched where ContinuousClock.now < deadline {
        // Threads of the one before are still letting go of it.
        usleep(1_000)
      }
    }
  }

  /// Waits until so many signals have been kept.
  static func wait(for count: Int, _ post: WatchPost) throws {
    let deadline = ContinuousClock.now + Program.patience
    while post.drain.progress.report.accepted + (post.follower?.progress.report.accepted ?? 0) < count {
      try #require(ContinuousClock.now < deadline, "\(post.follower?.progress.problems ?? [])")
      usleep(1_000)
    }
  }

  /// Has a watch read files that is ended before anything of them is kept.
  static func spool(_ shop: Shop, _ paths: [String]) throws {
    let post = try open(shop, paths)
    let follower = try #require(post.follower)
    let waiting = post.drain.progress.waiting
    let ended = Monitor(false)
    startThread {
      follower.run()
      ended.update { $0 = true }
    }
    let deadline = ContinuousClock.now + Program.patience
    while post.drain.progress.waiting == waiting, ContinuousClock.now < deadline { usleep(1_000) }
    follower.end()
    _ = ended.wait { $0 ? true : nil }
  }

  static func append(_ text: String, to path: String) throws {
    if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  @Test func `lines are kept as a file grows and is rotated, and by the next watch only those it has not seen`() throws
  {
    try Shop.with { shop in
      let path = shop.root + "/app.jsonl"
      try Self.append(SampleSignals.days(0..<1), to: path)
      let first = try Self.follow(shop, ["app.jsonl"]) { post in
        try Self.wait(for: 28, post)
        try Self.append(SampleSignals.days(1..<2), to: path)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try Self.append(SampleSignals.days(2..<3), to: path)
        try Self.wait(for: 84, post)
      }
      #expect(first.accepted == 84)
      #expect(first.duplicates == 0)
      let second = try Self.follow(shop, ["app.jsonl"]) { post in
        try Self.append(SampleSignals.days(3..<4), to: path)
        try Self.wait(for: 28, post)
      }
      #expect(second.accepted == 28)
      #expect(second.duplicates == 0)
    }
  }

  @Test func `what a followed line says is named by its file and line`() throws {
    try Shop.with { shop in
      let path = shop.root + "/app.jsonl"
      try Self.append(SampleSignals.days(0..<1) + "\n{\"kind\":\"deploy\"}\n", to: path)
      let report = try Self.follow(shop, ["app.jsonl"]) { post in
        try Self.wait(for: 28, post)
        let deadline = ContinuousClock.now + Program.patience
        while post.drain.progress.report.rejected == 0, ContinuousClock.now < deadline { usleep(1_000) }
      }
      #expect(report.rejects.first?.path == path)
      #expect((report.rejects.first?.line ?? 0) > 20)
    }
  }

  @Test func `a folder's new files are taken in: lines as they come, other files once they are still`() throws {
    try Shop.with { shop in
      try FileManager.default.createDirectory(atPath: shop.root + "/inbox", withIntermediateDirectories: false)
      let report = try Self.follow(shop, ["inbox"]) { post in
        try Self.append("created_at,body\n2025-09-01T10:00:00Z,The export fails\n", to: shop.root + "/inbox/m.csv")
        try Self.append(SampleSignals.days(0..<1), to: shop.root + "/inbox/t.jsonl")
        try Self.wait(for: 29, post)
      }
      #expect(report.formats.first { $0.name == "csv" }?.accepted == 1)
    }
  }

  @Test func `what a file that is nothing known begins with is masked`() throws {
    try Shop.with { shop in
      try Self.append("ann@shop.example;AKIAIOSFODNN7EXAMPLE\n", to: shop.root + "/people.txt")
      _ = try Self.follow(shop, ["people.txt"]) { post in
        let deadline = ContinuousClock.now + Program.patience
        while post.follower?.progress.problems.isEmpty != false, ContinuousClock.now < deadline { usleep(1_000) }
        let problem = try #require(post.follower?.progress.problems.first)
        #expect(problem.contains("text that begins") && !problem.contains("ann@") && !problem.contains("AKIAIOS"))
      }
    }
  }

  @Test func `a file that is nothing known is named with what it looks like`() throws {
    try Shop.with { shop in
      try Self.append("<html>", to: shop.root + "/page.html")
      _ = try Self.follow(shop, ["page.html"]) { post in
        let deadline = ContinuousClock.now + Program.patience
        while post.follower?.progress.problems.isEmpty != false, ContinuousClock.now < deadline { usleep(1_000) }
        #expect(post.follower?.progress.problems.first?.contains("HTML") == true)
      }
    }
  }
}
