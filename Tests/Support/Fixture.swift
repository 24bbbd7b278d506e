import Foundation
import Glibc
import Synchronization

/// A test's own folder, the programs it starts, and their end.
package final class Fixture {
  /// The folder, with links resolved; empty at first.
  package let folder: String
  private let hidden: String
  private var work: [() -> Void] = []
  private var programs = 0

  private init() throws {
    _ = Launch.ignoresBrokenPipes
    let template = NSTemporaryDirectory() + "/reckon-test-XXXXXX"
    var path = Array(template.utf8CString)
    guard unsafe mkdtemp(&path) != nil, let resolved = unsafe realpath(path, nil) else {
      throw SystemFailure(doing: "making a folder at \(template)")
    }
    defer { unsafe free(resolved) }
    let base = unsafe String(cString: resolved)
    folder = base + "/files"
    hidden = base + "/kit"
    atEnd { try? FileManager.default.removeItem(atPath: base) }  // fine because the system clears its temporary folder
    try makeFolders([folder, hidden])
  }

  private func makeFolders(_ paths: [String]) throws {
    for path in paths { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  }

  /// Runs a test with a fixture of its own.
  package static func with<Result>(_ body: (Fixture) throws -> Result) throws -> Result {
    let fixture = try Fixture()
    defer { while let work = fixture.work.popLast() { work() } }
    return try body(fixture)
  }

  /// Makes a fixture that stays until the run of all tests ends, for what many tests look at and none changes.
  package static func lasting() throws -> Fixture {
    let fixture = try Fixture()
    lastingBases.withLock { $0.append((fixture.folder as NSString).deletingLastPathComponent) }
    return fixture
  }

  /// Folders that go when this process does.
  private static let lastingBases: Mutex<[String]> = {
    atexit {
      for base in Fixture.lastingBases.withLock({ $0 }) {
        try? FileManager.default.removeItem(atPath: base)  // fine because the system clears its temporary folder
      }
    }
    return Mutex([])
  }()

  /// Does something once the test is over, the last thing first.
  package func atEnd(_ work: @escaping () -> Void) {
    self.work.append(work)
  }

  // MARK: Files

  /// Returns the path of a name in the folder; absolute paths stay as they are.
  package func path(_ name: String) -> String {
    name.hasPrefix("/") ? name : "\(folder)/\(name)"
  }

  /// Makes a folder and those above it; returns its path.
  @discardableResult
  package func makeFolder(_ name: String) throws -> String {
    try makeFolders([path(name)])
    return path(name)
  }

  /// Writes a file; returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    let path = path(name)
    try makeFolders([(path as NSString).deletingLastPathComponent])
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Writes a shell script that can be run; returns its path.
  ///
  /// Another program writes it: a file still open for writing in this process, or in a child that another thread starts
  /// at this moment, cannot be executed.
  package func script(_ name: String, _ text: String) throws -> String {
    let path = path(name)
    let words = "printf '%s' \"$1\" > \"$0\" && chmod 755 \"$0\""
    let result = try run("/bin/sh", ["-c", words, path, "#!/bin/sh\n" + text + "\n"])
    guard result.ending == .exited(0) else { throw ProgramFailure("script: \(result.errors)") }
    return path
  }

  /// The paths of everything below a folder, sorted.
  package func listing(_ name: String = "") -> [String] {
    (FileManager.default.subpaths(atPath: path(name)) ?? []).sorted()
  }

  // MARK: Programs

  /// Four variables, as clients pass them, with a home in the folder.
  package func environment() throws -> [String: String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return ["HOME": try makeFolder("home"), "PATH": path, "USER": "tester", "TERM": "xterm"]
  }

  /// Starts a program; it is killed at the end of the test.
  package func start(_ path: String, _ launch: Launch) throws -> Program {
    programs += 1
    let scratch = "\(hidden)/\(programs)"
    try makeFolders([scratch])
    let program = try Program(path, launch, scratch: scratch)
    atEnd { program.cleanUp() }
    return program
  }

  /// Starts an executable of this package, in the folder and with `environment()` unless told otherwise.
  package func start(
    _ program: BuiltProgram,
    _ arguments: [String] = [],
    with change: (inout Launch) -> Void = { _ in }
  ) throws -> Program {
    var launch = Launch()
    launch.arguments = arguments
    launch.environment = try environment()
    launch.folder = folder
    change(&launch)
    return try start(program.path, launch)
  }

  /// Runs a program to its end.
  package func run(
    _ path: String,
    _ arguments: [String] = [],
    input: String = "",
    within time: Duration = Program.patience,
    with change: (inout Launch) -> Void = { _ in }
  ) throws -> ProgramResult {
    var launch = Launch()
    launch.arguments = arguments
    launch.environment = try environment()
    launch.folder = folder
    change(&launch)
    let program = try start(path, launch)
    if launch.input == .pipe {
      // A program that does not want its input may have gone.
      try? program.write(Array(input.utf8))  // fine because the result shows what became of it
      program.closeInput()
    }
    let output = try program.rest(within: time)
    return ProgramResult(
      ending: try program.end(),
      output: String(decoding: output, as: UTF8.self),
      errors: program.errorText
    )
  }

  /// Runs an executable of this package to its end.
  package func run(
    _ program: BuiltProgram,
    _ arguments: [String] = [],
    input: String = "",
    within time: Duration = Program.patience,
    with change: (inout Launch) -> Void = { _ in }
  ) throws -> ProgramResult {
    try run(program.path, arguments, input: input, within: time, with: change)
  }
}

/// What became of a program.
package struct ProgramResult: Equatable, Sendable {
  package let ending: Ending
  package let output: String
  package let errors: String

  package init(ending: Ending, output: String, errors: String) {
    self.ending = ending
    self.output = output
    self.errors = errors
  }
}

extension FileManager {
  /// The paths of the regular files anywhere under a folder that have any bytes.
  ///
  /// Foundation leaks its buffer when it is asked for the contents of an empty file or of a folder.
  package func filledFiles(under folder: String) throws -> [String] {
    try subpathsOfDirectory(atPath: folder).map { folder + "/" + $0 }.filter { path in
      let attributes = try attributesOfItem(atPath: path)
      return attributes[.type] as? FileAttributeType == .typeRegular && attributes[.size] as? Int != 0
    }
  }
}
