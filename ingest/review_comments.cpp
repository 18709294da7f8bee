#include "ingest/review_comments.h"

#include "base/text.h"
#include "ingest/submission_events.h"

#include <fmt/format.h>

namespace cityaudit::ingest {

Result<SubmissionId> ReviewComments::find_visible(store::Transaction& tx, const Uuid& submission, const Reviewer& reviewer) const {
  const auto view = Review::find(tx, submission);
  if (!view) return Error(ErrorKind::not_found, "submission.unknown");
  if (view->standing.urgent && !Review::actor_of(tx, view->audit, reviewer).urgent_contact)
    return Error(ErrorKind::conflict, "review.with_contact");
  return view->id;
}

Result<Uuid> ReviewComments::add(const Uuid& submission, std::string_view given, const Reviewer& reviewer) {
  const std::string_view words = trim(given);
  if (words.empty()) return Error(ErrorKind::invalid, "comment.empty");
  if (words.size() > review_comment_bytes_max)
    return Error(ErrorKind::invalid, "comment.too_long", {}, {{"limit", std::to_string(review_comment_bytes_max)}});
  return database_.write([&](store::Transaction& tx) -> Result<Uuid> {
    CITYAUDIT_TRY(id, find_visible(tx, submission, reviewer));
    if (tx.integer("SELECT count(*) FROM review_comment WHERE submission_id = $1", id).value_or(0) >=
        static_cast<std::int64_t>(review_comments_max))
      return Error(ErrorKind::invalid, "comment.too_many", {}, {{"limit", std::to_string(review_comments_max)}});
    const Uuid uuid = random_uuid();
    tx.execute("INSERT INTO review_comment (uuid, submission_id, account_id, at, words) VALUES ($1, $2, $3, $4, $5)", uuid, id,
               reviewer.account, clock_.now(), words);
    announce_submission(tx, events_, clock_.now(), "submission.commented", id, reviewer.actor,
                        fmt::format(R"({{"comment":"{}"}})", to_string(uuid)));
    return uuid;
  });
}

Result<> ReviewComments::erase(const Uuid& submission, const Uuid& comment, const Reviewer& reviewer) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(id, find_visible(tx, submission, reviewer));
    SubmissionId revision = id;
    std::optional<std::int64_t> author;
    // It may have been said of an earlier revision.
    for (int steps = 0; revision && !author && steps < 1000; ++steps) {
      author = tx.integer("SELECT account_id FROM review_comment WHERE uuid = $1 AND submission_id = $2 AND erased_at IS NULL", comment,
                          revision);
      if (!author) revision = {tx.integer("SELECT replaces_id FROM submission WHERE id = $1", revision).value_or(0)};
    }
    if (!author) return Error(ErrorKind::not_found, "comment.unknown");
    if (*author != reviewer.account.value && reviewer.role != "admin") return Error(ErrorKind::forbidden, "comment.not_yours");
    tx.execute("UPDATE review_comment SET words = '', erased_at = $2 WHERE uuid = $1", comment, clock_.now());
    announce_submission(tx, events_, clock_.now(), "submission.comment_erased", id, reviewer.actor,
                        fmt::format(R"({{"comment":"{}"}})", to_string(comment)));
    return {};
  });
}

std::vector<ReviewComment> ReviewComments::of(store::Transaction& tx, SubmissionId submission) {
  std::vector<ReviewComment> out;
  store::Rows rows =
      tx.query("SELECT uuid, account_id, at, words, erased_at FROM review_comment WHERE submission_id = $1 ORDER BY id", submission);
  while (rows.next()) {
    ReviewComment each{rows.uuid(0), submission, {rows.integer(1)}, {rows.integer(2)}, rows.string(3), {}};
    if (!rows.is_null(4)) each.erased_at = UtcMillis{rows.integer(4)};
    out.push_back(std::move(each));
  }
  return out;
}

}  // namespace cityaudit::ingest
