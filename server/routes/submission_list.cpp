// What has come in, page by page, by the filter of all lists.

#include "analysis/submission_area.h"
#include "base/search_form.h"
#include "base/text.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/submission_filter.h"
#include "server/routes/submission_json.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

/// What is read of the database for a page; the answers are read from the stored instances afterwards.
struct PageRead {
  std::vector<ingest::ListedSubmission> items;
  std::vector<std::vector<ingest::Photo>> photos;             // per item
  std::vector<std::optional<ingest::AreaId>> observed_areas;  // per item
  std::vector<ingest::Activity> activities;
  ingest::AuditPlaces places;
  std::map<std::string, std::int64_t, std::less<>> counts;
  std::int64_t event_seq = 0;
  bool more = false;
};

/// Those of the audit alone, in the order they were asked for.
std::vector<ingest::ListedSubmission> read_only(store::Transaction& tx, const WantedSubmissions& wanted,
                                                const std::vector<ingest::Activity>& activities) {
  std::vector<ingest::ListedSubmission> out;
  for (const Uuid& uuid : wanted.only)
    if (auto item = ingest::find_listed(tx, uuid); item && find_activity(activities, item->activity)) out.push_back(std::move(*item));
  return out;
}

Result<PageRead> read_page(Server& server, const WantedSubmissions& wanted, ingest::AccountId reader) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<PageRead> {
    PageRead page;
    const ingest::SubmissionFilter filter = wanted.resolve(tx, reader);
    page.activities = ingest::Activities::of_audit(tx, filter.audit);
    page.items = wanted.only.empty() ? ingest::list_submissions(tx, filter, wanted.count + 1) : read_only(tx, wanted, page.activities);
    page.more = wanted.only.empty() && page.items.size() > wanted.count;
    if (page.more) page.items.pop_back();
    for (const auto& item : page.items) {
      page.photos.push_back(ingest::Photos::of_submission(tx, item.id));
      page.observed_areas.push_back(analysis::area_of_submission(tx, item.id));
    }
    page.places = ingest::AuditPlaces::of(tx, filter.audit);
    if (wanted.with_counts) page.counts = ingest::count_by_state(tx, filter);
    page.event_seq = ingest::Events::newest(tx);
    return page;
  });
}

/// The words around the first one that was searched for, as the participant wrote them.
std::string around(std::string_view text, std::string_view searched) {
  constexpr std::size_t words_before = 12, words_most = 40, bytes_most = 400;
  const std::vector<std::string_view> all = words(text);
  std::size_t at = 0;
  while (at < all.size() && search_form(all[at]).find(searched) == std::string::npos) ++at;
  if (at == all.size()) return {};
  const std::size_t from = at > words_before ? at - words_before : 0;
  std::string out = from > 0 ? "…" : "";
  for (std::size_t i = from; i < all.size() && i < from + words_most; ++i) {
    if (out.size() + all[i].size() > bytes_most && i > at) return out + " …";
    if (i > from) out += ' ';
    out += all[i];
  }
  return from + words_most < all.size() ? out + " …" : out;
}

/// Where the words stand that were searched for; null when they are in the code or the name only.
json::value found_json(const ingest::SubmissionView& view, const std::vector<std::string>& searched) {
  for (const ingest::ViewedAnswer& answer : view.answers) {
    if (answer.type != "text") continue;
    std::string text = around(answer.value, searched.front());
    if (!text.empty()) return json::object{{"label", i18n(answer.label)}, {"text", std::move(text)}};
  }
  return nullptr;
}

json::object counts_json(const std::map<std::string, std::int64_t, std::less<>>& counts) {
  json::object out;
  std::int64_t all = 0;
  for (const char* state : {"received", "in_review", "approved", "returned", "rejected"}) {
    const auto found = counts.find(std::string_view(state));
    const std::int64_t count = found == counts.end() ? 0 : found->second;
    out[state] = count;
    all += count;
  }
  out["awaiting"] = out["received"].get_int64() + out["in_review"].get_int64();
  out["all"] = all;
  return out;
}

}  // namespace

Result<http::Response> list_submissions(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(wanted, WantedSubmissions::of(request, audit.id));
  CITYAUDIT_TRY(page, read_page(server, wanted, caller.account()));
  const bool searched = !wanted.words().empty();
  json::array items;
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    const ingest::ListedSubmission& item = page.items[i];
    const ingest::Activity* activity = find_activity(page.activities, item.activity);
    if (!activity) continue;
    CITYAUDIT_TRY(form, server.domain.forms.load(item.form));
    auto view = view_submission(item, *activity, *form, page.places, std::move(page.photos[i]), searched);
    complete_area(view, page.observed_areas[i], page.places);
    json::object one = to_json(item, *activity, *form, view, server.domain.messages, request);
    if (searched) one["found"] = found_json(view, wanted.words());
    items.push_back(std::move(one));
  }
  json::object out{
      {"items", std::move(items)},
      {"next_cursor", page.more ? json::value(std::to_string(page.items.back().id.value)) : json::value(nullptr)},
      {"event_seq", page.event_seq},
  };
  if (wanted.with_counts) out["counts"] = counts_json(page.counts);
  return json_answer(out);
}

}  // namespace cityaudit::server::handlers
