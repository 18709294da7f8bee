#include "base/search_form.h"

#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <stdexcept>

namespace cityaudit {
namespace {

const icu::Normalizer2& decomposing() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status) || !normalizer) throw std::runtime_error("ICU has no data for normalisation");
  return *normalizer;
}

/// Letters whose stroke or shape no decomposition takes away, and an ornament of Arabic script.
UChar32 plain_letter(UChar32 c) {
  switch (c) {
    case U'đ':
    case U'ð': return U'd';
    case U'ł': return U'l';
    case U'ø': return U'o';
    case U'ħ': return U'h';
    case U'ŧ': return U't';
    case U'ı': return U'i';
    case U'ґ': return U'г';
    default: return c;
  }
}

/// Marks that are written over or under a letter and often left out; the vowel signs of Indic scripts are letters of their own.
bool is_dropped(UChar32 c) {
  constexpr UChar32 arabic_stretch = 0x640;
  if (c == arabic_stretch) return true;
  if (u_charType(c) != U_NON_SPACING_MARK) return false;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  return script == USCRIPT_INHERITED || script == USCRIPT_HEBREW || script == USCRIPT_ARABIC;
}

bool is_blank(UChar32 c) { return u_isUWhiteSpace(c) || c < 0x20; }

/// Most of what is searched is plain: no need to ask ICU.
bool append_ascii(std::string_view text, std::string& out) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  for (char c : to_lower_ascii(text)) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20;
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  return true;
}

}  // namespace

std::string search_form(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (!append_ascii(text, out)) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString folded = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    folded.foldCase();
    const icu::UnicodeString parts = decomposing().normalize(folded, status);
    icu::UnicodeString kept;
    for (std::int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
      const UChar32 c = parts.char32At(at);
      if (is_dropped(c)) continue;
      if (!is_blank(c)) kept.append(plain_letter(c));
      if (is_blank(c) && !kept.isEmpty() && kept.charAt(kept.length() - 1) != u' ') kept.append(u' ');
    }
    UErrorCode composing = U_ZERO_ERROR;
    const icu::Normalizer2* composed = icu::Normalizer2::getNFCInstance(composing);  // Korean syllables in one piece again
    if (U_SUCCESS(composing) && composed) kept = composed->normalize(kept, composing);
    // What capital letters decompose to has capitals again ("ℌ").
    kept.foldCase();
    kept.toUTF8String(out);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<std::string> search_words(std::string_view typed, std::size_t words_max) {
  std::vector<std::string> out;
  const std::string folded = search_form(typed);
  for (const std::string_view word : words(folded)) {
    if (out.size() == words_max) break;
    if (std::find(out.begin(), out.end(), word) == out.end()) out.emplace_back(word);
  }
  return out;
}

}  // namespace cityaudit
