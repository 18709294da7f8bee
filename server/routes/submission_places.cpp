// The same submissions on a map: how many at each stop, and how many elsewhere in each area. Never closer than that.

#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/submission_filter.h"

#include <unordered_map>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

struct PlaceCount {
  std::int64_t submissions = 0, awaiting = 0;
};

struct FoundPlaces {
  std::vector<ingest::Walk> walks;
  std::vector<ingest::Area> areas;
  std::unordered_map<std::int64_t, PlaceCount> at_stop, in_area;  // by their ids
  std::int64_t nowhere = 0;
};

/// Counts those of `found` that have the facet, and marks them as placed.
class Counter {
 public:
  Counter(store::Transaction& tx, const std::vector<ingest::FoundSubmission>& found) : tx_(tx) {
    for (const auto& each : found) found_.emplace(each.id.value, Found{each.awaiting, false, false});
  }

  PlaceCount at_stop(ingest::Facet facet) { return count(facet, false); }
  /// Without those that are at a stop. A submission with photos from two areas counts in both.
  PlaceCount in_area(ingest::Facet facet) { return count(facet, true); }
  std::int64_t nowhere() const {
    std::int64_t out = 0;
    for (const auto& [id, each] : found_) out += each.at_stop || each.in_area ? 0 : 1;
    return out;
  }

 private:
  struct Found {
    bool awaiting, at_stop, in_area;
  };

  PlaceCount count(ingest::Facet facet, bool area) {
    PlaceCount out;
    store::Rows rows = tx_.query("SELECT submission_id FROM submission_facet WHERE facet = $1", facet);
    while (rows.next()) {
      const auto found = found_.find(rows.integer(0));
      if (found == found_.end() || (area && found->second.at_stop)) continue;
      ++out.submissions;
      out.awaiting += found->second.awaiting ? 1 : 0;
      (area ? found->second.in_area : found->second.at_stop) = true;
    }
    return out;
  }

  store::Transaction& tx_;
  std::unordered_map<std::int64_t, Found> found_;
};

Result<FoundPlaces> read_places(Server& server, const WantedSubmissions& wanted, ingest::AccountId reader) {
  return server.domain.database->read([&](store::Transaction& tx) -> Result<FoundPlaces> {
    FoundPlaces out;
    out.walks = ingest::Walks::of_audit(tx, wanted.audit());
    out.areas = ingest::Audits::areas(tx, wanted.audit());
    Counter counter(tx, ingest::find_submissions(tx, wanted.resolve(tx, reader)));
    for (const ingest::Walk& walk : out.walks)
      for (const ingest::Stop& stop : walk.stops)
        if (stop.latitude && stop.longitude) out.at_stop[stop.id.value] = counter.at_stop(ingest::facet_of_stop(stop.id));
    for (const ingest::Area& area : out.areas) out.in_area[area.id.value] = counter.in_area(ingest::facet_of_area(area.id));
    out.nowhere = counter.nowhere();
    return out;
  });
}

json::value number_or_null(const std::optional<double>& number) { return number ? json::value(*number) : json::value(nullptr); }

json::value outline_of(const ingest::Area& area) {
  json::error_code fault;
  json::value out = area.outline.empty() ? json::value(nullptr) : json::parse(area.outline, fault);
  return fault ? json::value(nullptr) : out;
}

}  // namespace

Result<http::Response> list_submission_places(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(wanted, WantedSubmissions::of(request, audit.id));
  CITYAUDIT_TRY(found, read_places(server, wanted, caller.account()));
  json::array stops, areas;
  for (const ingest::Walk& walk : found.walks) {
    for (const ingest::Stop& stop : walk.stops) {
      const auto counted = found.at_stop.find(stop.id.value);
      if (counted == found.at_stop.end()) continue;
      json::object one = named(stop.code, stop.name, request);
      one["place"] = walk.code + "/" + stop.code;
      one["walk"] = ingest::text_in(walk.name, request.language);
      one["latitude"] = *stop.latitude;
      one["longitude"] = *stop.longitude;
      one["submissions"] = counted->second.submissions;
      one["awaiting"] = counted->second.awaiting;
      stops.push_back(std::move(one));
    }
  }
  for (const ingest::Area& area : found.areas) {
    const PlaceCount& counted = found.in_area[area.id.value];
    json::object one = named(area.code, area.name, request);
    one["kind"] = area.kind;
    one["latitude"] = number_or_null(area.latitude);
    one["longitude"] = number_or_null(area.longitude);
    one["outline"] = outline_of(area);
    one["submissions"] = counted.submissions;
    one["awaiting"] = counted.awaiting;
    areas.push_back(std::move(one));
  }
  return json_answer(json::object{{"stops", std::move(stops)}, {"areas", std::move(areas)}, {"nowhere", found.nowhere}});
}

}  // namespace cityaudit::server::handlers
