#include "server/routes/consent_json.h"

#include "base/text.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

Error field_fault(std::string_view field, const char* code) {
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({std::string(field), code, {}});
  return fault;
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

}  // namespace

json::object credit_json(const ingest::AuthorCredit& credit) {
  return {{"kind", ingest::to_word(credit.kind)}, {"words", text_or_null(credit.words)}};
}

json::array channels_json(ingest::Channels channels) {
  json::array out;
  for (const std::string_view word : ingest::Channels::words)
    if (channels.has(word)) out.emplace_back(word);
  return out;
}

json::object glance_json(const ingest::EffectiveConsent& consent) {
  using ingest::Purpose;
  json::object purposes;
  const ingest::PurposeConsent* newest = nullptr;
  for (std::size_t i = 0; i < ingest::purpose_count; ++i) {
    const ingest::PurposeConsent& one = consent.of(static_cast<Purpose>(i));
    purposes[ingest::purpose_words[i]] = ingest::to_word(one.decision);
    if (one.row != 0 && (!newest || one.row > newest->row)) newest = &one;
  }
  return {{"analyse", ingest::to_word(consent.of(Purpose::analyse).decision)},
          {"quote", ingest::to_word(consent.of(Purpose::quote).decision)},
          {"publish", ingest::to_word(consent.of(Purpose::publish_photo).decision)},
          {"channels", channels_json(consent.may_publish())},
          {"purposes", std::move(purposes)},
          {"method", newest ? json::value(ingest::to_word(newest->method)) : json::value(nullptr)},
          {"language", newest ? text_or_null(newest->language) : json::value(nullptr)}};
}

Result<ingest::Channels> channels_from(const json::object& object) {
  const json::value* value = object.if_contains("channels");
  std::string words;
  if (!value || value->is_null()) return ingest::Channels();
  if (!value->is_array()) return field_fault("channels", "field.unusable");
  for (const json::value& each : value->get_array()) {
    if (!each.is_string() || !ingest::Channels::of(each.get_string()).any()) return field_fault("channels", "field.unusable");
    words += std::string(each.get_string()) + ' ';
  }
  return ingest::Channels::of(words);
}

Result<std::vector<ingest::ConsentStatement>> statements_from(const json::object& object, UtcMillis now) {
  const json::value* list = object.if_contains("statements");
  if (!list || !list->is_array() || list->get_array().empty()) return field_fault("statements", "field.missing");
  if (list->get_array().size() > ingest::purpose_count) return field_fault("statements", "field.unusable");
  std::vector<ingest::ConsentStatement> out;
  for (const json::value& each : list->get_array()) {
    if (!each.is_object()) return field_fault("statements", "field.unusable");
    const auto purpose = ingest::purpose_from(text_of(each.get_object(), "purpose"));
    const auto decision = ingest::consent_decision_from(text_of(each.get_object(), "decision"));
    if (!purpose) return field_fault("purpose", "field.unusable");
    if (!decision || *decision == ingest::ConsentDecision::not_asked) return field_fault("decision", "field.unusable");
    CITYAUDIT_TRY(channels, channels_from(each.get_object()));
    ingest::ConsentStatement said;
    said.purpose = *purpose;
    said.decision = *decision;
    said.channels = channels;
    said.language = text_of(object, "language");
    said.given_at = now;
    if (said.language.size() > 35) return field_fault("language", "field.unusable");
    out.push_back(std::move(said));
  }
  return out;
}

Result<std::optional<store::BlobName>> store_scan(Server& server, const json::object& object) {
  const json::value* value = object.if_contains("scan");
  if (!value || value->is_null()) return std::optional<store::BlobName>();
  const auto bytes = value->is_string() ? from_base64(value->get_string()) : std::nullopt;
  if (!bytes || bytes->empty()) return field_fault("scan", "field.unusable");
  CITYAUDIT_TRY(writer, server.domain.blobs->create());
  CITYAUDIT_CHECK(writer->write(bytes_of(*bytes)));
  CITYAUDIT_TRY(name, writer->commit());
  return std::optional(std::move(name));
}

Result<http::Response> scan_answer(Server& server, const Sha256& scan) {
  CITYAUDIT_TRY(bytes, store::read_all(*server.domain.blobs, scan, server.domain.settings.integer("people.paper_bytes_max")));
  http::Response response = http::text_response(200, "application/octet-stream", std::move(bytes));
  response.set("Content-Disposition", "attachment; filename=\"paper\"");
  response.set("Cache-Control", "private, no-store");
  return response;
}

}  // namespace cityaudit::server::handlers
