internal import Domain

/// The signals of a store as one transaction sees and changes them.
///
/// Most lie in files, one a day, as blocks of up to 16,384; beside them lie their keys, in runs. SQLite says which bytes
/// of which files count, so that its commit is theirs. The few that came last are blocks in SQLite, the rest.
final class SignalStore {
  let connection: Connection
  let key: SealKey
  let folder: SignalFolder
  private var encoder: SignalBlockEncoder?
  private var decoder: SignalBlockDecoder?
  private var files: [String: SignalFile] = [:]
  /// The bytes of the block looked at.
  private var bytes: [UInt8] = []
  /// Whether files may be there that nobody needs any more.
  var mustTidy = false

  init(_ connection: Connection, _ key: SealKey, _ folder: SignalFolder) {
    self.connection = connection
    self.key = key
    self.folder = folder
  }

  // MARK: Blocks

  /// Returns the block of some rows.
  func encode(_ batch: SignalBatch, _ order: ArraySlice<Int32>) throws(StoreError) -> [UInt8] {
    do {
      if encoder == nil { encoder = try SignalBlockEncoder() }
      return try encoder?.encode(batch, order) ?? []
    } catch {
      throw StoreError.unfit(table: "signals", detail: error.description)
    }
  }

  /// Returns the wanted parts of the wanted rows of a block in a day's file.
  func decode(
    _ place: SignalBlockPlace,
    _ day: SignalDay,
    _ fields: SignalFields,
    of selection: SignalSelection = .everything
  ) throws(StoreError) -> SignalBatch {
    try read(place, day, through: fields)
    let path = folder.blocks(day.day, day.file)
    return try decode(fields, selection) { .corrupt(path: path, detail: "block \(place.number): \($0)") }
  }

  /// Returns the wanted parts of the wanted rows of a part of the rest.
  func decode(
    _ place: SignalRestPlace,
    _ fields: SignalFields,
    of selection: SignalSelection = .everything
  ) throws(StoreError) -> SignalBatch {
    bytes = try restBlock(place)
    return try decode(fields, selection) { error in
      .corrupt(
        path: connection.path,
        detail: "the rest of \(SignalFolder.name(place.day)), part \(place.number): \(error)"
      )
    }
  }

  private func decode(
    _ fields: SignalFields,
    _ selection: SignalSelection,
    _ error: (SignalBlockError) -> StoreError
  ) throws(StoreError) -> SignalBatch {
    let bytes = self.bytes
    do {
      if decoder == nil { decoder = try SignalBlockDecoder() }
      let head = try SignalBlockHead(bytes.span)
      return try decoder?.decode(bytes, head, fields: fields, of: selection) ?? SignalBatch()
    } catch let problem {
      throw error(problem)
    }
  }

  /// Reads a block's bytes as far as some fields reach, or its head, and makes sure that it is the one registered.
  private func read(
    _ place: SignalBlockPlace,
    _ day: SignalDay,
    through fields: SignalFields?
  ) throws(StoreError) {
    let file = try dayFile(day)
    guard place.length >= SignalBlockHead.shortest, place.offset >= 0, place.offset + place.length <= day.length else {
      throw StoreError.corrupt(path: file.path, detail: "block \(place.number) lies outside the file")
    }
    let start = Int(place.offset)
    var end = start + Int(place.length)
    if fields?.lastColumn != .settings {
      try file.read(start..<min(end, start + SignalBlockHead.longest), into: &bytes)
      let head = try head(of: place, file.path)
      guard let fields else { return }
      end = start + head.end(of: fields)
    }
    try file.read(start..<end, into: &bytes)
    _ = try head(of: place, file.path)
  }

  private func head(of place: SignalBlockPlace, _ path: String) throws(StoreError) -> SignalBlockHead {
    let bytes = self.bytes
    do {
      let head = try SignalBlockHead(bytes.span)
      guard head.checksum == place.checksum, head.blockLength == place.length, head.rows == place.rows else {
        throw SignalBlockError.damaged("the head of a block")
      }
      return head
    } catch {
      throw StoreError.corrupt(path: path, detail: "block \(place.number): \(error)")
    }
  }

  /// Returns all bytes of a block.
  func blockBytes(_ place: SignalBlockPlace, _ day: SignalDay) throws(StoreError) -> [UInt8] {
    try read(place, day, through: .all)
    return bytes
  }

  // MARK: Files

  /// Returns the file of a day's blocks, opened once for a transaction.
  func dayFile(_ day: SignalDay) throws(StoreError) -> SignalFile {
    let path = folder.blocks(day.day, day.file)
    if let file = files[path] { return file }
    if files.count >= 64 { files.removeAll() }
    let file = try SignalFile(path: path, for: .reading)
    files[path] = file
    return file
  }

  /// Returns whether a block has a signal of some traces, which takes the reading of its traces alone.
  func hasTrace(of traces: Set<TraceID>, _ place: SignalBlockPlace, _ day: SignalDay) throws(StoreError) -> Bool {
    try read(place, day, through: nil)
    let head = try head(of: place, folder.blocks(day.day, day.file))
    let piece = head.pieces[SignalColumn.traces.rawValue]
    let start = Int(place.offset) + piece.offset
    try dayFile(day).read(start..<start + piece.stored, into: &bytes)
    let bytes = self.bytes
    do {
      return try SignalBlockDecoder.traces(bytes.span, piece).contains(where: traces.contains)
    } catch {
      throw StoreError.corrupt(
        path: folder.blocks(day.day, day.file),
        detail: "block \(place.number): \(error)"
      )
    }
  }

  /// Removes what crashes and merges have left, unless somebody still reads it; under the lock, after a commit.
  func tidy(settling: () throws(StoreError) -> Void) throws(StoreError) {
    var kept: Set<String> = []
    for day in try days() where day.file > 0 { kept.insert(folder.blocks(day.day, day.file)) }
    for place in try keys() { kept.insert(folder.keys(place.day, place.file)) }
    mustTidy = try !folder.removeAll(but: kept, settling: settling)
  }
}
