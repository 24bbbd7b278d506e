import Bytes
import MCP

/// Requests to the client's model, and what it said.
enum Sampling {
  static func question(_ prompt: String, maxTokens: Int64) -> Question {
    .sample([
      "messages": [["role": "user", "content": ["type": "text", "text": .string(prompt)]]],
      "maxTokens": .integer(maxTokens),
    ])
  }

  static func text(of answer: JSONNode?) -> String? { answer?["content"]?["text"]?.string }
}
