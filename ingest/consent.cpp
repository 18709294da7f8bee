#include "ingest/consent.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::array<std::string_view, 4> decision_words = {"not_asked", "given", "refused", "withdrawn"};
constexpr std::array<std::string_view, 4> method_words = {"digital", "paper_scan", "oral_witnessed", "told_facilitator"};

template <class Word, std::size_t count>
std::optional<Word> find_word(const std::array<std::string_view, count>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Word>(found - words.begin());
}

}  // namespace

std::string_view to_word(Purpose purpose) { return purpose_words[static_cast<std::size_t>(purpose)]; }
std::optional<Purpose> purpose_from(std::string_view word) { return find_word<Purpose>(purpose_words, word); }

std::string_view to_word(ConsentDecision decision) { return decision_words[static_cast<std::size_t>(decision)]; }
std::optional<ConsentDecision> consent_decision_from(std::string_view word) { return find_word<ConsentDecision>(decision_words, word); }

std::string_view to_word(ConsentMethod method) { return method_words[static_cast<std::size_t>(method)]; }
std::optional<ConsentMethod> consent_method_from(std::string_view word) { return find_word<ConsentMethod>(method_words, word); }

Channels Channels::all() { return Channels((1u << words.size()) - 1); }

Channels Channels::of(std::string_view text) {
  unsigned bits = 0;
  for (const std::string_view word : cityaudit::words(text))
    if (const auto found = find_word<unsigned>(words, word)) bits |= 1u << *found;
  return Channels(bits);
}

bool Channels::has(std::string_view word) const { return of(word).any() && of(word).within(*this); }

std::string Channels::text() const {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    if ((bits_ >> i) & 1) out += (out.empty() ? "" : " ") + std::string(words[i]);
  return out;
}

}  // namespace cityaudit::ingest
