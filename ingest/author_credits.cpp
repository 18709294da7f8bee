#include "ingest/author_credits.h"

#include "base/characters.h"
#include "base/text.h"
#include "ingest/attached_submissions.h"
#include "ingest/submission_events.h"
#include "ingest/submission_list.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view kind_words[] = {"name", "pseudonym", "anonymous"};

std::optional<AuthorCredit> read(store::Rows rows) {
  if (!rows.next()) return std::nullopt;
  return AuthorCredit{credit_kind_from(rows.text(0)).value_or(CreditKind::anonymous), rows.string(1)};
}

void put(store::Transaction& tx, ParticipationId participation, const AuthorCredit& credit, UtcMillis at) {
  tx.execute(
      "INSERT INTO author_credit (participation_id, kind, words, updated_at) VALUES ($1, $2, $3, $4) ON CONFLICT (participation_id) DO "
      "UPDATE SET kind = $2, words = $3, updated_at = $4 WHERE author_credit.updated_at <= $4",
      participation, to_word(credit.kind), credit.words, at);
}

Result<> make_ready(AuthorCredit& credit) {
  credit.words = credit.kind == CreditKind::anonymous ? std::string() : std::string(trim(credit.words));
  const std::size_t characters = count_characters(credit.words);
  if (credit.kind == CreditKind::anonymous || (characters > 0 && characters <= AuthorCredit::words_characters_max)) return {};
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({"words",
                          characters == 0 ? "credit.words_missing" : "credit.words_too_long",
                          {{"max", std::to_string(AuthorCredit::words_characters_max)}}});
  return fault;
}

}  // namespace

std::string_view to_word(CreditKind kind) { return kind_words[static_cast<std::size_t>(kind)]; }

std::optional<CreditKind> credit_kind_from(std::string_view word) {
  const auto found = std::find(std::begin(kind_words), std::end(kind_words), word);
  if (found == std::end(kind_words)) return std::nullopt;
  return static_cast<CreditKind>(found - std::begin(kind_words));
}

std::optional<AuthorCredit> credit_answers(const AnalysisMapping& mapping, const Answers& answers) {
  std::optional<CreditKind> kind;
  std::string said;
  for (const Answer& answer : answers) {
    const MappingItem* item = mapping.find(answer.path);
    if (!item || item->role != Role::credit) continue;
    const std::string_view value = trim(answer.value);
    if (value.empty()) continue;
    if (item->choices.empty())
      said = value;
    else
      kind = credit_kind_from(value);
  }
  if (!kind && said.empty()) return std::nullopt;
  if (!kind) kind = CreditKind::pseudonym;
  // What is no word, or too long for a label, is not printed: nothing that was sent is refused for it.
  if (*kind == CreditKind::anonymous || said.empty() || count_characters(said) > AuthorCredit::words_characters_max) return AuthorCredit{};
  return AuthorCredit{*kind, said};
}

std::optional<AuthorCredit> credit_of(store::Transaction& tx, ParticipationId participation) {
  return read(
      tx.query("SELECT c.kind, c.words FROM participation p JOIN participation q ON q.id = p.id OR q.person_key = p.person_key JOIN "
               "author_credit c ON "
               "c.participation_id = q.id WHERE p.id = $1 ORDER BY c.updated_at DESC LIMIT 1",
               participation));
}

AuthorCredit credit_of(store::Transaction& tx, SubmissionId submission) {
  if (const auto author = proved_participation(tx, submission))
    if (auto chosen = credit_of(tx, author)) return std::move(*chosen);
  return read(tx.query("SELECT kind, words FROM submission_credit WHERE submission_id = $1", submission)).value_or(AuthorCredit{});
}

Result<> AuthorCredits::choose(ParticipationId id, AuthorCredit credit, std::string_view actor) {
  CITYAUDIT_CHECK(make_ready(credit));
  return database_.write([&](store::Transaction& tx) { return choose_in(tx, id, credit, actor); });
}

Result<> AuthorCredits::choose(const Uuid& uuid, AuthorCredit credit, std::string_view actor) {
  CITYAUDIT_CHECK(make_ready(credit));
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto submission = find_listed(tx, uuid);
    if (!submission) return Error(ErrorKind::not_found, "submission.unknown");
    if (const auto author = proved_participation(tx, submission->id)) return choose_in(tx, author, credit, actor);
    if (credit_of(tx, submission->id) == credit) return {};
    tx.execute(
        "INSERT INTO submission_credit (submission_id, kind, words) VALUES ($1, $2, $3) ON CONFLICT (submission_id) DO UPDATE SET kind = "
        "$2, words = $3",
        submission->id, to_word(credit.kind), credit.words);
    announce_submission(tx, events_, clock_.now(), "submission.credit_recorded", submission->id, actor);
    return {};
  });
}

Result<> AuthorCredits::choose_in(store::Transaction& tx, ParticipationId id, const AuthorCredit& credit, std::string_view actor) const {
  const auto participation = find_participation(tx, id);
  if (!participation) return Error(ErrorKind::not_found, "participant.unknown");
  if (credit_of(tx, id) == credit) return {};
  put(tx, id, credit, clock_.now());
  events_.append(tx, participation_event(*participation, "participation.credit_chosen", actor, clock_.now()));
  return {};
}

void AuthorCredits::receive(store::Transaction& tx, SubmissionId submission, ParticipationId proved_author, const AuthorCredit& credit,
                            UtcMillis at) {
  tx.execute("INSERT INTO submission_credit (submission_id, kind, words) VALUES ($1, $2, $3)", submission, to_word(credit.kind),
             credit.words);
  if (proved_author) put(tx, proved_author, credit, at);
}

}  // namespace cityaudit::ingest
