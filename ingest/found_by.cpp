#include "ingest/found_by.h"

#include "base/digest.h"

namespace cityaudit::ingest {
namespace {

Facet facet_of(std::string_view kind, std::string_view one, std::string_view two = {}) {
  std::string text(kind);
  for (const std::string_view part : {one, two}) {
    text += '\0';
    text += part;
  }
  const Sha256 digest = sha256(bytes_of(text));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest.value[i];
  return static_cast<Facet>(number >> 1 | 1);  // never 0
}

}  // namespace

Facet facet_of_area(AreaId area) { return facet_of("area", std::to_string(area.value)); }
Facet facet_of_stop(StopId stop) { return facet_of("stop", std::to_string(stop.value)); }
Facet facet_of_theme(std::string_view code) { return facet_of("theme", code); }
Facet facet_of_participant(std::string_view code) { return facet_of("participant", code); }
Facet facet_of_question(std::string_view path) { return facet_of("question", path); }
Facet facet_of_choice(std::string_view path, std::string_view value) { return facet_of("choice", path, value); }

void put_found_by(store::Transaction& tx, SubmissionId submission, const FoundBy& found_by) {
  forget_found_by(tx, submission);
  for (const Facet facet : found_by.facets)
    tx.execute("INSERT INTO submission_facet (facet, submission_id) VALUES ($1, $2)", facet, submission);
  std::int64_t seq = 0;
  for (const FoundWords& text : found_by.texts)
    tx.execute("INSERT INTO submission_text (submission_id, seq, question, words) VALUES ($1, $2, $3, $4)", submission, ++seq,
               text.question, text.words);
}

void forget_found_by(store::Transaction& tx, SubmissionId submission) {
  tx.execute("DELETE FROM submission_facet WHERE submission_id = $1", submission);
  forget_words(tx, submission);
}

void forget_words(store::Transaction& tx, SubmissionId submission) {
  tx.execute("DELETE FROM submission_text WHERE submission_id = $1", submission);
}

}  // namespace cityaudit::ingest
