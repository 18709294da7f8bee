#pragma once
// Audits, their waves and their areas. Thread-safe; calls block.

#include "ingest/events.h"
#include "ingest/localized.h"

namespace cityaudit::ingest {

struct Audit {
  AuditId id;
  Uuid uuid;
  std::int64_t number = 0;  // OpenRosa's project number: 1, 2, ..., never reused
  std::string slug;
  Localized title;
  std::string city;
  std::string country = "CZ";
  std::string starts_on, ends_on;  // "2018-01-01" or empty
  std::string lead_organisation, funder;
  std::string languages = "cs en";
  std::string time_zone = "Europe/Prague";
  bool demonstration = false;  // invented people and texts
  UtcMillis created_at, updated_at;
};

struct Area {
  AreaId id;
  std::string code;
  std::string kind;  // country, region, municipality, city, district, locality, site
  Localized name;
  AreaId parent;
  std::optional<double> latitude, longitude;  // of its centre
  std::string outline;                        // GeoJSON geometry or empty
  Uuid uuid{};                                // given by put_area
};

class Audits {
 public:
  Audits(store::Database& database, const Events& events, const Clock& clock) : database_(database), events_(events), clock_(clock) {}

  /// Makes the audit with its first wave; the existing one of that slug is returned unchanged. `id`, `uuid`, `number` are given here.
  Result<Audit> ensure(Audit wanted);
  Result<std::optional<Audit>> find(std::string_view slug);
  Result<std::vector<Audit>> all();
  /// Those that the account is a member of.
  Result<std::vector<Audit>> of_member(AccountId account);
  static std::optional<AuditId> id_of_slug(store::Transaction& tx, std::string_view slug);
  static std::optional<AuditId> id_of_number(store::Transaction& tx, std::int64_t number);
  static WaveId first_wave(store::Transaction& tx, AuditId audit);

  /// Adds or renames the area of that code.
  Result<AreaId> put_area(AuditId audit, const Area& area);
  static std::vector<Area> areas(store::Transaction& tx, AuditId audit);

 private:
  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
};

/// Letters a-z, digits and hyphens, 2 to 63 of them.
bool is_slug(std::string_view text);

}  // namespace cityaudit::ingest
