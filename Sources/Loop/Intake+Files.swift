import Bytes
import Domain
import Formats
import Host
import Watch

/// The way of files.
extension Intake {
  /// A document that is one value has to be held whole.
  private static let documentLimit = 256 << 20
  /// Of requests SDKs send at most some mebibytes.
  private static let requestLimit = 64 << 20

  /// Takes one file in; `progress` hears of bytes done and of signals.
  mutating func take(
    _ input: ImportInput,
    checkpoint: () throws -> Void,
    progress: (Int64, Int) -> Void
  ) throws {
    path = input.name
    // What comes through a pipe is another every time.
    let key = input.isFile ? path : "\(path)\n\(now)\n\(input.hash)"
    beginBody(input.isFile ? .file : .part, source: Intake.unrecognised, key: key, now)
    try keep(read(input, checkpoint, progress), isEnd: true)
  }

  /// Reads one file; returns what is left of it to be kept.
  private mutating func read(
    _ input: ImportInput,
    _ checkpoint: () throws -> Void,
    _ progress: (Int64, Int) -> Void
  ) throws -> WatchedBatch {
    var file = try input.open()
    facts = FileFacts(path: input.isFile ? path : "", modified: file.modified)
    let guess: FormatGuess
    do throws(FileError) {
      let prefix = try file.peek(FormatGuess.prefixLength)
      guess = map == nil ? FormatGuess.guess(prefix.span) : FormatGuess.guessMapped(prefix.span)
    } catch {
      reject(0, error.words, format: "unreadable")
      return WatchedBatch()
    }
    switch guess {
    case .unknown(let looksLike, let hint):
      reject(0, try unpackedReason(&file) ?? "it looks like \(Watcher.masked(looksLike)): \(hint)", format: "unknown")
      return WatchedBatch()
    case .known(.text) where file.damage != nil:
      // A few letters that came out of it are nobody's words.
      reject(0, file.damage?.words ?? "", format: "unreadable")
      return WatchedBatch()
    case .known(let format):
      self.format = format.rawValue
      notes.setSource(options.source ?? format.rawValue)
      var options = options
      options.origin = path
      var watcher = Watcher(options)
      do {
        switch format.framing {
        case .lines: try takeLines(LineReader(file), format, &watcher, checkpoint, progress)
        case .whole: try takeWhole(&file, format, &watcher, checkpoint)
        case .pieces: try takePieces(&file, format, &watcher, checkpoint, progress)
        }
      } catch let error as FileError {
        // What came before stays; the same file whole brings only the rest.
        reject(0, error.words, format: "unreadable")
      }
      return watcher.finish()
    }
  }

  /// Says what is wrong with a packed file that holds nothing known: that it is damaged, or holds too much to look at.
  private func unpackedReason(_ file: inout FileReader) throws -> String? {
    guard let form = file.form else { return nil }
    do throws(FileError) {
      guard try file.unpacks(past: Intake.documentLimit) else { return nil }
      return
        "its \(form.rawValue) data unpacks to more than \(Intake.documentLimit >> 20) MiB, and begins with nothing known"
    } catch {
      return error.words
    }
  }

  // MARK: Framings

  private mutating func takeLines(
    _ lines: consuming LineReader,
    _ format: RecordFormat,
    _ watcher: inout Watcher,
    _ checkpoint: () throws -> Void,
    _ progress: (Int64, Int) -> Void
  ) throws {
    var reader = RecordReader(format, file: facts, received: received, latest: options.latest, map: map)
    var records = RecordBatch()
    while let batch = try lines.next() {
      if let long = batch.rejected {
        let reason = "the line has \(long.length) bytes; the limit is \(LineReader.defaultCap)"
        reject(Int(long.line), reason, format: self.format)
        continue
      }
      for (index, line) in batch.lines.enumerated() {
        let number = Int(batch.firstLine) + index
        try handingOn(&records, &watcher) { records, outlet in
          reader.read(batch.bytes.span.extracting(line), line: number, into: &records, outlet)
        }
        if records.isMuch { try drain(&records, &watcher, checkpoint) }
      }
      try drain(&records, &watcher, checkpoint)
      progress(lines.progress.done, report.accepted + report.duplicates)
    }
    reader.finish(into: &records)
    try drain(&records, &watcher, checkpoint)
    note(reader.usedMap)
  }

  private mutating func takeWhole(
    _ file: inout FileReader,
    _ format: RecordFormat,
    _ watcher: inout Watcher,
    _ checkpoint: () throws -> Void
  ) throws {
    let limit = format == .jsonDocument ? Intake.documentLimit : Intake.requestLimit
    var bytes: [UInt8] = []
    var damage: FileError?
    do {
      while case let piece = try file.read(), !piece.isEmpty {
        try checkpoint()
        bytes += piece
        guard bytes.count <= limit else {
          let unpacks = file.form.map { "its \($0.rawValue) data unpacks to " } ?? ""
          let reason = "\(unpacks)one value of more than \(limit >> 20) MiB; write one object or request at a time"
          return reject(1, reason, format: self.format)
        }
      }
    } catch let error as FileError {
      // All of the value may be there all the same.
      damage = error
    }
    if format.isSnappy {
      do throws(SnappyError) {
        bytes = try Snappy.content(of: bytes.span, limit: limit)
      } catch {
        return reject(1, error.description, format: self.format)
      }
    }
    var reader = RecordReader(format, file: facts, map: map)
    var records = RecordBatch()
    try handingOn(&records, &watcher) { reader.read(bytes.span, into: &$0, $1) }
    try drain(&records, &watcher, checkpoint)
    note(reader.usedMap)
    if let damage { throw damage }
  }

  private mutating func takePieces(
    _ file: inout FileReader,
    _ format: RecordFormat,
    _ watcher: inout Watcher,
    _ checkpoint: () throws -> Void,
    _ progress: (Int64, Int) -> Void
  ) throws {
    var reader = RecordReader(format, file: facts, map: map)
    var records = RecordBatch()
    while true {
      let piece = try file.read()
      guard !piece.isEmpty else { break }
      try handingOn(&records, &watcher) { reader.push(piece.span, into: &$0, $1) }
      try drain(&records, &watcher, checkpoint)
      progress(file.position, report.accepted + report.duplicates)
    }
    reader.finish(into: &records)
    try drain(&records, &watcher, checkpoint)
    note(reader.usedMap)
  }

  /// Notes by which map points of metrics were made of the file at hand.
  private mutating func note(_ map: MetricMap?) {
    if let map { report.note(map: Watcher.masked(map.text), of: path) }
  }
}
