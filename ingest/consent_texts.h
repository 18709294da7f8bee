#pragma once
// The wordings in which an audit asks for consent. Append-only: whoever changes one makes the next version, so that what somebody agreed to
// can be shown again. A wording is offered to people only after a person who reads its language has said that it is right; that holds for
// those that travel with the program, too. Thread-safe; calls block.

#include "base/settings.h"
#include "ingest/audits.h"
#include "ingest/consent.h"

namespace cityaudit::ingest {

/// What nobody is asked about and everybody is told: who is responsible, how long, contact, complaint.
inline constexpr std::string_view about_text = "about";

struct ConsentText {
  std::int64_t id = 0;
  Uuid uuid;
  std::string purpose;  // about_text, or a word of Purpose
  std::string language;
  std::int64_t version = 0;  // of its purpose and language, from 1
  Channels channels;         // that it speaks of
  std::string words;
  UtcMillis made_at;
  AccountId made_by;       // none: came with the program
  std::string checked_by;  // a person's name; empty: by nobody
  std::optional<UtcMillis> checked_at;

  bool is_checked() const { return checked_at.has_value(); }
  /// Whether something is to be filled in: "{contact}".
  bool is_unfinished() const;
};

struct ConsentTextLimits {
  std::size_t words_bytes_max = 12'000;
  std::int64_t versions_max = 2'000;  // of one audit
  std::int64_t erasure_hours = 24;    // told in the default wording
  std::int64_t retention_years = 5;   // the same

  static ConsentTextLimits from(const Settings& settings);
};

class ConsentTexts {
 public:
  ConsentTexts(store::Database& database, const Events& events, const Clock& clock, ConsentTextLimits limits)
      : database_(database), events_(events), clock_(clock), limits_(limits) {}

  /// All versions, by purpose and language, the newest first. An audit that has none gets those that travel with the program, with what is
  /// known of the audit filled in.
  Result<std::vector<ConsentText>> of_audit(const Audit& audit);
  /// The next version. invalid ("request.fields"); too_large ("consent.texts_too_many"). The words as they are already: that version.
  Result<ConsentText> add(const Audit& audit, std::string_view purpose, std::string_view language, std::string_view words,
                          AccountId account, std::string_view actor);
  /// `name` read it and says that it is right. conflict ("consent.text_unfinished"); not_found ("consent.text_unknown").
  Result<ConsentText> check(AuditId audit, const Uuid& text, std::string_view name, AccountId account, std::string_view actor);

  /// What a person who reads `language` is shown: the newest checked version of each purpose, about_text first. Empty when `language` has
  /// no checked words about who is responsible.
  static std::vector<ConsentText> offered(store::Transaction& tx, AuditId audit, std::string_view language);
  /// In which that is not empty.
  static std::vector<std::string> offered_languages(store::Transaction& tx, AuditId audit);
  static std::optional<ConsentText> find(store::Transaction& tx, std::int64_t id);

 private:
  void add_defaults(store::Transaction& tx, const Audit& audit) const;
  ConsentText insert(store::Transaction& tx, AuditId audit, std::string_view purpose, std::string_view language, std::string_view words,
                     AccountId account) const;
  void announce(store::Transaction& tx, std::string_view type, AuditId audit, const ConsentText& text, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const ConsentTextLimits limits_;
};

}  // namespace cityaudit::ingest
