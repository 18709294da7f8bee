#include "ingest/live_lists.h"

#include "base/text.h"
#include "ingest/list_entries.h"

#include <fmt/format.h>

namespace cityaudit::ingest {
namespace {

/// ODK's point: "lat lon alt accuracy"; empty when there is none.
std::string geometry(const std::optional<double>& latitude, const std::optional<double>& longitude) {
  return latitude && longitude ? fmt::format("{} {} 0 0", *latitude, *longitude) : std::string();
}

std::string name_columns(const Localized& name) { return escape_csv(text_in(name, "cs")) + ',' + escape_csv(text_in(name, "en")); }

std::string walks_csv(const std::vector<Walk>& walks) {
  std::string out = "name,label,label_en\n";
  for (const Walk& walk : walks) out += escape_csv(walk.code) + ',' + name_columns(walk.name) + '\n';
  return out;
}

std::string stops_csv(const std::vector<Walk>& walks) {
  std::string out = "name,label,label_en,walk,seq,geometry\n";
  for (const Walk& walk : walks)
    for (const Stop& stop : walk.stops)
      out += fmt::format("{},{},{},{},{}\n", escape_csv(stop.code), name_columns(stop.name), escape_csv(walk.code), stop.seq,
                         geometry(stop.latitude, stop.longitude));
  return out;
}

std::string areas_csv(const std::vector<Area>& areas) {
  std::string out = "name,label,label_en,kind\n";
  for (const Area& area : areas) out += fmt::format("{},{},{}\n", escape_csv(area.code), name_columns(area.name), escape_csv(area.kind));
  return out;
}

std::string entries_csv(const std::vector<ListEntry>& entries) {
  std::string out = "name,label,label_en\n";
  for (const ListEntry& entry : entries) out += escape_csv(entry.code) + ',' + name_columns(entry.name) + '\n';
  return out;
}

}  // namespace

std::map<std::string, std::string, std::less<>> live_lists(store::Transaction& tx, const Activity& activity,
                                                           const std::vector<std::string>& wanted) {
  std::map<std::string, std::string, std::less<>> out;
  std::optional<std::vector<Walk>> walks;
  for (const std::string& name : wanted) {
    if (name == "areas.csv") out[name] = areas_csv(Audits::areas(tx, activity.audit));
    if (const std::string_view list = entry_list_of_file(name); !list.empty())
      out[name] = entries_csv(ListEntries::of_audit(tx, activity.audit, list));
    if (name != "walks.csv" && name != "stops.csv") continue;
    if (!walks) {
      walks = Walks::of_audit(tx, activity.audit);
      // An activity of one walk offers that walk only.
      if (activity.walk) std::erase_if(*walks, [&](const Walk& walk) { return walk.id != activity.walk; });
    }
    out[name] = name == "walks.csv" ? walks_csv(*walks) : stops_csv(*walks);
  }
  return out;
}

}  // namespace cityaudit::ingest
