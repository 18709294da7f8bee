#include "server/routes/submission_filter.h"

#include "base/search_form.h"
#include "base/text.h"
#include "ingest/consent_problems.h"
#include "ingest/submissions.h"

#include <algorithm>

namespace cityaudit::server::handlers {
namespace {

constexpr std::int64_t page_size_max = 200;
constexpr std::size_t only_max = 100;
constexpr std::size_t text_bytes_max = 500;

void refuse(Error& faults, const char* field) { faults.fields.push_back({field, "field.unusable", {}}); }

bool is_yes(const http::Request& request, std::string_view name) { return request.query_value(name) == "yes"; }

/// 0 for a word that is no flag.
std::int64_t flag_of(std::string_view word) {
  for (std::int64_t bit = 1; bit < 1 << 20; bit <<= 1) {
    const auto words = ingest::flag_words(bit);
    if (!words.empty() && words.front() == word) return bit;
  }
  return 0;
}

}  // namespace

Result<WantedSubmissions> WantedSubmissions::of(const http::Request& request, ingest::AuditId audit) {
  WantedSubmissions wanted;
  Error faults(ErrorKind::invalid, "request.fields");
  wanted.filter_.audit = audit;
  wanted.read_texts(request);
  if (!wanted.filter_.state.empty() && !ingest::is_listed_state(wanted.filter_.state)) refuse(faults, "state");
  wanted.read_flags(request, faults);
  wanted.read_times(request, faults);
  wanted.read_page(request, faults);
  if (!faults.fields.empty()) return faults;
  return wanted;
}

void WantedSubmissions::read_texts(const http::Request& request) {
  filter_.activity_code = request.query_value("activity");
  filter_.state = request.query_value("state");
  area_ = request.query_value("area");
  mine_ = is_yes(request, "mine");
  stop_ = request.query_value("stop");
  if (const std::string_view theme = request.query_value("theme"); !theme.empty()) filter_.facets.push_back(ingest::facet_of_theme(theme));
  if (const std::string_view code = trim(request.query_value("participant")); !code.empty()) {
    std::string upper(code);
    for (char& c : upper)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    filter_.facets.push_back(ingest::facet_of_participant(upper));
  }
  const std::string_view question = request.query_value("question"), answer = request.query_value("answer");
  if (!question.empty() && !answer.empty()) filter_.facets.push_back(ingest::facet_of_choice(question, answer));
  filter_.words = search_words(request.query_value("words").substr(0, text_bytes_max), ingest::SubmissionFilter::words_max);
  if (!question.empty() && answer.empty()) filter_.words_question = ingest::facet_of_question(question);
}

void WantedSubmissions::read_flags(const http::Request& request, Error& faults) {
  filter_.with_problems = is_yes(request, "problems");
  filter_.with_missing_files = is_yes(request, "missing");
  filter_.with_photos = is_yes(request, "photos");
  filter_.with_appeal = is_yes(request, "appeal");
  filter_.consent_problem = request.query_value("consent");
  if (!filter_.consent_problem.empty() && !ingest::is_listed_consent_problem(filter_.consent_problem)) refuse(faults, "consent");
  const std::string_view flags = request.query_value("flags");
  if (flags.empty()) return;
  for (const std::string_view word : split(flags, ',')) {
    const std::int64_t bit = flag_of(word);
    if (bit == 0) refuse(faults, "flags");
    filter_.flags |= bit;
  }
}

void WantedSubmissions::read_times(const http::Request& request, Error& faults) {
  const auto read = [&](const char* name) -> std::optional<UtcMillis> {
    const std::string_view text = request.query_value(name);
    if (text.empty()) return std::nullopt;
    const auto time = parse_iso8601(text);
    if (!time) refuse(faults, name);
    return time;
  };
  filter_.received_from = read("from");
  filter_.received_before = read("before");
}

void WantedSubmissions::read_page(const http::Request& request, Error& faults) {
  const std::string_view order = request.query_value("order");
  if (!order.empty() && order != "newest" && order != "oldest") refuse(faults, "order");
  filter_.oldest_first = order == "oldest";
  if (const std::string_view cursor = request.query_value("cursor"); !cursor.empty()) {
    const auto id = parse_integer(cursor);
    if (!id || *id < 1) refuse(faults, "cursor");
    filter_.after = ingest::SubmissionId{id.value_or(0)};
  }
  if (const std::string_view limit = request.query_value("limit"); !limit.empty()) {
    const auto wanted = parse_integer(limit);
    if (!wanted || *wanted < 1) refuse(faults, "limit");
    count = static_cast<std::size_t>(std::clamp<std::int64_t>(wanted.value_or(1), 1, page_size_max));
  }
  with_counts = is_yes(request, "counts");
  const std::string_view ids = request.query_value("ids");
  if (ids.empty()) return;
  for (const std::string_view id : split(ids, ',')) {
    const auto uuid = parse_uuid(id);
    if (!uuid || only.size() == only_max) return refuse(faults, "ids");
    only.push_back(*uuid);
  }
}

ingest::SubmissionFilter WantedSubmissions::resolve(store::Transaction& tx, ingest::AccountId reader) const {
  ingest::SubmissionFilter filter = filter_;
  if (mine_) filter.assigned_to = reader;
  if (!area_.empty()) {
    const auto id = tx.integer("SELECT id FROM area WHERE audit_id = $1 AND code = $2", filter.audit, area_);
    filter.facets.push_back(ingest::facet_of_area({id.value_or(0)}));
  }
  if (!stop_.empty()) {
    const std::size_t slash = stop_.find('/');
    const std::string_view walk = std::string_view(stop_).substr(0, slash), stop = std::string_view(stop_).substr(slash + 1);
    const auto id =
        tx.integer("SELECT s.id FROM stop s JOIN walk w ON w.id = s.walk_id WHERE w.audit_id = $1 AND w.code = $2 AND s.code = $3",
                   filter.audit, walk, slash == std::string::npos ? std::string_view() : stop);
    filter.facets.push_back(ingest::facet_of_stop({id.value_or(0)}));
  }
  return filter;
}

}  // namespace cityaudit::server::handlers
