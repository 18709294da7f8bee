#include "server/routes/submission_json.h"

#include "ingest/submissions.h"
#include "server/routes/photo_answer.h"

#include <algorithm>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

json::value place_or_null(const std::optional<ingest::NamedPlace>& place, const http::Request& request) {
  return place ? json::value(named(place->code, place->name, request)) : json::value(nullptr);
}

json::value address_or_null(const ingest::Photo& photo, std::string_view word, const std::optional<Sha256>& blob) {
  return blob ? json::value(photo_address(photo, word, *blob)) : json::value(nullptr);
}

json::value number_or_null(std::int64_t number) { return number > 0 ? json::value(number) : json::value(nullptr); }

}  // namespace

json::object to_json(const ingest::ViewedPhoto& viewed, const Messages& messages, const http::Request& request) {
  const ingest::Photo& photo = viewed.photo;
  const std::string id = to_string(photo.uuid);
  json::object out{{"id", id}, {"state", photo.state}, {"reason", nullptr}};
  if (!photo.refusal_code.empty())
    out["reason"] = {{"code", photo.refusal_code}, {"text", messages.format(request.language, photo.refusal_code)}};
  out["width"] = number_or_null(photo.width);
  out["height"] = number_or_null(photo.height);
  const bool veiled = ingest::is_veiled(photo);
  out["veiled"] = veiled;
  out["people"] = photo.people;
  out["publication"] = photo.publication;
  out["thumbnail_url"] = veiled ? address_or_null(photo, "veil", photo.veil) : address_or_null(photo, "thumbnail", photo.thumbnail);
  out["preview_url"] = veiled ? json::value(nullptr) : address_or_null(photo, "preview", photo.preview);
  out["caption"] = text_or_null(viewed.caption);
  out["polarity"] = text_or_null(viewed.polarity);
  out["caption_language"] = text_or_null(viewed.caption_language);
  out["erased_at"] = time_or_null(photo.erased_at);
  return out;
}

json::object to_json(const ingest::ListedSubmission& submission, const ingest::Activity& activity, const ingest::CompiledForm& form,
                     const ingest::SubmissionView& view, const Messages& messages, const http::Request& request) {
  json::array flags;
  for (const std::string_view word : ingest::flag_words(submission.flags)) flags.emplace_back(word);
  json::array photos;
  for (const ingest::ViewedPhoto& photo : view.photos) photos.push_back(to_json(photo, messages, request));
  return {
      {"id", to_string(submission.uuid)},
      {"activity",
       {{"code", activity.code}, {"instrument", activity.instrument}, {"title", ingest::text_in(activity.title, request.language)}}},
      {"form", {{"id", form.definition.form_id}, {"version", form.definition.version}}},
      {"state", submission.state},
      {"received_at", to_iso8601(submission.received_at)},
      {"submitted_at", time_or_null(submission.submitted_at)},
      {"participant", text_or_null(submission.participant)},
      {"flags", std::move(flags)},
      {"problems", submission.problem_count},
      {"area", place_or_null(view.area, request)},
      {"stop", place_or_null(view.stop, request)},
      {"attachments",
       {{"expected", submission.files_expected},
        {"present", submission.files_present},
        {"missing", submission.files_expected - submission.files_present},
        {"last_received_at", time_or_null(submission.files_last_at)}}},
      {"photos", std::move(photos)},
      {"excerpt", text_or_null(view.excerpt)},
      {"seen", submission.review_version},
      {"assigned_to", text_or_null(submission.assigned_name)},
      {"appealed", submission.appealed},
      {"revision", submission.revision},
  };
}

json::object to_json(const ingest::ViewedAnswer& answer) {
  json::array covers;
  for (const ingest::WordCover& cover : answer.covers)
    covers.push_back(
        json::object{{"id", to_string(cover.uuid)}, {"from", cover.from}, {"to", cover.to}, {"kind", cover.kind}, {"shown", cover.shown}});
  return {{"path", answer.path},
          {"label", i18n(answer.label)},
          {"type", answer.type},
          {"value", text_or_null(answer.value)},
          {"display", i18n_or_null(answer.display)},
          {"theme", text_or_null(answer.theme)},
          {"role", text_or_null(answer.role)},
          {"erased", answer.erased},
          {"corrected", answer.corrected},
          {"original", text_or_null(answer.original)},
          {"covers", std::move(covers)}};
}

const ingest::Activity* find_activity(const std::vector<ingest::Activity>& activities, ingest::ActivityId id) {
  const auto found = std::find_if(activities.begin(), activities.end(), [&](const ingest::Activity& each) { return each.id == id; });
  return found == activities.end() ? nullptr : &*found;
}

void complete_area(ingest::SubmissionView& view, const std::optional<ingest::AreaId>& observed, const ingest::AuditPlaces& places) {
  if (view.area || !observed) return;
  for (const ingest::Area& area : places.areas)
    if (area.id == *observed) view.area = ingest::NamedPlace{area.code, area.name};
}

}  // namespace cityaudit::server::handlers
