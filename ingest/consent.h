#pragma once
// The words of consent: purposes, channels, decisions. Pure; thread-safe.

#include "base/clock.h"
#include "ingest/keys.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// In the order in which people are asked; the words are those of ca:as="consent:PURPOSE".
enum class Purpose { take_part, record_audio, analyse, quote, publish_photo, contact_later, archive };
inline constexpr std::size_t purpose_count = 7;
inline constexpr std::array<std::string_view, purpose_count> purpose_words = {"take_part",     "record_audio",  "analyse", "quote",
                                                                              "publish_photo", "contact_later", "archive"};
std::string_view to_word(Purpose purpose);
std::optional<Purpose> purpose_from(std::string_view word);

/// Where something may be shown: any of report, exhibition, web, campaign.
class Channels {
 public:
  static constexpr std::array<std::string_view, 4> words = {"report", "exhibition", "web", "campaign"};
  static Channels all();
  /// Of a text with spaces between; what is no channel counts for nothing.
  static Channels of(std::string_view text);

  bool any() const { return bits_ != 0; }
  bool has(std::string_view word) const;
  /// The words in their order, with spaces between.
  std::string text() const;
  bool within(Channels other) const { return (bits_ & ~other.bits_) == 0; }
  Channels operator&(Channels other) const { return Channels(bits_ & other.bits_); }
  bool operator==(const Channels&) const = default;
  Channels() = default;

 private:
  explicit Channels(unsigned bits) : bits_(bits) {}
  unsigned bits_ = 0;
};

enum class ConsentDecision { not_asked, given, refused, withdrawn };
std::string_view to_word(ConsentDecision decision);
std::optional<ConsentDecision> consent_decision_from(std::string_view word);

enum class ConsentMethod { digital, paper_scan, oral_witnessed, told_facilitator };
std::string_view to_word(ConsentMethod method);
std::optional<ConsentMethod> consent_method_from(std::string_view word);

/// One row: what somebody decided about one purpose, and the evidence for it.
struct ConsentStatement {
  Purpose purpose = Purpose::take_part;
  ConsentDecision decision = ConsentDecision::given;
  Channels channels;
  std::int64_t text = 0;        // consent_text, or
  FormVersionId form;           // the form and
  std::string question;         // the path of its question
  std::string language;         // in which it was asked; empty when nobody knows
  bool wording_checked = true;  // by somebody who reads that language
  UtcMillis given_at;           // by the person's own clock, never later than it was recorded
  ConsentMethod method = ConsentMethod::digital;
  std::string witness;                                // of what was said
  AccountId recorded_by;                              // who wrote it down for somebody; may be none
  std::optional<std::array<unsigned char, 32>> scan;  // of the signed paper, a blob's name
};

}  // namespace cityaudit::ingest
