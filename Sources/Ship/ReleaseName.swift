import Bytes

/// How releases are spelled in telemetry, and what of it git knows.
enum ReleaseName {
  /// Reports whether a tag names the release: both may carry a product's name, a `v` or build data around the version.
  static func isTag(_ tag: String, of release: String) -> Bool {
    !forms(of: tag).isDisjoint(with: forms(of: release))
  }

  /// The version within a name, spelled in the ways that stand for the same: `shop@v1.2.3+7` gives `1.2.3+7` and `1.2.3`.
  private static func forms(of name: String) -> Set<String> {
    var forms: Set<String> = [name]
    for separator in ["@", "/"] {
      if let piece = name.split(separator: separator).last { forms.insert(String(piece)) }
    }
    for form in forms {
      if form.first == "v" || form.first == "V", form.dropFirst().first?.isNumber == true {
        forms.insert(String(form.dropFirst()))
      }
    }
    for form in forms {
      // Build data, after a plus sign, is no part of a version's rank (https://semver.org, item 10).
      if let plus = form.firstIndex(of: "+"), plus > form.startIndex { forms.insert(String(form[..<plus])) }
    }
    return forms
  }

  /// The pieces of a name that may be the beginning of a commit's hash: seven digits or more of base sixteen.
  static func hashes(in name: String) -> [String] {
    name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.flatMap { piece -> [String] in
      let piece = piece.lowercased()
      // `git describe` puts a g before the hash.
      let candidates = piece.first == "g" ? [piece, String(piece.dropFirst())] : [piece]
      return candidates.filter { GitName.isHash($0) }
    }
  }
}
