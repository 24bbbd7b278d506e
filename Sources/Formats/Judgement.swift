/// A part of what somebody thought of a span, a trace or a session, as OpenInference puts it among a span's attributes.
///
/// `evaluations.0.evaluation.score`, `trace.annotations.1.annotation.label`:
/// https://arize-ai.github.io/openinference/spec/annotations.html.
package struct Judgement: Hashable, Comparable, Sendable {
  package let scope: Scope
  package let form: Form
  /// Its number among those of its scope and form.
  package let number: Int

  /// What it is about.
  package enum Scope: String, CaseIterable, Sendable {
    case span = ""
    case trace = "trace."
    case session = "session."
  }

  /// What its sender calls it; both say the same.
  package enum Form: String, CaseIterable, Sendable {
    case annotation, evaluation
  }

  /// What one attribute says of it.
  package enum Field: String, Sendable {
    case name, score, label, identifier
    case annotator = "annotator_kind"
  }

  /// Judgements read of one span.
  package static let limit = 16

  /// The names by which a span shows that it carries any: who leaves out what is empty may begin with any number.
  static let names = Scope.allCases.flatMap { scope in
    Form.allCases.flatMap { form in
      (0..<limit).map { "\(scope.rawValue)\(form.rawValue)s.\($0).\(form.rawValue).name" }
    }
  }

  /// Reads the name of an attribute; nil for one that is no part of a judgement.
  package static func part(_ name: String) -> (judgement: Judgement, field: Field)? {
    let scope = Scope.allCases.last { name.hasPrefix($0.rawValue) } ?? .span
    let words = name.dropFirst(scope.rawValue.count).split(separator: ".", omittingEmptySubsequences: false)
    guard words.count == 4, let form = Form(rawValue: String(words[2])), words[0] == form.rawValue + "s",
      let number = Int(words[1]), number >= 0, let field = Field(rawValue: String(words[3]))
    else { return nil }
    return (Judgement(scope: scope, form: form, number: number), field)
  }

  /// Orders by scope and form, then by number.
  package static func < (left: Judgement, right: Judgement) -> Bool {
    (left.scope.rawValue, left.form.rawValue, left.number) < (right.scope.rawValue, right.form.rawValue, right.number)
  }
}
