#pragma once
// What staff put right in a submission that somebody else filled in: where it was, whose it is, that it came twice. The answers as they
// came stay; a correction is a row that lies over them (ingest/answer_overlay.h). Thread-safe; calls block.

#include "ingest/review.h"
#include "ingest/submissions.h"

#include <array>

namespace cityaudit::ingest {

enum class CorrectedField { stop, walk, code, duplicate };
std::string_view to_word(CorrectedField field);
std::optional<CorrectedField> corrected_field_from(std::string_view word);

struct CorrectionOrder {
  CorrectedField field = CorrectedField::stop;
  std::string value;   // a stop's or walk's code, a participant's code, the id of the submission that it repeats
  std::string reason;  // mandatory
  std::int64_t seen = 0;
};

struct Correction {
  Uuid uuid;
  std::string field;
  std::string before, after;
  std::string reason;
  AccountId account;
  UtcMillis at;
  std::optional<UtcMillis> undone_at;
};

class Corrections {
 public:
  Corrections(store::Database& database, const Events& events, const Clock& clock, FormVersions& forms)
      : database_(database), events_(events), clock_(clock), forms_(forms) {}

  /// not_found ("submission.unknown"); invalid: "correction.reason_missing", "correction.not_asked" (the form has no such question),
  /// "correction.stop_unknown", "correction.walk_unknown", "correction.code_unknown", "correction.other_unknown",
  /// "correction.nothing_changes"; conflict: "review.changed_meanwhile", "review.with_contact".
  Result<> correct(const Uuid& submission, const CorrectionOrder& order, const Reviewer& reviewer);
  /// not_found ("correction.unknown"); conflict ("correction.corrected_again", "review.changed_meanwhile").
  Result<> take_back(const Uuid& submission, const Uuid& correction, std::int64_t seen, const Reviewer& reviewer);

  /// Oldest first, those that were taken back too.
  static std::vector<Correction> of(store::Transaction& tx, SubmissionId submission);

 private:
  struct Target;  // the answer a correction is about
  Result<Target> find_target(const Uuid& submission, CorrectedField field);
  Result<> correct_answer(store::Transaction& tx, const ReviewView& view, const Target& target, const CorrectionOrder& order,
                          const Reviewer& reviewer) const;
  Result<> mark_duplicate(store::Transaction& tx, const ReviewView& view, const CorrectionOrder& order, const Reviewer& reviewer) const;
  Result<ReviewView> find_unchanged(store::Transaction& tx, const Uuid& submission, std::int64_t seen, const Reviewer& reviewer) const;
  void note(store::Transaction& tx, const ReviewView& view, const char* action, const char* event, std::string_view field,
            const Reviewer& reviewer) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  FormVersions& forms_;
};

}  // namespace cityaudit::ingest
