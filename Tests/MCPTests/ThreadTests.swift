import Bytes
import Glibc
import Synchronization
import Testing

// Threads and what they share are the room's own business.
@testable import MCP

@Suite struct MonitorTests {
  @Test func `changes of many threads are all there`() {
    let monitor = Monitor(0)
    for _ in 0..<8 { startThread { for _ in 0..<1_000 { monitor.update { $0 += 1 } } } }
    #expect(monitor.wait(until: .now + LineReader.patience) { $0 == 8_000 ? $0 : nil } == 8_000)
  }

  @Test func `a wait ends with a value, or at its deadline without one`() {
    let monitor = Monitor(1)
    #expect(monitor.wait(until: .now - .seconds(1)) { $0 } == 1)
    let time = ContinuousClock().measure {
      #expect(monitor.wait(until: .now + .milliseconds(20)) { $0 == 2 ? $0 : nil } == nil)
    }
    #expect(time >= .milliseconds(20) && time < LineReader.patience)
  }
}

@Suite struct WorkerPoolTests {
  @Test func `one thread runs jobs in the order they came`() {
    let pool = WorkerPool(maximumThreads: 1)
    let seen = Monitor([Int]())
    for number in 0..<3_000 { pool.submit { seen.update { $0.append(number) } } }
    let all = seen.wait(until: .now + LineReader.patience) { $0.count == 3_000 ? $0 : nil }
    #expect(all == Array(0..<3_000))
  }

  @Test func `every job runs once, on no more threads than allowed`() {
    let pool = WorkerPool(maximumThreads: 4)
    let state = Monitor((running: 0, most: 0, done: [Int](repeating: 0, count: 500)))
    for number in 0..<500 {
      pool.submit {
        state.update {
          $0.running += 1
          $0.most = max($0.most, $0.running)
        }
        state.update {
          $0.running -= 1
          $0.done[number] += 1
        }
      }
    }
    let most = state.wait(until: .now + LineReader.patience) { $0.done.allSatisfy { $0 == 1 } ? $0.most : nil }
    #expect(most.map { (1...4).contains($0) } == true)
  }

  @Test func `a job starts a thread unless an idle one will take it`() {
    var queue = JobQueue()
    func startsThread() -> Bool { queue.add({}, maximumThreads: 2) }
    func finds(_ job: WorkerPool.Job?) -> Bool { job != nil }
    let steps = [
      ("the first job starts a thread", startsThread()), ("which takes it", finds(queue.nextOrIdle())),
      ("and is idle", !finds(queue.nextOrIdle())), ("so that the second starts none", !startsThread()),
      ("and is taken", finds(queue.nextAfterIdling())), ("as the last", !finds(queue.nextAfterIdling())),
      ("the third finds the thread occupied", startsThread()),
      ("and there may be no more for the fourth", !startsThread()),
    ]
    for (step, holds) in steps { #expect(holds, "\(step)") }
  }

  @Test func `as many jobs as threads run at the same time, however they are handed in`() {
    let pool = WorkerPool(maximumThreads: 3)
    for round in 0..<500 {
      let together = Monitor(0)
      for _ in 0..<3 {
        pool.submit {
          together.update { $0 += 1 }
          // Each waits for the two others: a job left behind an occupied thread would hold all of them.
          let _: Bool? = together.wait(until: .now + LineReader.patience) { $0 >= 3 ? true : nil }
        }
      }
      let met: Bool? = together.wait(until: .now + LineReader.patience) { $0 == 3 ? true : nil }
      #expect(met == true, "round \(round)")
      guard met == true else { return }
    }
  }

  @Test func `a job lets go of what it held, also while others wait behind it`() {
    final class Held: Sendable {}
    let pool = WorkerPool(maximumThreads: 1)
    let (first, second, gate) = (Flag(), Flag(), Flag())
    weak var held: Held?
    do {
      let object = Held()
      held = object
      pool.submit {
        _ = object
        first.raise()
      }
    }
    pool.submit {
      second.raise()
      _ = gate.wait()
    }
    pool.submit {}
    #expect(first.wait() && second.wait())
    #expect(held == nil)
    gate.raise()
  }
}

@Suite struct CallContextTests {
  private func context(
    _ deadline: Duration = .seconds(3_600),
    token: String = "1",
    emit: @escaping @Sendable (CallEvent) -> Void = { _ in }
  ) throws -> CallContext {
    let meta = try JSONDocument("{\"progressToken\":\(token)}").root
    let client = Client(revision: .june2025, name: nil, version: nil, capabilities: nil)
    let work = Work.plain { _ in .complete([:]) }
    return CallContext(
      CallTicket(serial: 1, client: client, meta: meta, work: work),
      deadline: .now + deadline,
      emit: emit
    )
  }

  @Test func `a checkpoint passes, until the call is cancelled or late`() throws {
    let running = try context()
    try running.checkpoint()
    running.interrupt(.cancelled)
    #expect(throws: CallInterruption.cancelled) { try running.checkpoint() }
    running.interrupt(.deadline)
    #expect(throws: CallInterruption.cancelled) { try running.checkpoint() }
    let late = try context(.seconds(-1))
    #expect(throws: CallInterruption.deadline) { try late.checkpoint() }
  }

  @Test func `a sleep takes its time`() throws {
    let context = try context()
    let time = try ContinuousClock().measure { try context.sleep(for: .milliseconds(20)) }
    #expect(time >= .milliseconds(20) && time < LineReader.patience)
    try context.sleep(for: .seconds(-1))
  }

  @Test func `a sleep ends at once when the call is cancelled`() throws {
    let context = try context()
    startThread { context.interrupt(.cancelled) }
    let time = ContinuousClock().measure {
      #expect(throws: CallInterruption.cancelled) { try context.sleep(for: .seconds(3_000)) }
    }
    #expect(time < LineReader.patience)
    #expect(throws: CallInterruption.cancelled) { try context.sleep(for: .milliseconds(1)) }
  }

  @Test func `a sleep past the deadline ends there`() throws {
    let context = try context(.milliseconds(20))
    let time = ContinuousClock().measure {
      #expect(throws: CallInterruption.deadline) { try context.sleep(for: .seconds(3_000)) }
    }
    #expect(time < LineReader.patience)
  }

  @Test func `progress of many threads rises on the wire`() throws {
    let sent = Mutex<[Double]>([])
    let context = try context { event in
      guard case .notification(_, let params) = event, case .number(let done)? = params["progress"] else { return }
      sent.withLock { $0.append(done) }
    }
    let done = Monitor(0)
    for thread in 0..<4 {
      startThread {
        // A total equal to the value is never too soon.
        for step in 0..<500 { context.progress(Double(step * 4 + thread), of: Double(step * 4 + thread)) }
        done.update { $0 += 1 }
      }
    }
    #expect(done.wait(until: .now + LineReader.patience) { $0 == 4 ? $0 : nil } == 4)
    let values = sent.withLock { $0 }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    #expect(values.last == 1_999)
  }

  @Test func `progress too soon after the last is dropped, unless it is the end`() throws {
    let events = EventList()
    let context = try context(emit: events.append)
    let start = ContinuousClock.now
    for step in 1...200 { context.progress(Double(step), of: 1_000) }
    let time = ContinuousClock.now - start
    #expect(events.all.count <= 1 + Int(time / .milliseconds(20)))
    context.progress(1_000, of: 1_000)
    guard case .notification(_, let params)? = events.all.last else {
      Issue.record("the last event is not progress")
      return
    }
    #expect(params["progress"] == .number(1_000))
  }
}

@Suite struct RunningCallsTests {
  private func context(_ serial: Int, _ deadline: Duration) -> CallContext {
    let client = Client(revision: .june2025, name: nil, version: nil, capabilities: nil)
    let work = Work.plain { _ in .complete([:]) }
    return CallContext(CallTicket(serial: serial, client: client, meta: nil, work: work), deadline: .now + deadline) {
      _ in
    }
  }

  /// Runs a test that has to get something done before a deadline of its own, with more time where the machine stalls.
  private func beforeDeadline(_ test: (_ deadline: Duration) -> Bool) {
    let isInTime = [Duration.milliseconds(30), .milliseconds(300), .seconds(3), .seconds(30)].contains(where: test)
    #expect(isInTime, "the machine stands still")
  }

  @Test func `calls are ended at their deadlines, each once, and none that has returned`() {
    beforeDeadline { deadline in
      let calls = RunningCalls()
      let ended = Monitor([Int]())
      let end = ContinuousClock.now + deadline
      let contexts = (0..<50).map { context($0, deadline) }
      for context in contexts { calls.watch(context) { context in ended.update { $0.append(context.serial) } } }
      for context in contexts where !context.serial.isMultiple(of: 2) { calls.forget(context) }
      guard ContinuousClock.now < end else { return false }
      let last = context(99, deadline * 2)
      calls.watch(last) { _ in }
      let all = ended.wait(until: .now + LineReader.patience) { $0.contains(99) ? $0 : nil }
      #expect(all?.sorted() == (0..<50).filter { $0.isMultiple(of: 2) } + [99])
      #expect(calls[0] == nil && calls[99] == nil)
      return true
    }
  }

  @Test func `a call that runs again has a deadline of its own`() {
    beforeDeadline { deadline in
      let calls = RunningCalls()
      let ended = Monitor([Int]())
      let end = ContinuousClock.now + deadline
      let (first, second, other) = (context(1, deadline), context(1, .seconds(3_600)), context(2, deadline * 2))
      calls.watch(first) { context in ended.update { $0.append(context.serial) } }
      calls.forget(first)
      calls.watch(second) { _ in }
      calls.watch(other) { _ in }
      calls.forget(first)
      guard ContinuousClock.now < end else { return false }
      #expect(ended.wait(until: .now + LineReader.patience) { $0.isEmpty ? nil : $0 } == [2])
      #expect(calls[1] === second)
      return true
    }
  }
}

@Suite struct InputTests {
  @Test func `what is written is read, and the end is an end`() {
    let pipe = TestPipe()
    let input = Input(pipe.reading)
    var buffer = [UInt8](repeating: 0, count: 10)
    pipe.write("abc")
    #expect(input.read(into: &buffer) == 3)
    #expect(buffer.prefix(3).elementsEqual("abc".utf8))
    #expect(input.ending == nil && !input.hasEnded(within: .milliseconds(1)))
    pipe.write("d")
    pipe.closeWriting()
    #expect(input.read(into: &buffer) == 1)
    #expect(input.read(into: &buffer) == nil)
    #expect(input.ending == .inputClosed && input.hasEnded(within: .zero))
  }

  @Test func `a reader that waits is woken, and the first reason stands`() {
    let pipe = TestPipe()
    let input = Input(pipe.reading)
    startThread {
      input.stop(.outputClosed)
      input.stop(.orphaned)
    }
    var buffer = [UInt8](repeating: 0, count: 10)
    #expect(input.read(into: &buffer) == nil)
    #expect(input.hasEnded(within: LineReader.patience))
    #expect(input.ending == .outputClosed)
    pipe.write("too late")
    #expect(input.read(into: &buffer) == nil)
  }
}
