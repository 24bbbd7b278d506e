extension KeyRun {
  /// Finds the first place, not before `start`, whose key is not less than a key.
  ///
  /// Looks first where the key would be if those behind `start` were spread evenly, then doubles its steps until it has
  /// passed the key, then halves them: a few steps for hashes, and never more than twice the logarithm of the count.
  func firstPlace(notBefore key: KeyRunKey, from start: Int = 0) -> Int {
    guard start < count, self.key(start) < key else { return start }
    let floor = self.key(start).high
    let span = Double(UInt64.max &- floor)
    let share = span > 0 ? Double(key.high &- floor) / span : 0
    let guess = start &+ 1 &+ Int(share * Double(count &- start))
    return gallop(to: key, from: min(guess, count &- 1), above: start)
  }

  /// Searches around a guess; the key at `below` is known to be less.
  private func gallop(to key: KeyRunKey, from guess: Int, above below: Int) -> Int {
    var less = below
    var notLess = count
    var step = 8
    if self.key(guess) < key {
      less = guess
      while less &+ step < count {
        guard self.key(less &+ step) < key else {
          notLess = less &+ step
          break
        }
        less &+= step
        step &*= 2
      }
    } else {
      notLess = guess
      while notLess &- step > below {
        guard self.key(notLess &- step) < key else {
          notLess &-= step
          step &*= 2
          continue
        }
        less = notLess &- step
        break
      }
    }
    while notLess &- less > 1 {
      let middle = less &+ (notLess &- less) / 2
      if self.key(middle) < key { less = middle } else { notLess = middle }
    }
    return notLess
  }

  /// Returns whether a key is there.
  func contains(_ key: KeyRunKey) -> Bool {
    let place = firstPlace(notBefore: key)
    return place < count && self.key(place) == key
  }

  /// Returns the block a key's signal is in.
  func block(of key: KeyRunKey) -> UInt32? {
    let place = firstPlace(notBefore: key)
    return place < count && self.key(place) == key ? block(place) : nil
  }

  /// Calls the body with each of some ordered keys that is there.
  func forEachKnown(of entries: [KeyRunEntry], _ body: (KeyRunEntry) -> Void) {
    var place = 0
    var prefix: UInt32?
    var mayBeThere = false
    for entry in entries {
      if entry.key.prefix != prefix {
        prefix = entry.key.prefix
        mayBeThere = mayHave(prefix: entry.key.prefix)
      }
      guard mayBeThere else { continue }
      place = firstPlace(notBefore: entry.key, from: place)
      if place == count { return }
      if key(place) == entry.key { body(entry) }
    }
  }

  /// Returns the blocks of the keys with a prefix, in order and each once.
  func blocks(forPrefix prefix: UInt32) -> [UInt32] {
    guard mayHave(prefix: prefix) else { return [] }
    var blocks: Set<UInt32> = []
    var place = firstPlace(notBefore: KeyRunKey(prefix: prefix))
    while place < count, key(place).prefix == prefix {
      blocks.insert(block(place))
      place += 1
    }
    return blocks.sorted()
  }
}
