import Bytes
import Foundation
import Themes

/// Groups messages: lines of `id` and `text` in, lines of `id`, `cluster`, `name` and `online` out.
///
/// `cluster` is the theme when all are looked at together, `online` that of the stream after its last look, and both are
/// null where a message has none. How fast each was, in time of the processor, goes to standard error.
enum ThemesLab {
  static func run(_ input: String, _ output: inout LabOutput) throws {
    var ids: [String] = []
    var texts: [String] = []
    try LabFile.forEachLine(input) { line in
      guard let id = line["id"]?.string, let text = line["text"]?.string else { throw LabError("no id or text") }
      ids.append(id)
      texts.append(text)
    }
    var map = ThemeMap([])
    report("looked at together", texts.count, seconds { map = ThemeMap(texts) })
    var stream = ThemeStream()
    var looks = 0.0
    let whole = seconds {
      for text in texts {
        _ = stream.add(text)
        if stream.isDue { looks += seconds { _ = stream.look() } }
      }
    }
    report("as they arrive", texts.count, whole - looks)
    report("with every look", texts.count, whole)
    for (number, id) in ids.enumerated() {
      let theme = map.places[number].theme
      output.add([
        "id": .string(id), "cluster": theme.map { .integer(Int64($0)) } ?? .null,
        "name": theme.map { .string(map.themes[$0].name) } ?? .null,
        "online": stream.theme(of: texts[number]).map { .integer(Int64($0)) } ?? .null,
      ])
    }
  }

  /// Measures the time that the processor takes, because others use the machine too.
  private static func seconds(_ body: () -> Void) -> Double {
    let start = clock()
    body()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  private static func report(_ what: String, _ count: Int, _ seconds: Double) {
    let seconds = max(seconds, 1e-9)
    let line =
      "\(what): \(count) messages in \(String(format: "%.2f", seconds)) s, \(Int(Double(count) / seconds)) a second\n"
    FileHandle.standardError.write(Data(line.utf8))
  }
}
