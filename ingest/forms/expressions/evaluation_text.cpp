// Functions of text.

#include "base/digest.h"
#include "base/ids.h"
#include "base/text.h"
#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/expressions/numbers.h"
#include "ingest/forms/expressions/signatures.h"
#include "ingest/forms/expressions/utf16.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace cityaudit::ingest {
namespace {

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (const std::string_view word : words(text)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    out.push_back(text.substr(at, next - at));
    at = next;
  }
  return out;
}

std::string translated(std::string_view text, std::string_view from, std::string_view to) {
  const auto targets = characters(to);
  std::unordered_map<std::string_view, std::string_view> map;
  std::size_t i = 0;
  for (const std::string_view c : characters(from)) {
    map.emplace(c, i < targets.size() ? targets[i] : std::string_view{});
    ++i;
  }
  std::string out;
  for (const std::string_view c : characters(text)) {
    const auto found = map.find(c);
    out += found == map.end() ? c : found->second;
  }
  return out;
}

/// A number as a place in a text of `length` units: below 0 and NaN are 0.
std::size_t place(double at, std::size_t length) {
  if (!(at > 0)) return 0;
  return at >= static_cast<double>(length) ? length : static_cast<std::size_t>(at);
}

/// XPath's substring(): 1-based, rounded.
std::string substring(std::string_view text, double start, double count) {
  const std::size_t length = utf16_length(text);
  const double first = round_half_up(start) - 1;
  if (std::isnan(first) || std::isnan(count) || first > static_cast<double>(length)) return {};
  const double end = std::isinf(count) ? count : first + round_half_up(count);
  const std::size_t a = place(first, length);
  const std::size_t b = place(end, length);
  return b > a ? utf16_slice(text, a, b) : std::string();
}

/// ODK's substr(): 0-based, from start to before end; negative ones count from the end.
std::string substr(std::string_view text, double start, double end) {
  const std::size_t length = utf16_length(text);
  if (std::isnan(start) || std::isnan(end)) return {};
  const auto total = static_cast<double>(length);
  const std::size_t a = place(start < 0 ? total + start : start, length);
  const std::size_t b = place(end < 0 ? total + end : end, length);
  return b > a ? utf16_slice(text, a, b) : std::string();
}

std::string uuid_text(double length) {
  constexpr std::size_t length_max = 1'024;
  std::string out = to_string(random_uuid());
  if (std::isnan(length)) return {};
  const std::size_t wanted = place(length, length_max);
  while (out.size() < wanted) out += to_string(random_uuid());
  out.resize(wanted);
  return out;
}

}  // namespace

Value Evaluation::text_function(const SyntaxNode& node, const Focus& focus) {
  const auto text = [&](std::size_t index) { return argument_text(node, index, focus); };
  const auto number = [&](std::size_t index) { return argument_number(node, index, focus); };
  const auto made = [&](std::string out) { return Value::of(keep(std::move(out))); };
  const std::size_t count = node.operands.count;
  switch (node.function) {
    case Function::string: return Value::of(text_of(argument_or_context(node, focus)));
    case Function::string_length: return Value::of(static_cast<double>(utf16_length(text_of(argument_or_context(node, focus)))));
    case Function::normalize_space: return made(with_single_blanks(text_of(argument_or_context(node, focus))));
    case Function::contains: return Value::of(text(0).find(text(1)) != std::string_view::npos);
    case Function::starts_with: return Value::of(text(0).starts_with(text(1)));
    case Function::ends_with: return Value::of(text(0).ends_with(text(1)));
    case Function::substring: return made(substring(text(0), number(1), count > 2 ? number(2) : HUGE_VAL));
    case Function::substr: {
      const std::string_view whole = text(0);
      const double start = leading_integer(text(1));
      return made(substr(whole, start, count > 2 ? leading_integer(text(2)) : HUGE_VAL));
    }
    case Function::substring_before: {
      const std::string_view whole = text(0);
      const std::size_t at = whole.find(text(1));
      return Value::of(at == std::string_view::npos ? std::string_view{} : whole.substr(0, at));
    }
    case Function::substring_after: {
      const std::string_view whole = text(0);
      const std::string_view part = text(1);
      const std::size_t at = whole.find(part);
      return Value::of(at == std::string_view::npos ? std::string_view{} : whole.substr(at + part.size()));
    }
    case Function::translate: return made(translated(text(0), text(1), text(2)));
    case Function::concat:
    case Function::join: {
      const std::string_view glue = node.function == Function::join ? text(0) : std::string_view{};
      std::vector<std::string_view> parts;
      for (std::size_t i = node.function == Function::join ? 1 : 0; i < count; ++i) append_texts(argument(node, i, focus), parts);
      std::string out;
      for (std::size_t i = 0; i < parts.size() && spend(1 + parts[i].size() / 64); ++i) {
        if (i > 0) out += glue;
        out += parts[i];
      }
      return made(std::move(out));
    }
    case Function::digest: return made(digest_text(text(0), text(1), count > 2 ? text(2) : "base64"));
    case Function::base64_decode: return made(decoded_base64(text(0)));
    case Function::extract_signed: return made(signed_text(text(0), text(1)));
    default: return made(uuid_text(count > 0 ? number(0) : 36));
  }
}

}  // namespace cityaudit::ingest
