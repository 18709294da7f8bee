#pragma once
// How authors want to be called beside their photos, wherever those are shown. What a person chose last for themselves, by their link or
// in a form sent by it, holds for everything of theirs; what came with an open link holds for that submission alone. Whoever chose
// nothing is anonymous. Thread-safe; calls of the class block.

#include "ingest/form_versions.h"
#include "ingest/participations.h"

namespace cityaudit::ingest {

enum class CreditKind { name, pseudonym, anonymous };
std::string_view to_word(CreditKind kind);
std::optional<CreditKind> credit_kind_from(std::string_view word);

struct AuthorCredit {
  static constexpr std::size_t words_characters_max = 60;

  CreditKind kind = CreditKind::anonymous;
  std::string words = {};  // as they are printed; empty when anonymous
  bool operator==(const AuthorCredit&) const = default;
};

/// What a filled form says of it (ca:as="credit"), whichever client sent it: a choice, and the words in a question of text; a name or
/// pseudonym without words is none. Nothing when the form does not ask, or nothing was answered. Pure.
std::optional<AuthorCredit> credit_answers(const AnalysisMapping& mapping, const Answers& answers);

/// What is printed beside photos of this submission. Inside a transaction.
AuthorCredit credit_of(store::Transaction& tx, SubmissionId submission);
/// What this person chose, under any of their codes; nothing when they never chose.
std::optional<AuthorCredit> credit_of(store::Transaction& tx, ParticipationId participation);

class AuthorCredits {
 public:
  AuthorCredits(store::Database& database, const Events& events, const Clock& clock)
      : database_(database), events_(events), clock_(clock) {}

  /// invalid: field "words" ("credit.words_missing", "credit.words_too_long"). not_found ("participant.unknown").
  Result<> choose(ParticipationId participation, AuthorCredit credit, std::string_view actor);

  /// The same as a member of staff writes it down: for its author, or for this submission alone when nobody knows whose it is.
  /// not_found ("submission.unknown").
  Result<> choose(const Uuid& submission, AuthorCredit credit, std::string_view actor);

  /// What came with a submission, in its transaction, after its row.
  static void receive(store::Transaction& tx, SubmissionId submission, ParticipationId proved_author, const AuthorCredit& credit,
                      UtcMillis at);

 private:
  Result<> choose_in(store::Transaction& tx, ParticipationId participation, const AuthorCredit& credit, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

}  // namespace cityaudit::ingest
