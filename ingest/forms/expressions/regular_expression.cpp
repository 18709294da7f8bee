#include "ingest/forms/expressions/regular_expression.h"

#include <unicode/regex.h>
#include <unicode/utext.h>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t pattern_bytes_max = 4'096;
// ICU counts steps of its matcher, some thousands to a unit; a hundred is a few milliseconds.
constexpr std::int32_t time_limit = 100;
constexpr std::int32_t stack_bytes_max = 1 << 20;

icu::UnicodeString unicode_of(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

}  // namespace

struct RegularExpression::Pattern {
  std::unique_ptr<icu::RegexPattern> compiled;
};

RegularExpression::RegularExpression(std::unique_ptr<const Pattern> pattern) : pattern_(std::move(pattern)) {}
RegularExpression::~RegularExpression() = default;

std::shared_ptr<const RegularExpression> RegularExpression::compile(std::string_view pattern) {
  if (pattern.size() > pattern_bytes_max) return nullptr;
  UErrorCode status = U_ZERO_ERROR;
  auto made = std::make_unique<Pattern>();
  made->compiled.reset(icu::RegexPattern::compile(unicode_of(pattern), 0, status));
  if (U_FAILURE(status) || !made->compiled) return nullptr;
  return std::shared_ptr<const RegularExpression>(new RegularExpression(std::move(made)));
}

bool RegularExpression::found_in(std::string_view text) const {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString input = unicode_of(text);
  const std::unique_ptr<icu::RegexMatcher> matcher(pattern_->compiled->matcher(input, status));
  if (U_FAILURE(status)) return false;
  matcher->setTimeLimit(time_limit, status);
  matcher->setStackLimit(stack_bytes_max, status);
  const bool found = matcher->find(status) != 0;
  return U_SUCCESS(status) && found;
}

}  // namespace cityaudit::ingest
