/// A JSON value to be written: what answers, schemas and ledger entries are built from.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

/// The members of an object in the order they were added, each key once; keys are compared by their bytes.
package struct JSONObject: Equatable, Sendable {
  package private(set) var members: [Member] = []

  /// A key with its value.
  package struct Member: Equatable, Sendable {
    package let key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  package init() {}

  /// The value of a key; assigning replaces it in place or adds it at the end, and nil removes it.
  package subscript(_ key: String) -> JSONValue? {
    get { members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }
    set {
      let index = members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  package var isEmpty: Bool { members.isEmpty }

  /// Keeps the last member of each key, at the place of the first, in time linear in their number.
  package init(lastOfEach members: [Member]) {
    var places: [ExactText: Int] = Dictionary(minimumCapacity: members.count)
    for member in members {
      if let place = places.updateValue(self.members.count, forKey: ExactText(member.key)) {
        places[ExactText(member.key)] = place
        self.members[place].value = member.value
      } else {
        self.members.append(member)
      }
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringInterpolation,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject()
    for (key, value) in elements { object[key] = value }
    self = .object(object)
  }

  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
  /// The value of an object's member, or nil.
  package subscript(_ key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  /// The compact text of the value.
  package var text: String {
    var writer = JSONWriter()
    writer.value(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension JSONNode {
  /// A copy of the value that outlives its document; the last of a repeated key wins, an integer past 64 bits is rounded.
  package var value: JSONValue {
    switch kind {
    case .null: return .null
    case .bool: return .bool(bool ?? false)
    case .integer: return integer.map { .integer($0) } ?? .number(number ?? 0)
    case .decimal: return .number(number ?? 0)
    case .string: return .string(string ?? "")
    case .array: return .array(elements.map(\.value))
    case .object:
      return .object(JSONObject(lastOfEach: members.map { JSONObject.Member(key: $0.key, value: $0.value.value) }))
    }
  }
}
