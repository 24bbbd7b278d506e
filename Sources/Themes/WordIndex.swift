/// The texts that have a word, with its weight there.
struct WordIndex {
  private let lists: TextLists
  private var weights: [Float]
  private var starts: [Int]

  init(_ corpus: Corpus, rows: [[Float]]) {
    lists = TextLists(corpus)
    starts = [0]
    for count in corpus.frequency { starts.append(starts[starts.count - 1] + Int(count)) }
    weights = [Float](repeating: 0, count: starts[starts.count - 1])
    var next = starts
    for text in corpus.texts.indices {
      for (place, word) in corpus.texts[text].enumerated() {
        weights[next[Int(word)]] = rows[text][place]
        next[Int(word)] += 1
      }
    }
  }

  /// Adds to each text's sum its product with a text, over the words that weigh most there.
  func add(_ words: [Int32], _ row: [Float], budget: Int, to sums: inout [Float], touched: inout [Int32]) {
    let order = words.indices.sorted { (row[$1], words[$0]) < (row[$0], words[$1]) }
    var left = budget
    for place in order {
      let word = Int(words[place])
      let list = lists.list(of: word)
      guard list.count <= left else { continue }
      left -= list.count
      let weight = row[place]
      for entry in 0..<list.count {
        let other = list[list.startIndex + entry]
        if sums[Int(other)] == 0 { touched.append(other) }
        sums[Int(other)] += weight * weights[starts[word] + entry]
      }
    }
  }
}
