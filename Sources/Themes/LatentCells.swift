/// The texts of a latent space in cells, so that in a large one only those in the same corner are compared.
struct LatentCells {
  private var centres: [LatentPoint] = []
  private var members: [[Int32]] = []
  private var cellOf: [Int32] = []
  /// Whether there are so few texts that each is compared with each.
  var isWhole: Bool { members.isEmpty }

  private static let smallest = 2_048
  private static let size = 256
  private static let probes = 12
  /// Texts that are compared before no further cell is opened.
  private static let enough = 6 * size
  private static let rounds = 3
  /// The texts that teach the cells where to be.
  private static let pupils = 16_384
  /// A cell that holds far more than its share is read in part, or a flood of one kind would make the search quadratic.
  private static let limit = 4 * size

  init(_ space: LatentSpace) {
    let count = space.points.count
    guard count > LatentCells.smallest else { return }
    let cells = count / LatentCells.size
    centres = (0..<cells).map { space.points[$0 * (count / cells)] }
    for _ in 1..<LatentCells.rounds { teach(space, step: max(1, count / LatentCells.pupils)) }
    members = [[Int32]](repeating: [], count: cells)
    cellOf = [Int32](repeating: -1, count: count)
    for text in 0..<count {
      guard let cell = probe(space.points[text], limit: 1).first, members[Int(cell)].count < LatentCells.limit else {
        continue
      }
      members[Int(cell)].append(Int32(text))
      cellOf[text] = cell
    }
  }

  /// Moves each centre to the middle of the texts that are nearest to it.
  private mutating func teach(_ space: LatentSpace, step: Int) {
    var sums = [LatentPoint](repeating: LatentPoint(), count: centres.count)
    for text in stride(from: 0, to: space.points.count, by: step) {
      if let cell = probe(space.points[text], limit: 1).first { sums[Int(cell)].add(space.points[text]) }
    }
    for cell in sums.indices where sums[cell] != LatentPoint() {
      sums[cell].scale()
      centres[cell] = sums[cell]
    }
  }

  /// Returns the texts to compare a point with, in groups: those of the nearest cells until they are enough.
  func near(_ point: LatentPoint) -> [Int32] {
    guard !isWhole else { return [] }
    var left = LatentCells.enough
    var near: [Int32] = []
    for cell in probe(point, limit: LatentCells.probes) where left > 0 {
      left -= members[Int(cell)].count
      near.append(cell)
    }
    return near
  }

  /// Returns the texts of a cell.
  subscript(cell: Int32) -> [Int32] { members[Int(cell)] }

  /// Returns the cells nearest to a point.
  private func probe(_ point: LatentPoint, limit: Int) -> [Int32] {
    var best = Nearest(limit: limit)
    for cell in centres.indices { best.offer(Int32(cell), point.product(centres[cell])) }
    return best.found.map(\.text)
  }

  /// Reports whether a text stands in one of some cells.
  func contains(_ text: Int32, in cells: [Int32]) -> Bool {
    cells.contains(cellOf[Int(text)])
  }
}
