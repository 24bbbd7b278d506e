import Bytes
import Foundation
import Host
import TestSupport
import Testing

@Suite struct ProgramRunTests {
  private static func shell(
    _ words: String,
    with change: (inout ProgramRun) -> Void = { _ in },
    isCancelled: () -> Bool = { false }
  ) -> ProgramOutcome {
    signal(SIGPIPE, SIG_IGN)  // as the program's own start does
    var run = ProgramRun("/bin/sh", ["-c", words], environment: ["PATH": "/usr/bin:/bin"])
    run.timeLimit = .seconds(180)
    change(&run)
    return run.run(isCancelled: isCancelled)
  }

  @Test func `output and errors are kept apart, with the exit code`() {
    let outcome = Self.shell("echo out; echo err >&2; exit 3")
    #expect(
      outcome == ProgramOutcome(ending: .exited(3), output: Array("out\n".utf8), errors: Array("err\n".utf8))
    )
    #expect(outcome.exitCode == 3)
    #expect(Self.shell("kill -TERM $$").ending == .killed(signal: 15))
    #expect(Self.shell("kill -TERM $$").exitCode == nil)
    #expect(ProgramRun("/no/such/program", [], environment: [:]).run().ending == .notStarted)
  }

  @Test func `more goes in and out than any pipe holds`() {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)
    let outcome = Self.shell("cat; cat /dev/null; head -c 2000000 /dev/zero >&2") { $0.input = input }
    #expect(outcome.ending == .exited(0))
    #expect(outcome.output == input)
    #expect(outcome.errors.count == ProgramRun.errorLimit)
  }

  @Test func `a program that does not want its input ends well`() {
    let outcome = Self.shell("exec echo done") { $0.input = [UInt8](repeating: 0, count: 1_000_000) }
    #expect(outcome.output == Array("done\n".utf8))
    #expect(outcome.exitCode == 0)
  }

  @Test func `a program that writes too much is ended, and its beginning kept`() {
    let outcome = Self.shell("exec cat /dev/zero") { $0.outputLimit = 100_000 }
    #expect(outcome.ending == .tooMuchOutput)
    #expect(outcome.output.count == 100_000)
    let justEnough = Self.shell("printf 12345") { $0.outputLimit = 5 }
    #expect(justEnough.ending == .exited(0))
    #expect(Self.shell("printf 123456") { $0.outputLimit = 5 }.ending == .tooMuchOutput)
  }

  @Test func `a program that takes too long is ended with all it has started`() throws {
    try Fixture.with { fixture in
      // The pipe ends when the last that could write to it is gone.
      let path = fixture.path("pipe")
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let reading = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      defer { close(reading) }
      let start = ContinuousClock.now
      let outcome = Self.shell("sleep 600 > '\(path)' & echo up; sleep 600") { $0.timeLimit = .seconds(1) }
      #expect(outcome.ending == .outOfTime)
      #expect(outcome.output == Array("up\n".utf8))
      #expect(Descriptor.isReadable(reading, within: .seconds(180)))
      var buffer: [UInt8] = [0]
      #expect(Descriptor.read(reading, into: &buffer) == nil)
      #expect(ContinuousClock.now - start < .seconds(180))
    }
  }

  @Test func `a program nobody waits for any more is ended within a moment`() {
    var asked = 0
    let start = ContinuousClock.now
    let outcome = Self.shell("sleep 600") { _ in
    } isCancelled: {
      asked += 1
      return asked > 3
    }
    #expect(outcome.ending == .cancelled)
    #expect(ContinuousClock.now - start < .seconds(180))
  }

  @Test func `a program that closes its output and goes on is waited for`() {
    let outcome = Self.shell("exec >&- 2>&-; sleep 0.2; exit 4")
    #expect(outcome.ending == .exited(4))
  }

  @Test func `a program that leaves its output to a child has ended`() {
    let start = ContinuousClock.now
    let outcome = Self.shell("echo first; sleep 600 & exit 5")
    #expect(outcome.ending == .exited(5))
    #expect(outcome.output == Array("first\n".utf8))
    #expect(ContinuousClock.now - start < .seconds(180))
  }

  @Test func `many side by side each get their own`() async {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<30 {
        group.addTask {
          Self.shell("cat; echo \(number)") { $0.input = Array("in ".utf8) }.output == Array("in \(number)\n".utf8)
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
