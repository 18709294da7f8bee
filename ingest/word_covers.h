#pragma once
// Covering words in answers: names, residence status, addresses that somebody wrote down. Covered words are gone from every read at once;
// the stored answer keeps them, for people who may see identities and say why. Thread-safe; calls block.

#include "ingest/answer_overlay.h"
#include "ingest/review.h"
#include "ingest/submissions.h"

namespace cityaudit::ingest {

inline constexpr std::size_t word_covers_max = 200;  // of one submission

struct WordRange {
  std::string path;  // "/data/photos[2]/caption"
  std::size_t from = 0, to = 0;
  std::string kind;   // words, name, status, address
  std::string shown;  // in their place, from the catalogue; at most 40 bytes
};
bool is_cover_kind(std::string_view kind);

class WordCovers {
 public:
  WordCovers(store::Database& database, const Events& events, const Clock& clock, FormVersions& forms)
      : database_(database), events_(events), clock_(clock), forms_(forms) {}

  /// not_found ("submission.unknown"); invalid: "cover.no_such_words", "cover.not_text", "cover.too_many"; conflict ("cover.overlaps",
  /// "review.with_contact"). The same words in other answers of the submission are not looked for.
  Result<> cover(const Uuid& submission, const WordRange& range, const Reviewer& reviewer);
  /// For whoever covered them, and for people who may see identities; forbidden ("cover.sealed"). not_found ("cover.unknown").
  Result<> uncover(const Uuid& submission, const Uuid& cover, bool may_see_identity, const Reviewer& reviewer);
  /// The whole answer as it was written, and a note of who read it and why. forbidden ("cover.sealed"); invalid ("cover.reason_missing").
  Result<std::string> unseal(const Uuid& submission, std::string_view path, std::string_view reason, bool may_see_identity,
                             const Reviewer& reviewer);

 private:
  struct Text;  // of one answer
  Result<Text> find_text(const Uuid& submission, std::string_view path);
  Result<SubmissionId> find_visible(store::Transaction& tx, const Uuid& submission, const Reviewer& reviewer) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  FormVersions& forms_;
};

}  // namespace cityaudit::ingest
