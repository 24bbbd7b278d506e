/// A text near another one, and how near: 0 where nothing is shared, 1 where all is.
struct Neighbour: Equatable, Sendable {
  let text: Int32
  var closeness: Float
}

/// The best of what is offered, in order; the earlier one where two are as good.
struct Nearest {
  private(set) var found: [Neighbour] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  @inline(__always)
  mutating func offer(_ text: Int32, _ closeness: Float) {
    guard closeness > 0 else { return }
    if found.count == limit, let last = found.last, closeness <= last.closeness { return }
    insert(text, closeness)
  }

  private mutating func insert(_ text: Int32, _ closeness: Float) {
    if found.count == limit { found.removeLast() }
    var place = found.count
    while place > 0, found[place - 1].closeness < closeness { place -= 1 }
    found.insert(Neighbour(text: text, closeness: closeness), at: place)
  }
}
