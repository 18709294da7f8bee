#include "ingest/consent_texts.h"

#include "base/embedded.h"
#include "base/text.h"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <set>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view folder = "consent/";

#define TEXT_COLUMNS \
  "t.id, t.uuid, t.purpose, t.language, t.version, t.channels, t.words, t.made_at, t.made_by, coalesce(c.checked_by, ''), c.at"
#define TEXT_TABLES " FROM consent_text t LEFT JOIN consent_text_check c ON c.text_id = t.id WHERE "

ConsentText read_text(const store::Rows& rows) {
  ConsentText text;
  text.id = rows.integer(0);
  text.uuid = rows.uuid(1);
  text.purpose = rows.string(2);
  text.language = rows.string(3);
  text.version = rows.integer(4);
  text.channels = Channels::of(rows.text(5));
  text.words = rows.string(6);
  text.made_at = {rows.integer(7)};
  text.made_by = {rows.integer(8)};
  text.checked_by = rows.string(9);
  if (!rows.is_null(10)) text.checked_at = UtcMillis{rows.integer(10)};
  return text;
}

std::vector<ConsentText> read_all(store::Rows rows) {
  std::vector<ConsentText> out;
  while (rows.next()) out.push_back(read_text(rows));
  return out;
}

std::size_t place_of(std::string_view purpose) {
  const auto found = purpose_from(purpose);
  return found ? static_cast<std::size_t>(*found) + 1 : 0;
}

/// In the order in which people are asked; languages by code; the newest version first.
void sort_texts(std::vector<ConsentText>& texts) {
  std::sort(texts.begin(), texts.end(), [](const ConsentText& a, const ConsentText& b) {
    return std::tuple(place_of(a.purpose), std::string_view(a.language), -a.version) <
           std::tuple(place_of(b.purpose), std::string_view(b.language), -b.version);
  });
}

std::string filled(std::string text, const std::vector<std::pair<std::string_view, std::string>>& values) {
  for (const auto& [name, value] : values) {
    if (value.empty()) continue;
    const std::string mark = fmt::format("{{{}}}", name);
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

bool is_language(std::string_view word) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
  return word.size() >= 2 && word.size() <= 35 && std::all_of(word.begin(), word.end(), fits);
}

bool is_known_purpose(std::string_view word) { return word == about_text || purpose_from(word).has_value(); }

}  // namespace

bool ConsentText::is_unfinished() const { return words.find('{') != std::string::npos || trim(words).empty(); }

ConsentTextLimits ConsentTextLimits::from(const Settings& settings) {
  ConsentTextLimits limits;
  limits.words_bytes_max = settings.size("people.consent_text_bytes_max");
  limits.versions_max = settings.integer("people.consent_versions_max");
  limits.erasure_hours = settings.integer("people.erasure_after_hours");
  limits.retention_years = settings.integer("people.retention_years");
  return limits;
}

Result<std::vector<ConsentText>> ConsentTexts::of_audit(const Audit& audit) {
  const auto read = [&](store::Transaction& tx) -> Result<std::vector<ConsentText>> {
    return read_all(tx.query("SELECT " TEXT_COLUMNS TEXT_TABLES "t.audit_id = $1", audit.id));
  };
  CITYAUDIT_TRY(found, database_.read(read));
  std::vector<ConsentText> texts = std::move(found);
  if (texts.empty()) {
    CITYAUDIT_TRY(made, database_.write([&](store::Transaction& tx) -> Result<std::vector<ConsentText>> {
      if (!tx.integer("SELECT 1 FROM consent_text WHERE audit_id = $1 LIMIT 1", audit.id)) add_defaults(tx, audit);
      return read(tx);
    }));
    texts = std::move(made);
  }
  sort_texts(texts);
  return texts;
}

void ConsentTexts::add_defaults(store::Transaction& tx, const Audit& audit) const {
  for (const embedded::File& file : embedded::list(folder)) {
    const std::string language(file.name.substr(folder.size(), file.name.find('.') - folder.size()));
    const boost::json::value texts = boost::json::parse(file.bytes);
    const std::string_view title = text_in(audit.title, language);
    for (const auto& [purpose, words] : texts.as_object())
      insert(tx, audit.id, purpose, language,
             filled(std::string(words.as_string()), {{"audit", std::string(title)},
                                                     {"responsible", audit.lead_organisation},
                                                     {"hours", std::to_string(limits_.erasure_hours)},
                                                     {"years", std::to_string(limits_.retention_years)}}),
             {});
  }
}

ConsentText ConsentTexts::insert(store::Transaction& tx, AuditId audit, std::string_view purpose, std::string_view language,
                                 std::string_view words, AccountId account) const {
  const std::int64_t version =
      tx.integer("SELECT max(version) FROM consent_text WHERE audit_id = $1 AND purpose = $2 AND language = $3", audit, purpose, language)
          .value_or(0) +
      1;
  const std::string channels = purpose == to_word(Purpose::publish_photo) ? Channels::all().text() : std::string();
  const auto id = tx.integer(
      "INSERT INTO consent_text (uuid, audit_id, purpose, language, version, channels, words, made_at, made_by) VALUES ($1, $2, $3, $4, "
      "$5, "
      "$6, $7, $8, $9) RETURNING id",
      random_uuid(), audit, purpose, language, version, channels, words, clock_.now(),
      account ? std::optional(account.value) : std::nullopt);
  return *find(tx, *id);
}

Result<ConsentText> ConsentTexts::add(const Audit& audit, std::string_view purpose, std::string_view language, std::string_view words,
                                      AccountId account, std::string_view actor) {
  words = trim(words);
  Error faults(ErrorKind::invalid, "request.fields");
  if (!is_known_purpose(purpose)) faults.fields.push_back({"purpose", "field.unusable", {}});
  if (!is_language(language)) faults.fields.push_back({"language", "field.unusable", {}});
  if (words.empty()) faults.fields.push_back({"words", "field.missing", {}});
  if (words.size() > limits_.words_bytes_max || !is_valid_utf8(words)) faults.fields.push_back({"words", "field.unusable", {}});
  if (!faults.fields.empty()) return faults;
  return database_.write([&](store::Transaction& tx) -> Result<ConsentText> {
    if (tx.integer("SELECT count(*) FROM consent_text WHERE audit_id = $1", audit.id).value_or(0) >= limits_.versions_max)
      return Error(ErrorKind::too_large, "consent.texts_too_many", {}, {{"limit", std::to_string(limits_.versions_max)}});
    const auto newest =
        tx.integer("SELECT id FROM consent_text WHERE audit_id = $1 AND purpose = $2 AND language = $3 ORDER BY version DESC LIMIT 1",
                   audit.id, purpose, language);
    if (const auto known = newest ? find(tx, *newest) : std::nullopt; known && known->words == words) return *known;
    ConsentText text = insert(tx, audit.id, purpose, language, words, account);
    announce(tx, "consent_text.added", audit.id, text, actor);
    return text;
  });
}

Result<ConsentText> ConsentTexts::check(AuditId audit, const Uuid& uuid, std::string_view name, AccountId account, std::string_view actor) {
  constexpr std::size_t name_bytes_max = 200;
  name = trim(name);
  if (name.empty() || name.size() > name_bytes_max) {
    Error faults(ErrorKind::invalid, "request.fields");
    faults.fields.push_back({"name", name.empty() ? "field.missing" : "field.unusable", {}});
    return faults;
  }
  return database_.write([&](store::Transaction& tx) -> Result<ConsentText> {
    const auto id = tx.integer("SELECT id FROM consent_text WHERE uuid = $1 AND audit_id = $2", uuid, audit);
    const auto text = id ? find(tx, *id) : std::nullopt;
    if (!text) return Error(ErrorKind::not_found, "consent.text_unknown");
    if (text->is_unfinished()) return Error(ErrorKind::conflict, "consent.text_unfinished");
    if (text->is_checked()) return *text;
    tx.execute("INSERT INTO consent_text_check (text_id, checked_by, account_id, at) VALUES ($1, $2, $3, $4)", text->id, name,
               account ? std::optional(account.value) : std::nullopt, clock_.now());
    announce(tx, "consent_text.checked", audit, *text, actor);
    return *find(tx, text->id);
  });
}

std::vector<ConsentText> ConsentTexts::offered(store::Transaction& tx, AuditId audit, std::string_view language) {
  std::vector<ConsentText> texts =
      read_all(tx.query("SELECT " TEXT_COLUMNS TEXT_TABLES "t.audit_id = $1 AND t.language = $2 AND c.at IS NOT NULL", audit, language));
  sort_texts(texts);
  texts.erase(std::unique(texts.begin(), texts.end(), [](const ConsentText& a, const ConsentText& b) { return a.purpose == b.purpose; }),
              texts.end());
  if (texts.empty() || texts.front().purpose != about_text) return {};
  return texts;
}

std::vector<std::string> ConsentTexts::offered_languages(store::Transaction& tx, AuditId audit) {
  std::vector<std::string> out;
  store::Rows rows = tx.query("SELECT DISTINCT t.language" TEXT_TABLES "t.audit_id = $1 AND t.purpose = $2 AND c.at IS NOT NULL ORDER BY 1",
                              audit, about_text);
  while (rows.next()) out.push_back(rows.string(0));
  return out;
}

std::optional<ConsentText> ConsentTexts::find(store::Transaction& tx, std::int64_t id) {
  std::vector<ConsentText> texts = read_all(tx.query("SELECT " TEXT_COLUMNS TEXT_TABLES "t.id = $1", id));
  if (texts.empty()) return std::nullopt;
  return std::move(texts.front());
}

void ConsentTexts::announce(store::Transaction& tx, std::string_view type, AuditId audit, const ConsentText& text,
                            std::string_view actor) const {
  Event event;
  event.type = type;
  event.actor = actor;
  event.at = clock_.now();
  event.audit = audit;
  event.subject_id = text.id;
  event.subject = text.uuid;
  event.payload = fmt::format("{{\"purpose\":\"{}\",\"language\":\"{}\",\"version\":{}}}", text.purpose, text.language, text.version);
  events_.append(tx, std::move(event));
}

#undef TEXT_COLUMNS
#undef TEXT_TABLES

}  // namespace cityaudit::ingest
