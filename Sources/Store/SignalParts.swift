package import Domain

/// Batches cut and joined.
extension SignalBatch {
  /// Returns the rows at the places a test takes, with no more evidence and extras than they point at.
  package func keeping(_ isKept: (Int) -> Bool) -> SignalBatch {
    var kept = SignalBatch()
    kept.texts = texts
    kept.rows.reserveCapacity(rows.count)
    var places = [Int32](repeating: -1, count: max(evidence.count, evidenceIDs.count))
    for index in rows.indices where isKept(index) {
      var row = rows[index]
      if places.indices.contains(Int(row.evidence)) {
        let place = Int(row.evidence)
        if places[place] < 0 { places[place] = kept.take(place, from: self) }
        row.evidence = places[place]
      }
      if let extra = extra(of: row) { row.extra = kept.addExtra(extra) }
      kept.rows.append(row)
    }
    return kept
  }

  /// Takes over the evidence at a place of another batch; returns its place here.
  private mutating func take(_ place: Int, from other: SignalBatch) -> Int32 {
    if other.evidence.indices.contains(place) {
      evidence.append(other.evidence[place])
      return Int32(evidence.count - 1)
    }
    evidenceIDs.append(other.evidenceIDs[place])
    return Int32(evidenceIDs.count - 1)
  }

  /// Appends some rows of another batch, with the ids of their evidence alone.
  mutating func append(_ other: SignalBatch, _ order: ArraySlice<Int32>) {
    var texts = [TextPlace?](repeating: nil, count: other.texts.count)
    texts[0] = TextPlace.none
    var places: [Int32: Int32] = [:]
    rows.reserveCapacity(rows.count + order.count)
    for index in order {
      var row = other.rows[Int(index)]
      row.replaceTexts { old in
        if let place = texts[Int(old.index)] { return place }
        let place = self.texts.place(of: other.texts[old])
        texts[Int(old.index)] = place
        return place
      }
      if let id = other.evidenceID(of: row) {
        let place = places[row.evidence] ?? Int32(evidenceIDs.count)
        if place == evidenceIDs.count { evidenceIDs.append(id) }
        places[row.evidence] = place
        row.evidence = place
      }
      if let extra = other.extra(of: row) { row.extra = addExtra(extra) }
      rows.append(row)
    }
  }

  /// Appends all rows of another batch.
  mutating func append(_ other: SignalBatch) {
    append(other, Array(0..<Int32(other.rows.count))[...])
  }
}

extension SignalRow {
  /// Points at texts of another table.
  mutating func replaceTexts(_ place: (TextPlace) -> TextPlace) {
    source = place(source)
    service = place(service)
    environment = place(environment)
    release = place(release)
    name = place(name)
    surface = place(surface)
    group = place(group)
    setting = place(setting)
  }
}
