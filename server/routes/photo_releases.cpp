// What people who can be recognised in a photo signed.

#include "ingest/photo_releases.h"

#include "server/routes/consent_json.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

ingest::PhotoReviewer looker(const Caller& caller) {
  return {caller.account(), caller.actor(), caller.may(ingest::Capability::see_identity)};
}

json::object to_json(const ingest::PhotoRelease& release) {
  return {{"id", to_string(release.uuid)},
          {"subject", release.subject},
          {"guardian", release.guardian},
          {"channels", channels_json(release.channels)},
          {"signed_at", to_iso8601(release.signed_at)},
          {"recorded_at", to_iso8601(release.recorded_at)},
          {"has_scan", release.scan.has_value()},
          {"withdrawn_at", time_or_null(release.withdrawn_at)}};
}

Result<Uuid> release_of(const http::Request& request) {
  const auto uuid = parse_uuid(request.parameter("release"));
  if (!uuid) return Error(ErrorKind::not_found, "release.unknown");
  return *uuid;
}

Result<http::Response> answer(Server& server, const Uuid& uuid, const Caller& caller) {
  CITYAUDIT_TRY(photo, server.domain.photo_review.open(uuid, looker(caller)));
  struct Read {
    std::vector<ingest::PhotoRelease> releases;
    ingest::Channels publishable;
    ingest::EffectiveConsent consent;
  };
  CITYAUDIT_TRY(read, server.domain.database->read([&](store::Transaction& tx) -> Result<Read> {
    return Read{ingest::PhotoReleases::of_photo(tx, photo.id), ingest::publishable_channels(tx, photo),
                ingest::effective_consent(tx, photo.submission)};
  }));
  json::array items;
  for (const ingest::PhotoRelease& each : read.releases) items.push_back(to_json(each));
  return json_answer(json::object{
      {"releases", std::move(items)}, {"publishable", channels_json(read.publishable)}, {"author", glance_json(read.consent)}});
}

}  // namespace

Result<http::Response> list_releases(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  return answer(server, uuid, caller);
}

Result<http::Response> add_release(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_CHECK(server.domain.photo_review.open(uuid, looker(caller)));
  CITYAUDIT_TRY(object, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(object, {"subject", "signed_on"}));
  const auto signed_at = parse_iso8601(texts[1] + "T00:00:00Z");
  if (!signed_at) {
    Error fault(ErrorKind::invalid, "request.fields");
    fault.fields.push_back({"signed_on", "field.unusable", {}});
    return fault;
  }
  CITYAUDIT_TRY(channels, channels_from(object));
  const json::value* guardian = object.if_contains("guardian");
  CITYAUDIT_TRY(scan, store_scan(server, object));
  const ingest::NewRelease release{texts[0], guardian && guardian->is_bool() && guardian->get_bool(), channels, *signed_at, scan};
  CITYAUDIT_CHECK(server.domain.photo_releases.add(uuid, release, caller.account(), caller.actor()));
  return answer(server, uuid, caller);
}

Result<http::Response> withdraw_release(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(release, release_of(request));
  CITYAUDIT_CHECK(server.domain.photo_review.open(uuid, looker(caller)));
  CITYAUDIT_CHECK(server.domain.photo_releases.withdraw(uuid, release, caller.actor()));
  return answer(server, uuid, caller);
}

/// The paper itself holds a name, and often a signature of somebody who never sent anything.
Result<http::Response> get_release_scan(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "photo.unknown"));
  CITYAUDIT_TRY(wanted, release_of(request));
  CITYAUDIT_TRY(photo, server.domain.photo_review.open(uuid, looker(caller)));
  const auto find = [&](store::Transaction& tx) -> Result<Sha256> {
    for (const ingest::PhotoRelease& each : ingest::PhotoReleases::of_photo(tx, photo.id))
      if (each.uuid == wanted && each.scan) return *each.scan;
    return Error(ErrorKind::not_found, "release.unknown");
  };
  CITYAUDIT_TRY(scan, server.domain.database->read(find));
  return scan_answer(server, scan);
}

}  // namespace cityaudit::server::handlers
