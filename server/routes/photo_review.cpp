// Looking at photos that may show people: the queues, what a detector suggests, covers, clearance, and what is under a cover;
// and when and where the camera says it was, which stands in no other answer.

#include "ingest/photo_review.h"
#include "base/text.h"
#include "ingest/submission_view.h"
#include "media/worker_pool.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/photo_answer.h"
#include "server/routes/review_detail.h"
#include "server/routes/submission_json.h"

#include <algorithm>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::size_t page_size = 60;
constexpr std::size_t similar_max = 12;
constexpr std::uint32_t unsealed_side = 2400;  // pixels of the long side: enough to recognise what a cover hides

ingest::PhotoReviewer reviewer(const Caller& caller) {
  return {caller.account(), caller.actor(), caller.may(ingest::Capability::see_identity), reviewer_of(caller).role};
}

json::array points_of(std::initializer_list<ingest::PhotoPoint> points) {
  json::array out;
  for (const ingest::PhotoPoint& point : points) out.push_back(json::array{point.x, point.y});
  return out;
}

json::object to_json(const ingest::PhotoSuggestion& one) {
  return {{"kind", one.kind}, {"points", points_of({one.from, one.to})}, {"score", one.score}};
}

json::array hint_words(const ingest::Photo& photo) {
  json::array out;
  for (const std::string_view word : words(photo.hints)) out.emplace_back(word);
  return out;
}

json::object to_json(const ingest::QueuedPhoto& item, const Messages& messages, const http::Request& request) {
  json::object out = handlers::to_json(ingest::ViewedPhoto{item.photo, {}, {}, {}}, messages, request);
  out["submission"] = to_string(item.submission);
  out["activity"] = item.activity_code;
  out["participant"] = text_or_null(item.participant);
  out["received_at"] = to_iso8601(item.received_at);
  out["hints"] = hint_words(item.photo);
  out["similar"] = item.similar;
  return out;
}

/// The photo as its submission shows it, with caption and polarity.
struct Read {
  ingest::ViewedPhoto viewed;
  Uuid submission;
  std::string activity;
  std::string audit;
  std::vector<ingest::PhotoSuggestion> suggestions;
  std::vector<ingest::Photo> similar;
  std::optional<std::string> erasure_ground;
  bool has_origin = false;
};

Result<Read> read_photo(Server& server, const ingest::Photo& photo) {
  struct Rows {
    ingest::ListedSubmission submission;
    ingest::Activity activity;
    ingest::AuditPlaces places;
    Read read;
  };
  CITYAUDIT_TRY(rows, server.domain.database->read([&](store::Transaction& tx) -> Result<Rows> {
    Rows out;
    auto submission = ingest::find_live(tx, photo.submission);
    if (!submission) return Error(ErrorKind::not_found, "photo.unknown");
    const ingest::AuditId audit{tx.integer("SELECT audit_id FROM activity WHERE id = $1", submission->activity).value_or(0)};
    out.read.audit = tx.text("SELECT slug FROM audit WHERE id = $1", audit).value_or("");
    for (ingest::Activity& each : ingest::Activities::of_audit(tx, audit))
      if (each.id == submission->activity) out.activity = std::move(each);
    out.submission = std::move(*submission);
    out.places = ingest::AuditPlaces::of(tx, audit);
    out.read.suggestions = ingest::PhotoReview::suggestions(tx, photo);
    out.read.similar = ingest::PhotoReview::similar(tx, photo, similar_max);
    if (const auto tombstone = ingest::find_tombstone(tx, photo.submission, photo.attachment_name))
      out.read.erasure_ground = tombstone->ground;
    out.read.has_origin = ingest::PhotoOrigins::has(tx, photo.id);
    return out;
  }));
  CITYAUDIT_TRY(form, server.domain.forms.load(rows.submission.form));
  auto view = view_submission(rows.submission, rows.activity, *form, rows.places, {photo}, false);
  Read read = std::move(rows.read);
  read.viewed = std::move(view.photos.front());
  read.submission = rows.submission.uuid;
  read.activity = rows.activity.code;
  return read;
}

Result<json::object> photo_detail(Server& server, const http::Request& request, const ingest::Photo& photo, const Caller& caller) {
  CITYAUDIT_TRY(read, read_photo(server, photo));
  json::object out = handlers::to_json(read.viewed, server.domain.messages, request);
  out["audit"] = read.audit;
  out["submission"] = to_string(read.submission);
  out["activity"] = read.activity;
  out["hints"] = hint_words(photo);
  out["clearance"] = text_or_null(photo.clearance);
  out["covers"] = json::parse(photo.redactions);
  out["uncleared_url"] = photo.preview ? json::value(photo_address(photo, "uncleared", *photo.preview)) : json::value(nullptr);
  out["may_unseal"] = reviewer(caller).may_see_identity;
  out["may_erase"] = caller.may(ingest::Capability::erase);
  out["erasure_ground"] = read.erasure_ground ? json::value(*read.erasure_ground) : json::value(nullptr);
  out["may_see_origin"] = reviewer(caller).may_see_identity && read.has_origin;
  json::value suggestions = nullptr;  // nobody has looked yet
  if (photo.suggested_at) {
    suggestions = json::array();
    for (const ingest::PhotoSuggestion& one : read.suggestions) suggestions.get_array().push_back(to_json(one));
  }
  out["suggestions"] = std::move(suggestions);
  json::array similar;
  for (const ingest::Photo& one : read.similar)
    similar.push_back(handlers::to_json(ingest::ViewedPhoto{one, {}, {}, {}}, server.domain.messages, request));
  out["similar"] = std::move(similar);
  return out;
}

Result<ingest::PhotoFilter> filter_of(const http::Request& request, ingest::AuditId audit) {
  ingest::PhotoFilter filter;
  filter.audit = audit;
  Error faults(ErrorKind::invalid, "request.fields");
  if (const std::string_view word = request.query_value("queue"); !word.empty()) {
    const auto queue = ingest::photo_queue_from(word);
    if (!queue) faults.fields.push_back({"queue", "field.unusable", {}});
    filter.queue = queue.value_or(ingest::PhotoQueue::all);
  }
  if (const std::string_view cursor = request.query_value("cursor"); !cursor.empty()) {
    const auto id = parse_integer(cursor);
    if (!id || *id < 1) faults.fields.push_back({"cursor", "field.unusable", {}});
    filter.older_than = ingest::PhotoId{id.value_or(0)};
  }
  if (!faults.fields.empty()) return faults;
  return filter;
}

/// The photo of the request as it is after a change.
Result<http::Response> changed(Server& server, const http::Request& request, const Uuid& uuid, const Caller& caller) {
  CITYAUDIT_TRY(photo, server.domain.photo_review.open(uuid, reviewer(caller)));
  CITYAUDIT_TRY(detail, photo_detail(server, request, photo, caller));
  return json_answer(detail);
}

}  // namespace

Result<http::Response> list_photos(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(filter, filter_of(request, audit.id));
  struct Page {
    std::vector<ingest::QueuedPhoto> items;
    std::array<std::int64_t, ingest::photo_queues> counts{};
  };
  CITYAUDIT_TRY(page, server.domain.database->read([&](store::Transaction& tx) -> Result<Page> {
    return Page{ingest::PhotoReview::list(tx, filter, page_size + 1), ingest::PhotoReview::counts(tx, audit.id)};
  }));
  const bool more = page.items.size() > page_size;
  if (more) page.items.pop_back();
  json::array items;
  for (const ingest::QueuedPhoto& item : page.items) items.push_back(to_json(item, server.domain.messages, request));
  json::object counts;
  for (std::size_t i = 0; i < ingest::photo_queues; ++i) counts[to_word(static_cast<ingest::PhotoQueue>(i))] = page.counts[i];
  return json_answer(json::object{
      {"items", std::move(items)},
      {"counts", std::move(counts)},
      {"next_cursor", more ? json::value(std::to_string(page.items.back().photo.id.value)) : json::value(nullptr)},
  });
}

Result<http::Response> get_photo(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(photo, server.domain.photo_review.open(uuid, reviewer(caller)));
  CITYAUDIT_CHECK(server.domain.photo_review.want_suggestions(photo));
  CITYAUDIT_TRY(detail, photo_detail(server, request, photo, caller));
  return json_answer(detail);
}

Result<http::Response> get_uncleared(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(photo, server.domain.photo_review.open(uuid, reviewer(caller)));
  return photo_answer(server, request, photo, photo.preview, "uncleared", PhotoCache::forget);
}

Result<http::Response> put_covers(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  const json::value* covers = body.if_contains("covers");
  if (!covers) return Error(ErrorKind::invalid, "photo.redactions_invalid");
  CITYAUDIT_TRY(redactions, ingest::read_redactions(json::serialize(*covers)));
  CITYAUDIT_CHECK(server.domain.photo_review.cover(uuid, redactions, reviewer(caller)));
  return changed(server, request, uuid, caller);
}

Result<http::Response> clear_photo(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"ground"}));
  const auto ground = ingest::clearance_from(texts[0]);
  if (!ground) {
    Error fault(ErrorKind::invalid, "request.fields");
    fault.fields.push_back({"ground", "field.unusable", {}});
    return fault;
  }
  CITYAUDIT_CHECK(server.domain.photo_review.clear(uuid, *ground, reviewer(caller)));
  return changed(server, request, uuid, caller);
}

Result<http::Response> veil_photo(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_CHECK(server.domain.photo_review.veil(uuid, reviewer(caller)));
  return changed(server, request, uuid, caller);
}

Result<http::Response> erase_photo(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  Error faults(ErrorKind::invalid, "request.fields");
  const json::value* word = body.if_contains("ground");
  const auto ground = word && word->is_string() ? ingest::erasure_ground_from(std::string_view(word->get_string())) : std::nullopt;
  if (!ground) faults.fields.push_back({"ground", word ? "field.unusable" : "field.missing", {}});
  const json::value* confirmed = body.if_contains("confirmed");
  if (!confirmed || *confirmed != json::value(true)) faults.fields.push_back({"confirmed", "photo.erasure_unconfirmed", {}});
  if (!faults.fields.empty()) return faults;
  CITYAUDIT_CHECK(server.domain.photo_erasure.erase(uuid, *ground, ingest::AccountId{caller.account_id}, caller.actor()));
  return changed(server, request, uuid, caller);
}

Result<http::Response> unseal_photo(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"reason"}));
  CITYAUDIT_TRY(photo, server.domain.photo_review.unseal(uuid, texts[0], reviewer(caller)));
  if (!server.photo_workers) return Error(ErrorKind::unavailable, "media.worker_unavailable");
  CITYAUDIT_TRY(original, server.domain.blobs->open(photo.original));
  media::DeriveLimits limits = media::DeriveLimits::from(server.domain.settings);
  limits.preview_side = unsealed_side;
  CITYAUDIT_TRY(derived, server.photo_workers->derive(*original, limits));
  if (derived.refusal) return Error(ErrorKind::conflict, "photo.refused");
  http::Response response;
  response.set("Content-Type", "image/jpeg");
  response.set("Cache-Control", "private, no-store");
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.body = std::move(derived.preview_jpeg);
  return response;
}

Result<http::Response> unseal_origin(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"reason"}));
  CITYAUDIT_TRY(origin, server.domain.photo_review.unseal_origin(uuid, texts[0], reviewer(caller)));
  json::value place = nullptr;
  if (origin.latitude_e7) {
    place = json::object{{"latitude", *origin.latitude_e7 / 1e7},
                         {"longitude", *origin.longitude_e7 / 1e7},
                         {"accuracy_metres", origin.accuracy_metres ? json::value(*origin.accuracy_metres) : json::value(nullptr)}};
  }
  http::Response response = json_answer(json::object{{"taken_at", text_or_null(origin.taken_at)}, {"place", std::move(place)}});
  response.set("Cache-Control", "private, no-store");
  return response;
}

}  // namespace cityaudit::server::handlers
