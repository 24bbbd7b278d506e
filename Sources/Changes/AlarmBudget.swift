import Glibc

/// Holds one budget of false alarms over everything that is watched, however many series there are.
package enum AlarmBudget {
  /// The share of what is told that may be false.
  package static let share = 0.05

  /// Returns which changes to tell, by their surprises, where so many series were looked at.
  ///
  /// Benjamini and Hochberg 1995 (https://doi.org/10.1111/j.2517-6161.1995.tb02031.x): the k most surprising are told
  /// where each is less likely than k shares of one in all. A surprise must already allow for places within its series.
  package static func told(surprises: [Double], series: Int, share: Double = share) -> [Bool] {
    let tried = Double(max(series, surprises.count, 1))
    let order = surprises.indices.filter { surprises[$0] > 0 }.sorted { surprises[$0] > surprises[$1] }
    var told = [Bool](repeating: false, count: surprises.count)
    let last = order.indices.last { pow(10, -surprises[order[$0]]) <= share * Double($0 + 1) / tried }
    if let last { for rank in 0...last { told[order[rank]] = true } }
    return told
  }
}
