#include "ingest/consent_problems.h"

#include "ingest/photo_releases.h"

#include <fmt/format.h>
#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view kind_words[consent_problem_kinds] = {"no_analysis", "release_missing", "guardian_missing", "unchecked_language",
                                                                "mismatch"};

constexpr std::string_view columns =
    "s.id, s.uuid, a.code, coalesce((SELECT n.code FROM participation n WHERE n.id = s.participation_id), s.claimed_code, ''), "
    "s.received_at";

/// Nobody has dealt with it: neither covered nor found harmless nor signed for.
constexpr std::string_view open_photo =
    "p.state NOT IN ('refused', 'erased') AND p.redactions = '[]' AND coalesce(p.clearance, '') NOT IN ('nobody_recognisable', 'covered') "
    "AND "
    "NOT EXISTS (SELECT 1 FROM photo_release r WHERE r.photo_id = p.id AND r.withdrawn_at IS NULL";

/// Over `submission s`.
constexpr std::string_view denied = "(s.flags & 32) <> 0";
constexpr std::string_view unchecked =
    "EXISTS (SELECT 1 FROM consent c WHERE c.submission_id = s.id AND c.wording_checked = 0 AND c.decision = 'given')";

/// Over `photo p`.
std::string unsigned_photo() { return fmt::format("p.people = 'identifiable' AND {})", open_photo); }
std::string unguarded_photo() { return fmt::format("p.people = 'minors' AND {} AND r.guardian = 1)", open_photo); }

std::string submissions_with(std::string_view condition) {
  return fmt::format("FROM submission s JOIN activity a ON a.id = s.activity_id WHERE a.audit_id = $1 AND {} AND {}", shown_submission,
                     condition);
}

std::string photos_with(const std::string& condition) {
  return fmt::format(
      "FROM photo p JOIN submission s ON s.id = p.submission_id JOIN activity a ON a.id = s.activity_id WHERE a.audit_id = $1 AND {} AND "
      "{}",
      shown_submission, condition);
}

class Search {
 public:
  Search(store::Transaction& tx, AuditId audit, std::size_t count) : tx_(tx), audit_(audit), count_(count) {}

  void submissions(ConsentProblemKind kind, const std::string& from, std::string_view language = "''") {
    counted(kind, from);
    const std::string sql = fmt::format("SELECT {}, NULL, {} {} ORDER BY s.id DESC LIMIT $2", columns, language, from);
    take(kind, sql);
  }
  void photos(ConsentProblemKind kind, const std::string& from) {
    counted(kind, from);
    const std::string sql = fmt::format("SELECT {}, p.uuid, '' {} ORDER BY p.id DESC LIMIT $2", columns, from);
    take(kind, sql);
  }
  /// What SQL alone cannot tell: channels are sets.
  void published() {
    const std::string from = photos_with("p.publication IN ('selected', 'published')");
    const std::string sql = fmt::format("SELECT {}, p.uuid, '' {} ORDER BY p.id DESC", columns, from);
    std::vector<ConsentProblem> shown;
    {
      store::Rows rows = tx_.query(sql, audit_);
      while (rows.next()) shown.push_back(read(ConsentProblemKind::mismatch, rows));
    }
    for (ConsentProblem& each : shown) {
      const auto photo = Photos::find(tx_, *each.photo);
      if (!photo || publishable_channels(tx_, *photo).any()) continue;
      if (static_cast<std::size_t>(found.counts[static_cast<std::size_t>(each.kind)]++) < count_) found.items.push_back(std::move(each));
    }
  }

  ConsentProblems found;

 private:
  void counted(ConsentProblemKind kind, const std::string& from) {
    const std::string sql = "SELECT count(*) " + from;
    found.counts[static_cast<std::size_t>(kind)] = tx_.integer(sql, audit_).value_or(0);
  }
  void take(ConsentProblemKind kind, const std::string& sql) {
    store::Rows rows = tx_.query(sql, audit_, count_);
    while (rows.next()) found.items.push_back(read(kind, rows));
  }
  static ConsentProblem read(ConsentProblemKind kind, const store::Rows& rows) {
    ConsentProblem problem{kind, {rows.integer(0)}, rows.uuid(1), {}, rows.string(2), rows.string(3), rows.string(6), {rows.integer(4)}};
    if (!rows.is_null(5)) problem.photo = rows.uuid(5);
    return problem;
  }

  store::Transaction& tx_;
  const AuditId audit_;
  const std::size_t count_;
};

}  // namespace

std::string_view to_word(ConsentProblemKind kind) { return kind_words[static_cast<std::size_t>(kind)]; }

bool is_listed_consent_problem(std::string_view word) {
  return word == any_consent_problem || (word != to_word(ConsentProblemKind::mismatch) &&
                                         std::find(std::begin(kind_words), std::end(kind_words), word) != std::end(kind_words));
}

std::string has_consent_problem(std::string_view parameter) {
  const auto one = [&](ConsentProblemKind kind, const std::string& condition) {
    return fmt::format(" OR ({} IN ('{}', '{}') AND {})", parameter, any_consent_problem, to_word(kind), condition);
  };
  const auto photo = [](const std::string& condition) {
    return fmt::format("EXISTS (SELECT 1 FROM photo p WHERE p.submission_id = s.id AND {})", condition);
  };
  return fmt::format("({} = ''", parameter) + one(ConsentProblemKind::no_analysis, std::string(denied)) +
         one(ConsentProblemKind::release_missing, photo(unsigned_photo())) +
         one(ConsentProblemKind::guardian_missing, photo(unguarded_photo())) +
         one(ConsentProblemKind::unchecked_language, std::string(unchecked)) + ")";
}

ConsentProblems consent_problems(store::Transaction& tx, AuditId audit, std::size_t count) {
  static const std::string denied_submissions = submissions_with(denied), unchecked_submissions = submissions_with(unchecked);
  static const std::string unsigned_photos = photos_with(unsigned_photo()), unguarded = photos_with(unguarded_photo());
  Search search(tx, audit, count);
  search.submissions(ConsentProblemKind::no_analysis, denied_submissions);
  search.photos(ConsentProblemKind::release_missing, unsigned_photos);
  search.photos(ConsentProblemKind::guardian_missing, unguarded);
  search.submissions(ConsentProblemKind::unchecked_language, unchecked_submissions,
                     "coalesce((SELECT c.language FROM consent c WHERE c.submission_id = s.id AND c.wording_checked = 0 LIMIT 1), '')");
  search.published();
  return std::move(search.found);
}

}  // namespace cityaudit::ingest
