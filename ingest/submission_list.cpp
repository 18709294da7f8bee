#include "ingest/submission_list.h"

#include "ingest/consent_problems.h"
#include "ingest/submissions.h"
#include "ingest/urgent.h"
#include "store/text_match.h"

#include <algorithm>
#include <limits>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view select_listed =
    "SELECT s.id, s.uuid, s.activity_id, s.form_version_id, s.state, s.flags, s.problem_count, s.revision, s.received_at, s.submitted_at, "
    "coalesce(p.code, s.claimed_code), s.instance_id, s.xml_sha256, s.xml, "
    "(SELECT count(*) FROM attachment f WHERE f.submission_id = s.id AND f.expected = 1), "
    "(SELECT count(f.sha256) FROM attachment f WHERE f.submission_id = s.id AND f.expected = 1), "
    "(SELECT max(f.received_at) FROM attachment f WHERE f.submission_id = s.id AND f.sha256 IS NOT NULL), "
    "s.overlaid, s.review_version, s.assigned_to, c.name, s.appealed_at "
    "FROM submission s LEFT JOIN participation p ON p.id = s.participation_id LEFT JOIN account c ON c.id = s.assigned_to ";

struct ReadListed {
  ListedSubmission listed;
  bool overlaid = false;
};

ReadListed read_listed(const store::Rows& rows) {
  ReadListed read;
  ListedSubmission& out = read.listed;
  out.id = {rows.integer(0)};
  out.uuid = rows.uuid(1);
  out.activity = {rows.integer(2)};
  out.form = {rows.integer(3)};
  out.state = rows.string(4);
  out.flags = rows.integer(5);
  out.problem_count = rows.integer(6);
  out.revision = rows.integer(7);
  out.received_at = {rows.integer(8)};
  if (!rows.is_null(9)) out.submitted_at = UtcMillis{rows.integer(9)};
  out.participant = rows.string(10);
  out.instance_id = rows.string(11);
  out.xml_sha256 = rows.sha256(12);
  const Bytes xml = rows.blob(13);
  out.xml.assign(reinterpret_cast<const char*>(xml.data()), xml.size());
  out.files_expected = rows.integer(14);
  out.files_present = rows.integer(15);
  if (!rows.is_null(16)) out.files_last_at = UtcMillis{rows.integer(16)};
  read.overlaid = rows.integer(17) != 0;
  out.review_version = rows.integer(18);
  out.assigned_to = rows.is_null(19) ? 0 : rows.integer(19);
  if (!rows.is_null(20)) out.assigned_name = rows.string(20);
  out.appealed = !rows.is_null(21);
  return read;
}

template <class Key>
std::optional<ListedSubmission> read_one(store::Transaction& tx, const std::string& sql, const Key& key) {
  ReadListed read;
  {
    store::Rows rows = tx.query(sql, key);
    if (!rows.next()) return std::nullopt;
    read = read_listed(rows);
  }
  if (read.overlaid) read.listed.overlay = AnswerOverlay::of(tx, read.listed.id);
  return std::move(read.listed);
}

/// The filter as conditions that are always all there, so that few statements are kept: one that is not asked for is true. Keys and flags
/// come of the index submission_listing alone: the rows themselves hold whole instances.
std::string conditions() {
  std::string sql =
      "FROM submission s WHERE s.activity_id = $1 AND " + std::string(shown_submission) +
      "AND ($3 = '' OR s.state = $3 OR ($3 = 'awaiting' AND (s.state = 'received' OR s.state = 'in_review'))) "
      "AND (s.flags & $4) = $4 AND ($5 = 0 OR s.problem_count > 0) AND s.received_at >= $8 AND s.received_at < $9 "
      "AND ($6 = 0 OR EXISTS (SELECT 1 FROM attachment f WHERE f.submission_id = s.id AND f.expected = 1 AND f.sha256 IS NULL)) "
      "AND ($7 = 0 OR EXISTS (SELECT 1 FROM photo p WHERE p.submission_id = s.id)) ";
  sql +=
      "AND ($23 = 0 OR EXISTS (SELECT 1 FROM submission m WHERE m.id = s.id AND m.assigned_to = $23)) "
      "AND ($24 = 0 OR EXISTS (SELECT 1 FROM submission m WHERE m.id = s.id AND m.appealed_at IS NOT NULL)) ";
  sql += "AND " + has_consent_problem("$25") + " ";
  for (const std::string_view facet : {"$10", "$11", "$12", "$13", "$14"})
    sql += "AND (" + std::string(facet) + " = 0 OR EXISTS (SELECT 1 FROM submission_facet f WHERE f.facet = " + std::string(facet) +
           " AND f.submission_id = s.id)) ";
  for (const std::string_view words : {"$16", "$17", "$18", "$19", "$20", "$21"})
    sql += "AND (" + std::string(words) +
           " = '' OR EXISTS (SELECT 1 FROM submission_text t WHERE t.submission_id = s.id AND ($15 = 0 OR t.question = $15) AND " +
           store::has_text("t.words", words) + ")) ";
  return sql;
}

/// Binds the filter to a statement over conditions(); $2 is where the page begins, $22 its length.
store::Rows find(store::Transaction& tx, std::string_view sql, ActivityId activity, const SubmissionFilter& filter, std::string_view state,
                 std::size_t count) {
  constexpr std::int64_t ever = std::numeric_limits<std::int64_t>::max();
  const std::int64_t start = filter.after ? filter.after->value : (filter.oldest_first ? 0 : ever);
  const auto facet = [&](std::size_t at) { return at < filter.facets.size() ? filter.facets[at] : Facet{0}; };
  const auto word = [&](std::size_t at) { return at < filter.words.size() ? std::string_view(filter.words[at]) : std::string_view(); };
  return tx.query(sql, activity, start, state, filter.flags, filter.with_problems, filter.with_missing_files, filter.with_photos,
                  filter.received_from ? filter.received_from->value : 0, filter.received_before ? filter.received_before->value : ever,
                  facet(0), facet(1), facet(2), facet(3), facet(4), filter.words_question, word(0), word(1), word(2), word(3), word(4),
                  word(5), count, filter.assigned_to, filter.with_appeal, filter.consent_problem);
}

void collect_keys(store::Transaction& tx, ActivityId activity, const SubmissionFilter& filter, std::size_t count,
                  std::vector<std::int64_t>& into) {
  static const std::string newest = "SELECT s.id " + conditions() + "AND s.id < $2 ORDER BY s.id DESC LIMIT $22";
  static const std::string oldest = "SELECT s.id " + conditions() + "AND s.id > $2 ORDER BY s.id LIMIT $22";
  store::Rows rows = find(tx, filter.oldest_first ? oldest : newest, activity, filter, filter.state, count);
  while (rows.next()) into.push_back(rows.integer(0));
}

std::vector<ActivityId> activities_of(store::Transaction& tx, const SubmissionFilter& filter) {
  std::vector<ActivityId> out;
  store::Rows rows = tx.query("SELECT id FROM activity WHERE audit_id = $1 AND ($2 = '' OR code = $2)", filter.audit, filter.activity_code);
  while (rows.next()) out.push_back({rows.integer(0)});
  return out;
}

}  // namespace

bool is_listed_state(std::string_view word) {
  constexpr std::string_view words[] = {"received", "in_review", "approved", "returned", "rejected", "awaiting"};
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::vector<ListedSubmission> list_submissions(store::Transaction& tx, const SubmissionFilter& filter, std::size_t count) {
  std::vector<std::int64_t> keys;
  for (const ActivityId activity : activities_of(tx, filter)) collect_keys(tx, activity, filter, count, keys);
  if (filter.oldest_first) {
    std::sort(keys.begin(), keys.end());
  } else {
    std::sort(keys.begin(), keys.end(), std::greater<>());
  }
  if (keys.size() > count) keys.resize(count);

  static const std::string sql = std::string(select_listed) + "WHERE s.id = $1";
  std::vector<ListedSubmission> out;
  out.reserve(keys.size());
  for (const std::int64_t key : keys)
    if (auto listed = read_one(tx, sql, key)) out.push_back(std::move(*listed));
  return out;
}

std::map<std::string, std::int64_t, std::less<>> count_by_state(store::Transaction& tx, const SubmissionFilter& filter) {
  static const std::string sql = "SELECT s.state, count(*) " + conditions() + "GROUP BY s.state";
  std::map<std::string, std::int64_t, std::less<>> out;
  for (const ActivityId activity : activities_of(tx, filter)) {
    store::Rows rows = find(tx, sql, activity, filter, {}, 0);
    while (rows.next()) out[rows.string(0)] += rows.integer(1);
  }
  return out;
}

std::vector<FoundSubmission> find_submissions(store::Transaction& tx, const SubmissionFilter& filter) {
  static const std::string sql = "SELECT s.id, CASE WHEN s.state = 'received' OR s.state = 'in_review' THEN 1 ELSE 0 END " + conditions();
  std::vector<FoundSubmission> out;
  for (const ActivityId activity : activities_of(tx, filter)) {
    store::Rows rows = find(tx, sql, activity, filter, filter.state, 0);
    while (rows.next()) out.push_back({{rows.integer(0)}, rows.integer(1) != 0});
  }
  return out;
}

std::optional<ListedSubmission> find_listed(store::Transaction& tx, const Uuid& submission) {
  static const std::string sql = std::string(select_listed) + "WHERE s.uuid = $1 AND " + std::string(shown_submission);
  return read_one(tx, sql, submission);
}

std::optional<ListedSubmission> find_listed(store::Transaction& tx, SubmissionId submission) {
  static const std::string sql = std::string(select_listed) + "WHERE s.id = $1 AND " + std::string(shown_submission);
  return read_one(tx, sql, submission);
}

std::optional<ListedSubmission> find_live(store::Transaction& tx, const Uuid& submission) {
  static const std::string sql = std::string(select_listed) + "WHERE s.uuid = $1 AND " + std::string(live_submission);
  return read_one(tx, sql, submission);
}

std::optional<ListedSubmission> find_live(store::Transaction& tx, SubmissionId submission) {
  static const std::string sql = std::string(select_listed) + "WHERE s.id = $1 AND " + std::string(live_submission);
  return read_one(tx, sql, submission);
}

std::optional<ListedSubmission> find_revision(store::Transaction& tx, SubmissionId submission) {
  static const std::string sql = std::string(select_listed) + "WHERE s.id = $1 AND s.state NOT IN ('withdrawn', 'erased')";
  return read_one(tx, sql, submission);
}

std::vector<ListedSubmission> list_urgent(store::Transaction& tx, AuditId audit, std::size_t count) {
  static const std::string keys_sql =
      "SELECT s.id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE a.audit_id = $1 AND s.flags >= 256 AND (s.flags & 256) "
      "<> 0 AND " +
      std::string(live_submission) + "ORDER BY s.id DESC LIMIT $2";
  std::vector<SubmissionId> keys;
  {
    store::Rows rows = tx.query(keys_sql, audit, count);
    while (rows.next()) keys.push_back({rows.integer(0)});
  }
  std::vector<ListedSubmission> out;
  for (const SubmissionId key : keys)
    if (auto listed = find_live(tx, key)) out.push_back(std::move(*listed));
  return out;
}

bool is_shown(store::Transaction& tx, SubmissionId submission) {
  static const std::string sql = "SELECT 1 FROM submission s WHERE s.id = $1 AND " + std::string(shown_submission);
  return tx.integer(sql, submission).has_value();
}

std::optional<AuditId> audit_of_submission(store::Transaction& tx, const Uuid& submission) {
  const auto id = tx.integer("SELECT a.audit_id FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.uuid = $1", submission);
  return id ? std::optional(AuditId{*id}) : std::nullopt;
}

bool is_shown_to(store::Transaction& tx, SubmissionId submission, AccountId account, std::string_view role) {
  static const std::string sql =
      "SELECT a.audit_id, s.flags FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1 AND " +
      std::string(live_submission);
  AuditId audit;
  {
    store::Rows rows = tx.query(sql, submission);
    if (!rows.next()) return false;
    if ((rows.integer(1) & flag_urgent) == 0) return true;
    audit = {rows.integer(0)};
  }
  return is_urgent_contact(tx, audit, account, role);
}

}  // namespace cityaudit::ingest
