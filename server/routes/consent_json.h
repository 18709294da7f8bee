#pragma once
// Consent as JSON: at a glance for lists, and what people may say about it. Pure; thread-safe.

#include "ingest/author_credits.h"
#include "ingest/consents.h"
#include "server/routes/handler.h"

namespace cityaudit::server::handlers {

/// ConsentAtAGlance: {analyse, quote, publish: decision; channels: [where photos may be shown]; purposes: {every purpose: decision};
/// method, language: of the newest row, null when nobody was ever asked}. A decision is not_asked, given, refused or withdrawn.
boost::json::object glance_json(const ingest::EffectiveConsent& consent);

/// {kind: name, pseudonym or anonymous; words: as they are printed, null when anonymous}.
boost::json::object credit_json(const ingest::AuthorCredit& credit);

boost::json::array channels_json(ingest::Channels channels);

/// What somebody says: {"statements": [{"purpose", "decision": given or withdrawn, "channels": [..]}], "language"}. At most one of each
/// purpose. invalid ("request.fields").
Result<std::vector<ingest::ConsentStatement>> statements_from(const boost::json::object& object, UtcMillis now);
/// invalid ("request.fields") for what is none of ours.
Result<ingest::Channels> channels_from(const boost::json::object& object);

/// Of "scan": a photo or PDF of a paper in base64, stored; nothing when there is none. invalid ("request.fields").
Result<std::optional<store::BlobName>> store_scan(Server& server, const boost::json::object& object);
/// As a download that no browser shows by itself.
Result<http::Response> scan_answer(Server& server, const Sha256& scan);

}  // namespace cityaudit::server::handlers
