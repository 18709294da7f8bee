#pragma once
// Patterns of regex(), matched within a bound: a pattern from a stranger on text from a stranger may otherwise run for years.
// Immutable after compile(); usable from any thread.

#include <memory>
#include <string_view>

namespace cityaudit::ingest {

class RegularExpression {
 public:
  /// Null when `pattern` is no regular expression, or is longer than 4,096 bytes.
  static std::shared_ptr<const RegularExpression> compile(std::string_view pattern);
  ~RegularExpression();

  /// Whether the pattern occurs in `text`; ^ and $ are the author's to write. False when matching takes longer than its bound.
  bool found_in(std::string_view text) const;

 private:
  struct Pattern;
  explicit RegularExpression(std::unique_ptr<const Pattern> pattern);
  std::unique_ptr<const Pattern> pattern_;
};

}  // namespace cityaudit::ingest
